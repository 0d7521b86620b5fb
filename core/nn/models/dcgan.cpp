#include "core/nn/models/dcgan.h"

#include "core/compute/ops/ops.h"
#include "core/nn/layers/convolution.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/normalisation.h"
#include "core/nn/layers/pooling.h"
#include "core/nn/losses/adversarial.h"

namespace gradus {

Tensor dcganGenerator(Tensor z, const DcganParams& p, const std::string& prefix) {
  Tensor x = linear(z, prefix + "0", p.generator[0] * p.side * p.side);
  x = batchNorm(unflatten(x, p.generator[0], p.side, p.side), prefix + "2", {.training = p.training, .slope = 0});
  x = batchNorm(convTranspose2d(x, prefix + "4", p.generator[1], 4, 2, 1), prefix + "5",
                {.training = p.training, .slope = 0});
  return tanh(convTranspose2d(x, prefix + "7", 1, 4, 2, 1));
}

Tensor dcganDiscriminator(Tensor images, const DcganParams& p, const std::string& prefix) {
  Convolution half = Convolution::square(2, 1);
  half.slope = 0.2;  // leaky ReLU in the convolution's kernel
  Tensor x = conv2d(images, prefix + "0", p.discriminator[0], {4, 4}, half);
  x = batchNorm(conv2d(x, prefix + "2", p.discriminator[1], 4, 2, 1), prefix + "3",
                {.training = p.training, .slope = 0.2});
  return linear(flatten(x), prefix + "6", 1);
}

DcganLosses dcganStep(Tensor real, Tensor z, const DcganParams& p, OptimiserKind optimiser) {
  Graph& graph = *z.graph;
  const auto kind = static_cast<UpdateKind>(optimiser);
  const Tensor fake = dcganGenerator(z, p);
  const Tensor ofD =
      discriminatorLoss(GanLoss::nonSaturating, dcganDiscriminator(real, p), dcganDiscriminator(stopGradient(fake), p));
  const std::vector<Tensor> d = graph.parameters("d.");
  graph.update({.kind = kind, .prefix = "d.", .loss = ofD, .parameters = d, .gradients = gradients(ofD, d)});
  const Tensor ofG = generatorLoss(GanLoss::nonSaturating, dcganDiscriminator(fake, p));
  const std::vector<Tensor> g = graph.parameters("g.");
  graph.update({.kind = kind, .prefix = "g.", .loss = ofG, .parameters = g, .gradients = gradients(ofG, g)});
  return {ofD, ofG};
}

double dcganMflop(int64_t batch, const DcganParams& p) {
  const auto product = [&](int64_t a, int64_t b, int64_t c) { return 2.0 * static_cast<double>(batch * a * b * c); };
  const int64_t small = p.side * p.side, middle = 4 * small;
  const double d1 = product(middle, 16, p.discriminator[0]);
  const double d2 = product(small, 16 * p.discriminator[0], p.discriminator[1]);
  const double d3 = product(small, p.discriminator[1], 1);
  const double g = product(small, p.latent, p.generator[0]) + product(small, 16 * p.generator[0], p.generator[1]) +
                   product(middle, 16 * p.generator[1], 1);
  return (2 * (2 * d1 + 3 * d2 + 3 * d3) + 3 * (d1 + d2 + d3) + 3 * g) / 1e6;
}

}  // namespace gradus
