#pragma once
// Variational autoencoder of dense layers (Kingma, Welling 2014): encoder width-hidden-(2 x latent), decoder back.
#include "core/compute/graph.h"

namespace gradus {

struct VaeParams {
  int64_t width = 784, hidden = 400, latent = 20;
};

struct Vae {
  Tensor mean, logVariance;  // of the approximate posterior, [N, latent]
  Tensor code;               // mean + noise * exp(logVariance / 2)
  Tensor logits;             // of the decoder, [N, width]
  Tensor loss;               // negative evidence bound, mean over the samples
};

/// x [N, width] in [0, 1], noise [N, latent] standard normal. Parameters e, mu, lv, d1, d2 (.weight, .bias).
///   loss = (sum bce(logits, x) - 1/2 sum(1 + lv - mu^2 - e^lv)) / N        (their equation 10 with Bernoulli outputs)
Vae buildVae(Tensor x, Tensor noise, const VaeParams& params);

}  // namespace gradus
