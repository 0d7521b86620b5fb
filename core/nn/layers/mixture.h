#pragma once
// Heads and small layers of generative models.
#include <string>

#include "core/compute/graph.h"

namespace gradus {

/// Mixture of Gaussians with diagonal covariance as a network's output (Bishop 1994, section 3).
struct MixtureDensity {
  Tensor logWeights;     // [N, K]
  Tensor means;          // [N, K d]
  Tensor logDeviations;  // [N, K d]
  int64_t components = 0, dimensions = 0;
};
/// Linear layer `name` from features [N, h] to the K (2 d + 1) numbers of the mixture.
MixtureDensity mixtureDensity(Tensor features, const std::string& name, int64_t components, int64_t dimensions);
/// -log sum_k w_k N(target; mean_k, deviation_k^2), mean over the batch; target [N, d].
Tensor mixtureNllLoss(const MixtureDensity& mixture, Tensor target);
/// Mean of the mixture, [N, d].
Tensor mixtureMean(const MixtureDensity& mixture);

/// [sin(t f_k), cos(t f_k)], f_k = base^(-k / (width / 2)): [N, width] from t [N] (Vaswani et al. 2017, section 3.5).
/// UserError unless the width is even.
Tensor sinusoidalEmbedding(Tensor t, int64_t width, double base = 10000);
/// The same for positions 0 ... length - 1, [length, width], a constant.
Tensor positionEmbedding(Graph& graph, int64_t length, int64_t width, double base = 10000);

/// x [N, f] with `kernels` further columns: sum over the other rows j of exp(-|M_i - M_j|_1), M = x W, W = name +
/// ".weight" [f, kernels, dimension] (Salimans et al. 2016, section 3.2).
Tensor minibatchDiscrimination(Tensor x, const std::string& name, int64_t kernels, int64_t dimension);
Tensor minibatchDiscrimination(Tensor x, Tensor weight);

}  // namespace gradus
