#pragma once
// Normalisations, computed in one kernel each, and their derivatives.
#include "core/compute/graph.h"

namespace gradus {

/// What a normalisation gives: `mean` and `variance` (biased: divided by the count) are what it divided by.
struct Normalised {
  Tensor y, mean, variance;
};

/// Batch, instance and group normalisation of x [.., C]: its rows (all axes but the last) form `segments` equal
/// consecutive blocks, its columns `groups` equal consecutive blocks; every block of rows and columns is normalised on
/// its own:
///   y = act((x - mean) / sqrt(variance + epsilon) * gamma + beta),  act(z) = z > 0 ? z : slope * z
/// with mean and variance [segments, groups]. gamma, beta: [C], or [segments, C] for scales that depend on the segment;
/// empty = 1 and 0. slope 1 = no activation, 0 = ReLU, between = leaky ReLU. Batch: segments 1, groups C; instance:
/// segments N, groups C; group: segments N.
Normalised normalise(Tensor x, Tensor gamma, Tensor beta, int64_t segments, int64_t groups, double epsilon = 1e-5,
                     double slope = 1);

/// y = (x - mean) / sqrt(variance + epsilon) * gamma + beta for every row of x [.., C]; gamma and beta [C], or [S, C]
/// where row r takes row r / (rows / S); empty = 1 and 0. centre = false: mean = 0 and variance = mean of x^2 (root
/// mean square normalisation). mean, variance: [rows].
Normalised layerNorm(Tensor x, Tensor gamma, Tensor beta, double epsilon = 1e-5, bool centre = true);

}  // namespace gradus
