#pragma once
// Generator and discriminator of a small DCGAN (Radford, Metz, Chintala 2016): transposed and strided 4x4 convolutions,
// batch norm, ReLU in the generator, leaky ReLU (0.2) in the discriminator. Parameters as in PyTorch's nn.Sequential.
#include <array>
#include <cstdint>
#include <string>

#include "core/compute/graph.h"
#include "core/nn/optimiser.h"

namespace gradus {

struct DcganParams {
  int64_t latent = 64;
  int64_t side = 7;                          // of the smallest images; the results have 4 side x 4 side pixels
  std::array<int64_t, 2> generator{64, 32};  // channels, from the smallest images on
  std::array<int64_t, 2> discriminator{32, 64};
  bool training = true;  // batch norm by the batch's statistics; false: by the running ones, to draw images
};

/// Images [N, 4 side, 4 side, 1] within -1 and 1 from z [N, latent].
Tensor dcganGenerator(Tensor z, const DcganParams& params, const std::string& prefix = "g.");
/// Logits [N, 1]: above zero means real.
Tensor dcganDiscriminator(Tensor images, const DcganParams& params, const std::string& prefix = "d.");

struct DcganLosses {
  Tensor discriminator, generator;
};

/// One step of both players (Goodfellow et al. 2014, algorithm 1, non-saturating): the discriminator is updated on real
/// and generated images, then the generator against the updated discriminator. Update groups "d." and "g.".
DcganLosses dcganStep(Tensor real, Tensor z, const DcganParams& params, OptimiserKind optimiser = OptimiserKind::adam);

/// Multiply-adds of such a step as millions of flops (2 each), all gradients that PyTorch computes in it included.
double dcganMflop(int64_t batch, const DcganParams& params);

}  // namespace gradus
