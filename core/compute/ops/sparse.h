#pragma once
// Products with sparse matrices (CSR) and sums over segments, and their derivatives.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
