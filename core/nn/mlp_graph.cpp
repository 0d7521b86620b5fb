#include "core/nn/mlp_graph.h"

#include "core/compute/ops/ops.h"
#include "core/nn/dense.h"

namespace gradus {

MlpGraph buildMlp(Graph& graph, const MlpParams& params, int64_t batch, bool withTarget, Tensor dropoutProbability) {
  MlpGraph mlp;
  Tensor a = transpose(graph.input("x", {batch, params.inputs}));
  if (params.timeFrequencies > 0) {
    const Tensor time = reshape(graph.input("time", {batch}), {1, batch});
    const Tensor parts[] = {a, timeEmbedding(time, params.timeFrequencies)};
    a = concat(parts, 0);
  }
  for (size_t l = 0; l <= params.hidden.size(); ++l) {
    const bool isOutput = l == params.hidden.size();
    const Tensor z = dense(a, "layer" + std::to_string(l + 1), isOutput ? params.outputs : params.hidden[l]);
    a = activate(isOutput ? params.outputActivation : params.activation, z);
    if (!isOutput && dropoutProbability) a = dropout(a, dropoutProbability);
    mlp.activations.push_back(a);
  }
  if (withTarget) {
    graph.setLayer("loss");
    const bool isClass = params.loss == LossKind::softmax;
    const Tensor given = graph.input("target", isClass ? Shape{1, batch} : Shape{batch, params.outputs});
    mlp.loss = lossOf(params.loss, a, isClass ? given : transpose(given));
  }
  graph.setLayer("");
  return mlp;
}

template <typename T>
std::shared_ptr<const ProgramOf<T>> compileTrainingStep(const MlpParams& params, int64_t batch, bool optimise) {
  Graph graph;
  const Tensor probability = params.dropout ? graph.scalar("dropout") : Tensor();
  const MlpGraph mlp = buildMlp(graph, params, batch, true, probability);
  CompileOptions options;
  options.outputs = {mlp.loss};
  options.update = static_cast<UpdateKind>(params.optimiser);
  options.gradients = gradients(mlp.loss, parametersOf(graph));
  options.optimise = optimise;
  return compile<T>(graph, options);
}

template std::shared_ptr<const ProgramOf<float>> compileTrainingStep<float>(const MlpParams&, int64_t, bool);
template std::shared_ptr<const ProgramOf<double>> compileTrainingStep<double>(const MlpParams&, int64_t, bool);

}  // namespace gradus
