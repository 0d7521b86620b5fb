#include "core/nn/losses/penalty.h"

#include <cassert>

#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

Tensor total(std::span<const Tensor> weights, Tensor (*of)(Tensor)) {
  assert(!weights.empty());
  Tensor all;
  for (const Tensor w : weights) all = all ? all + sum(of(w)) : sum(of(w));
  return all;
}

}  // namespace

Tensor l1Penalty(std::span<const Tensor> weights, double strength) {
  return total(weights, abs) * strength;
}

Tensor l2Penalty(std::span<const Tensor> weights, double strength) {
  return total(weights, square) * (strength / 2);
}

Tensor elasticPenalty(std::span<const Tensor> weights, double strength, double ratio) {
  return l1Penalty(weights, strength * ratio) + l2Penalty(weights, strength * (1 - ratio));
}

}  // namespace gradus
