#include "core/nn/step_program.h"

#include <algorithm>

#include "core/compute/ops/ops.h"
#include "core/nn/clipping.h"
#include "core/nn/layers/dropout.h"

namespace gradus {

namespace {

constexpr const char* clipAllName = "clip_norm_all";

std::string groupPrefix(size_t group) {
  return group == 0 ? "" : "group" + std::to_string(group) + ".";
}

size_t groupOf(const TrainerParams& params, std::string_view name) {
  for (size_t g = 0; g < params.groups.size(); ++g) {
    for (const std::string& prefix : params.groups[g].prefixes) {
      if (name.starts_with(prefix)) return g + 1;
    }
  }
  return 0;
}

// Ends the graph with one update per group that has parameters; returns the norm over all groups if there are several.
Tensor addUpdates(Graph& graph, const TrainerParams& params, Tensor loss, const std::vector<Tensor>& parameters,
                  std::vector<Tensor> slopes) {
  Tensor norm;
  if (!params.groups.empty()) {
    norm = globalNorm(slopes);
    slopes = clipByGlobalNorm(slopes, norm, graph.scalar(clipAllName));
  }
  for (size_t g = 0; g <= params.groups.size(); ++g) {
    UpdateGroup group{.kind = static_cast<UpdateKind>(optimiserOf(params, g)), .prefix = groupPrefix(g), .loss = loss};
    for (size_t i = 0; i < parameters.size(); ++i) {
      if (groupOf(params, graph.op(parameters[i]).name) != g) continue;
      group.parameters.push_back(parameters[i]);
      group.gradients.push_back(slopes[i]);
    }
    if (!group.parameters.empty()) graph.update(std::move(group));
  }
  return norm;
}

template <typename T>
StepProgram<T> compiled(Graph& graph, const TrainerParams& params, int64_t batch, std::vector<Tensor> outputs) {
  StepProgram<T> made{batch, ExecutorOf<T>(compile<T>(graph, {.outputs = std::move(outputs)})), {}, false};
  made.clipsAll = !params.groups.empty();
  made.firstScalar.assign(params.groups.size() + 1, -1);
  for (const UpdateGroup& group : graph.updates()) {
    for (size_t g = 0; g < made.firstScalar.size(); ++g) {
      if (groupPrefix(g) == group.prefix)
        made.firstScalar[g] = made.executor.program().scalar(group.prefix + updateScalarNames[0]);
    }
  }
  return made;
}

// Share of dead units over several layers.
Tensor deadShare(const std::vector<Tensor>& activations) {
  Tensor dead;
  int64_t units = 0;
  for (const Tensor a : activations) {
    const Tensor part = deadUnits(a) * static_cast<double>(a.shape().cols());
    dead = dead ? dead + part : part;
    units += a.shape().cols();
  }
  return dead / static_cast<double>(units);
}

}  // namespace

OptimiserKind optimiserOf(const TrainerParams& params, size_t group) {
  return group == 0 ? params.optimiser : params.groups[group - 1].optimiser;
}

template <typename T>
void StepProgram<T>::set(std::span<const TrainingSettings> settings) {
  for (size_t g = 0; g < firstScalar.size(); ++g) {
    if (firstScalar[g] < 0) continue;
    std::array<double, updateScalarCount> numbers = liveNumbers(settings[g < settings.size() ? g : 0]);
    if (clipsAll) numbers[clipNormScalar] = 0;
    for (int i = 0; i < updateScalarCount; ++i) executor.setScalar(firstScalar[g] + i, numbers[static_cast<size_t>(i)]);
  }
  if (clipsAll) executor.setScalar(executor.program().scalar(clipAllName), settings[0].clipNorm);
}

template <typename T>
StepProgram<T> makeStep(Graph& graph, const Training& training, const TrainerParams& params, int64_t batch) {
  const std::vector<Tensor> parameters = trainableParameters(graph, params.frozen);
  const std::vector<Tensor> slopes = gradients(training.loss, parameters);
  std::vector<Tensor> outputs{training.loss};
  if (const bool watched = params.watchDeadUnits && !training.activations.empty(); watched)
    outputs.push_back(deadShare(training.activations));
  const Tensor norm = addUpdates(graph, params, training.loss, parameters, slopes);
  if (norm) outputs.insert(outputs.begin() + 1, norm);
  return compiled<T>(graph, params, batch, std::move(outputs));
}

template <typename T>
StepProgram<T> makeApply(const Model& model, const TrainerParams& params) {
  Graph graph;
  for (const ParameterInfo& info : model.parameters()) {
    if (info.trainable) {
      graph.parameter(info.name, info.shape, info.penalised);
    } else {
      graph.buffer(info.name, info.shape);
    }
  }
  const std::vector<Tensor> parameters = trainableParameters(graph, params.frozen);
  std::vector<Tensor> slopes, outputs;
  for (const Tensor p : parameters) slopes.push_back(graph.input("gradient." + graph.op(p).name, p.shape()));
  if (const Tensor norm = addUpdates(graph, params, {}, parameters, std::move(slopes)); norm) outputs.push_back(norm);
  return compiled<T>(graph, params, 0, std::move(outputs));
}

template struct StepProgram<float>;
template struct StepProgram<double>;
template StepProgram<float> makeStep<float>(Graph&, const Training&, const TrainerParams&, int64_t);
template StepProgram<double> makeStep<double>(Graph&, const Training&, const TrainerParams&, int64_t);
template StepProgram<float> makeApply<float>(const Model&, const TrainerParams&);
template StepProgram<double> makeApply<double>(const Model&, const TrainerParams&);

}  // namespace gradus
