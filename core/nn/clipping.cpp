#include "core/nn/clipping.h"

#include "core/compute/ops/ops.h"

namespace gradus {

Tensor globalNorm(std::span<const Tensor> gradients) {
  Tensor squares;
  for (const Tensor g : gradients) squares = squares ? squares + sum(square(g)) : sum(square(g));
  return sqrt(squares);
}

std::vector<Tensor> clipByGlobalNorm(std::span<const Tensor> gradients, Tensor norm, Tensor most) {
  const Tensor one = norm.graph->constant(1);
  const Tensor scale = select(most, minimum(most / (norm + 1e-6), one), one);
  std::vector<Tensor> clipped;
  for (const Tensor g : gradients) clipped.push_back(g * scale);
  return clipped;
}

}  // namespace gradus
