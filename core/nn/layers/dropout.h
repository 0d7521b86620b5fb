#pragma once
// Noise that regularises, and residual connections. `probability` is a live scalar of the graph (0: off, for
// evaluation). Dropout of single elements is the op `dropout` (core/compute/ops/ops.h).
#include <string>

#include "core/compute/graph.h"

namespace gradus {

/// Stochastic depth (Huang et al. 2016): with `probability` a sample's whole branch is zero, otherwise it is divided by
/// 1 - probability. The first axis is the batch.
Tensor stochasticDepth(Tensor branch, Tensor probability);
/// x + branch (He et al. 2016). Where the last axes differ, x goes through a linear layer name + ".skip" without bias.
/// UserError if the other axes differ.
Tensor residual(Tensor x, Tensor branch, const std::string& name);
/// The value of `forward` with the gradient of `backward` (Bengio, Leonard, Courville 2013).
Tensor straightThrough(Tensor forward, Tensor backward);
/// Softmax over the last axis of (logits + Gumbel noise) / temperature (Jang, Gu, Poole 2017); hard: one-hot values
/// with the soft ones' gradient. Logits [.., C].
Tensor gumbelSoftmax(Tensor logits, Tensor temperature, bool hard = false);
/// Share of units (last axis) that are zero or below on every row of the batch: dead ReLUs. A scalar without gradient.
Tensor deadUnits(Tensor activations);

}  // namespace gradus
