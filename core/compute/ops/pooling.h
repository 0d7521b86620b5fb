#pragma once
// Pooling and upsampling over image axes, and their derivatives.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
