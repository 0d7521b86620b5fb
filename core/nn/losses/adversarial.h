#pragma once
// Losses of generative adversarial networks. Scores are logits (critic values for Wasserstein), any shape.
#include "core/compute/graph.h"

namespace gradus {

enum class GanLoss {
  saturating,     // generator: mean log(1 - s(fake))                     (Goodfellow et al. 2014, equation 1)
  nonSaturating,  // generator: -mean log s(fake)                         (the same, section 3)
  leastSquares,   // discriminator: mean (real - 1)^2 / 2 + mean fake^2 / 2; generator: mean (fake - 1)^2 / 2
                  //                                                      (Mao et al. 2017, equation 9)
  wasserstein,    // critic: mean fake - mean real; generator: -mean fake (Arjovsky, Chintala, Bottou 2017)
};

/// What the discriminator makes small; for the first two -mean log s(real) - mean log(1 - s(fake)).
Tensor discriminatorLoss(GanLoss kind, Tensor real, Tensor fake);
/// What the generator makes small.
Tensor generatorLoss(GanLoss kind, Tensor fake);
/// Mean over the batch of (|d score / dx| - 1)^2 (Gulrajani et al. 2017, equation 3); `score` must have been made from
/// x, whose first axis is the batch. Derivatives flow into the critic's weights through the gradient.
Tensor gradientPenalty(Tensor score, Tensor x);
/// eps real + (1 - eps) fake with one uniform eps a sample, where the penalty is taken; no gradient.
Tensor interpolated(Tensor real, Tensor fake);
/// Mean |x - there and back| (Zhu et al. 2017, equation 2).
Tensor cycleLoss(Tensor x, Tensor roundTrip);

}  // namespace gradus
