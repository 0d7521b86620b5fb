#pragma once
// Clipping of gradients as ops of the graph, over any set of parameters. (A single update group clips by its own live
// numbers clip_norm and clip_value.)
#include <span>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

/// sqrt(sum of squares of all elements), a scalar of the graph.
Tensor globalNorm(std::span<const Tensor> gradients);
/// Gradients scaled by min(1, most / (norm + 1e-6)); `most` a scalar, 0 or below: unchanged (torch clip_grad_norm_).
std::vector<Tensor> clipByGlobalNorm(std::span<const Tensor> gradients, Tensor norm, Tensor most);

}  // namespace gradus
