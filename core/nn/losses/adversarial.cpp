#include "core/nn/losses/adversarial.h"

#include "core/compute/ops/ops.h"
#include "core/nn/losses/reduction.h"

namespace gradus {

// log s(x) = -softplus(-x), log(1 - s(x)) = -softplus(x)
Tensor discriminatorLoss(GanLoss kind, Tensor real, Tensor fake) {
  if (kind == GanLoss::wasserstein) return mean(fake) - mean(real);
  if (kind == GanLoss::leastSquares) return (mean(square(real - 1)) + mean(square(fake))) * 0.5;
  return mean(softplus(-real)) + mean(softplus(fake));
}

Tensor generatorLoss(GanLoss kind, Tensor fake) {
  switch (kind) {
    case GanLoss::saturating:
      return -mean(softplus(fake));
    case GanLoss::nonSaturating:
      return mean(softplus(-fake));
    case GanLoss::leastSquares:
      return mean(square(fake - 1)) * 0.5;
    case GanLoss::wasserstein:
      return -mean(fake);
  }
  return {};
}

Tensor gradientPenalty(Tensor score, Tensor x) {
  const Tensor params[] = {x};
  const Tensor slope = gradients(sum(score), params)[0];
  const int64_t batch = x.shape()[0];
  return mean(square(rowNorm(reshape(slope, {batch, x.shape().count() / batch})) - 1));
}

Tensor interpolated(Tensor real, Tensor fake) {
  requireSameShape("interpolation", real, fake);
  Shape one;
  for (int axis = 0; axis < real.shape().rank(); ++axis) one.append(axis == 0 ? real.shape()[0] : 1);
  const Tensor share = randomUniform(*real.graph, one);
  return stopGradient(fake + share * (real - fake));
}

Tensor cycleLoss(Tensor x, Tensor roundTrip) {
  requireSameShape("cycle loss", x, roundTrip);
  return mean(abs(x - roundTrip));
}

}  // namespace gradus
