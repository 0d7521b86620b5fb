#include "core/nn/losses/regression.h"

#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

// With c = min(|d|, delta): c (|d| - c / 2) is both branches.
Tensor huberElements(Tensor d, double delta) {
  const Tensor size = abs(d), c = minimum(size, d.graph->constant(delta));
  return c * (size - c * 0.5);
}

void requirePositive(const char* what, double value, bool zeroAllowed) {
  if (value > 0 || (zeroAllowed && value == 0)) return;
  throw UserError({GRADUS_TR("%1 is %2; it must be positive."), {what, numberText(value)}});
}

}  // namespace

Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
  requireSameShape("squared loss", input, target);
  return reduceLoss(square(input - target), reduction);
}

Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
  requireSameShape("L1 loss", input, target);
  return reduceLoss(abs(input - target), reduction);
}

Tensor huberLoss(Tensor input, Tensor target, double delta, Reduction reduction) {
  requireSameShape("Huber loss", input, target);
  requirePositive("delta of the Huber loss", delta, false);
  return reduceLoss(huberElements(input - target, delta), reduction);
}

Tensor smoothL1Loss(Tensor input, Tensor target, double beta, Reduction reduction) {
  requireSameShape("smooth L1 loss", input, target);
  requirePositive("beta of the smooth L1 loss", beta, true);
  if (beta == 0) return l1Loss(input, target, reduction);
  return reduceLoss(huberElements(input - target, beta) / beta, reduction);
}

Tensor epsilonInsensitiveLoss(Tensor input, Tensor target, double epsilon, Reduction reduction) {
  requireSameShape("epsilon-insensitive loss", input, target);
  return reduceLoss(relu(abs(input - target) - epsilon), reduction);
}

Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance, bool full, double epsilon, Reduction reduction) {
  requireSameShape("Gaussian NLL loss", input, target);
  const Tensor v = maximum(variance, variance.graph->constant(epsilon));
  Tensor elements = (log(v) + square(input - target) / v) * 0.5;
  if (full) elements = elements + 0.5 * std::log(2 * std::numbers::pi);
  return reduceLoss(elements, reduction);
}

Tensor noisePredictionLoss(Tensor predicted, Tensor noise) {
  requireSameShape("noise prediction loss", predicted, noise);
  return mean(square(noise - predicted));
}

Tensor bellmanTarget(Tensor reward, Tensor done, Tensor nextQ, double discount) {
  requireSameShape("Bellman target", reward, done);
  if (nextQ.shape().rank() != 2 || nextQ.shape()[0] != reward.shape().count())
    shapeError(*reward.graph, "Bellman target", {reward.shape(), nextQ.shape()}, "rewards [N] and values [N, actions]");
  return stopGradient(asColumn(reward) + (1 - asColumn(done)) * maxOver(nextQ, 1) * discount);
}

Tensor bellmanLoss(Tensor q, Tensor action, Tensor target, bool huber) {
  if (q.shape().rank() != 2 || action.shape().count() != q.shape()[0] || target.shape().count() != q.shape()[0])
    shapeError(*q.graph, "Bellman loss", {q.shape(), action.shape(), target.shape()},
               "values [N, actions], actions [N] and targets [N]");
  const Tensor chosen = rowSum(q * oneHotRows(action, q.shape()[1])), d = chosen - asColumn(target);
  return mean(huber ? huberElements(d, 1) : square(d));
}

Tensor derivative(Tensor y, Tensor x) {
  const Tensor params[] = {x};
  return gradients(sum(y), params)[0];
}

Tensor residualLoss(Tensor residual) {
  return mean(square(residual));
}

}  // namespace gradus
