#pragma once
// Denoising diffusion of points with a perceptron that predicts the noise (Ho, Jain, Abbeel 2020).
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

struct DenoiserParams {
  int64_t inputs = 2, hidden = 256;
  int hiddenLayers = 4;
  int frequencies = 16;  // of the time's sines and cosines, 10000^(-j / (frequencies - 1))
};

/// betas from 1e-4 to 0.02, linear; kept[t] = prod (1 - beta) up to t (their section 4).
struct DiffusionSchedule {
  std::vector<double> beta, kept;
  explicit DiffusionSchedule(int64_t steps);
};

/// Predicted noise for x [N, inputs] at times t [N, 1]: features [x, sin(t f), cos(t f)] through linear layers net.0,
/// net.2, ... with SiLU between.
Tensor predictNoise(Tensor x, Tensor time, const DenoiserParams& params);
/// The same where all rows have one time (a scalar): its share of the first layer is one row.
Tensor predictNoiseAt(Tensor x, Tensor time, const DenoiserParams& params);

/// Mean squared error of the noise for x0, noise [N, inputs], times [N, 1] and the factors sqrt(kept), sqrt(1 - kept)
/// [N, 1] of these times (their equation 14).
Tensor denoisingLoss(Tensor x0, Tensor noise, Tensor time, Tensor signal, Tensor spread, const DenoiserParams& params);

/// One step back in time, x <- (x - slope * e(x, t)) / scale + deviation * noise, with the scalars of the graph "time",
/// "slope" = beta / sqrt(1 - kept), "scale" = sqrt(1 - beta), "deviation" = sqrt(beta), 0 at t = 0 (their algorithm 2).
/// x is the buffer "x" [points, inputs] of the program's state. Returns its new value.
Tensor denoisingStep(Graph& graph, int64_t points, Tensor noise, const DenoiserParams& params);

}  // namespace gradus
