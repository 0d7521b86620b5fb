#pragma once
// Penalties on weights, to be added to a loss. (L1 and L2 over all penalised weights are also live numbers of every
// update: TrainingSettings::l1 and l2.)
#include <span>

#include "core/compute/graph.h"

namespace gradus {

Tensor l1Penalty(std::span<const Tensor> weights, double strength);  // strength sum |w| (Tibshirani 1996)
Tensor l2Penalty(std::span<const Tensor> weights, double strength);  // strength / 2 sum w^2 (Hoerl, Kennard 1970)
/// strength (ratio sum |w| + (1 - ratio) / 2 sum w^2) (Zou, Hastie 2005).
Tensor elasticPenalty(std::span<const Tensor> weights, double strength, double ratio);

}  // namespace gradus
