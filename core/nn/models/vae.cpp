#include "core/nn/models/vae.h"

#include "core/compute/ops/ops.h"
#include "core/nn/layers/linear.h"

namespace gradus {

Vae buildVae(Tensor x, Tensor noise, const VaeParams& params) {
  const Tensor hidden = relu(linear(x, "e", params.hidden));
  Vae vae;
  vae.mean = linear(hidden, "mu", params.latent);
  vae.logVariance = linear(hidden, "lv", params.latent);
  vae.code = vae.mean + noise * exp(vae.logVariance * 0.5);
  vae.logits = linear(relu(linear(vae.code, "d1", params.hidden)), "d2", params.width);
  const Tensor rebuilt = sum(softplus(vae.logits) - vae.logits * x);
  const Tensor divergence = sum(square(vae.mean) + exp(vae.logVariance) - vae.logVariance - 1) * 0.5;
  vae.loss = (rebuilt + divergence) / static_cast<double>(x.shape()[0]);
  return vae;
}

}  // namespace gradus
