#pragma once
// Scaled dot-product attention and its derivatives.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
