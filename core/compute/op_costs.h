#pragma once
// Multiply-adds of ops, for the counts that models show.
#include <cstdint>

#include "core/compute/graph.h"

namespace gradus {

/// Multiply-adds of one op (0 for ops without products); a new op with products adds a case.
int64_t multiplyAddsOf(const Graph& graph, int id);

}  // namespace gradus
