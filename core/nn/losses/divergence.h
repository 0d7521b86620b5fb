#pragma once
// Kullback-Leibler divergences in closed form and the bounds made of them. Batches are rows: [N, dimensions]; all give
// the sum over dimensions, averaged over the batch, as a scalar.
#include "core/nn/losses/reduction.h"

namespace gradus {

/// KL(N(mean, exp(lv)) || N(0, 1)) = (mean^2 + exp(lv) - lv - 1) / 2 (Kingma, Welling 2014, appendix B).
Tensor klStandardNormal(Tensor mean, Tensor logVariance);
/// KL(N(m1, exp(v1)) || N(m2, exp(v2))) = (v2 - v1 + (exp(v1) + (m1 - m2)^2) / exp(v2) - 1) / 2.
Tensor klNormals(Tensor mean1, Tensor logVariance1, Tensor mean2, Tensor logVariance2);
/// KL of Bernoulli variables with probabilities p and q in (0, 1).
Tensor klBernoulli(Tensor p, Tensor q);
/// KL(softmax(a) || softmax(b)) of categorical variables given by logits along the last axis.
Tensor klCategorical(Tensor logitsA, Tensor logitsB);
/// PyTorch's kl_div: target (log target - input) for log-probabilities `input`; 0 where target = 0.
Tensor klDivLoss(Tensor input, Tensor target, Reduction reduction = Reduction::mean, bool logTarget = false);

/// Negative evidence lower bound, mean over the batch: -log p(x | z) + beta KL(q(z | x) || N(0, 1)) (Kingma, Welling
/// 2014, equation 10; Higgins et al. 2017 for beta). Bernoulli pixels from logits, or Gaussian of variance 1 without
/// its constant.
Tensor elboBernoulli(Tensor logits, Tensor x, Tensor mean, Tensor logVariance, double beta = 1);
Tensor elboGaussian(Tensor reconstruction, Tensor x, Tensor mean, Tensor logVariance, double beta = 1);

}  // namespace gradus
