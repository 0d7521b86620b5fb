#pragma once
// Convolutions: forward, gradient of the input, gradient of the weights; each is a derivative of the others.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
