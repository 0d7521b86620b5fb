#include "core/nn/losses/divergence.h"

#include "core/compute/ops/ops.h"
#include "core/nn/activation.h"
#include "core/nn/losses/classification.h"

namespace gradus {

namespace {

// Sum of everything over the number of rows of the first axis.
Tensor perSample(Tensor elements) {
  return sum(elements) / static_cast<double>(elements.shape().rank() > 0 ? elements.shape()[0] : 1);
}

}  // namespace

Tensor klStandardNormal(Tensor mean, Tensor logVariance) {
  requireSameShape("KL divergence", mean, logVariance);
  return perSample(square(mean) + exp(logVariance) - logVariance - 1) * 0.5;
}

Tensor klNormals(Tensor mean1, Tensor logVariance1, Tensor mean2, Tensor logVariance2) {
  requireSameShape("KL divergence", mean1, logVariance1);
  requireSameShape("KL divergence", mean2, logVariance2);
  requireSameShape("KL divergence", mean1, mean2);
  const Tensor scaled = (exp(logVariance1) + square(mean1 - mean2)) * exp(-logVariance2);
  return perSample(logVariance2 - logVariance1 + scaled - 1) * 0.5;
}

Tensor klBernoulli(Tensor p, Tensor q) {
  requireSameShape("KL divergence", p, q);
  return perSample(p * (log(p) - log(q)) + (1 - p) * (log(1 - p) - log(1 - q)));
}

Tensor klCategorical(Tensor logitsA, Tensor logitsB) {
  requireSameShape("KL divergence", logitsA, logitsB);
  const Tensor logP = logSoftmax(asRows(logitsA), 1), logQ = logSoftmax(asRows(logitsB), 1);
  return perSample(exp(logP) * (logP - logQ));
}

Tensor klDivLoss(Tensor input, Tensor target, Reduction reduction, bool logTarget) {
  requireSameShape("KL divergence", input, target);
  if (logTarget) return reduceLoss(exp(target) * (target - input), reduction);
  const Tensor positive = maximum(target, target.graph->constant(1e-37));  // 0 log 0 = 0
  return reduceLoss(target * (log(positive) - input), reduction);
}

Tensor elboBernoulli(Tensor logits, Tensor x, Tensor mean, Tensor logVariance, double beta) {
  return perSample(bceWithLogitsLoss(logits, x, Reduction::none)) + klStandardNormal(mean, logVariance) * beta;
}

Tensor elboGaussian(Tensor reconstruction, Tensor x, Tensor mean, Tensor logVariance, double beta) {
  requireSameShape("ELBO", reconstruction, x);
  return perSample(square(x - reconstruction)) * 0.5 + klStandardNormal(mean, logVariance) * beta;
}

}  // namespace gradus
