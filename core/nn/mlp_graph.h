#pragma once
// The graphs behind the multilayer perceptron: what MlpTrainer and MlpEvaluator compile.
#include <memory>
#include <vector>

#include "core/compute/compile.h"
#include "core/nn/mlp.h"

namespace gradus {

/// All values are [features, batch].
struct MlpGraph {
  std::vector<Tensor> activations;  // hidden layers in order, the last entry is the output
  Tensor loss;                      // scalar; only with targets
};

/// Declares inputs "x" [batch, inputs], "time" [batch, 1] (with time), "target" (with targets) and builds the network.
/// dropoutProbability: a live scalar of the graph, or empty for none.
MlpGraph buildMlp(Graph& graph, const MlpParams& params, int64_t batch, bool withTarget, Tensor dropoutProbability);

/// The whole training step: forward, loss, gradients, update. Output 0 is the loss. Scalars: dropout (if compiled in)
/// and those of the update (core/compute/compile.h).
template <typename T>
std::shared_ptr<const ProgramOf<T>> compileTrainingStep(const MlpParams& params, int64_t batch, bool optimise = true);

}  // namespace gradus
