#include "core/nn/bench/step.h"

#include <cassert>

#include "core/nn/initialiser.h"

namespace gradus {

template <typename T>
TrainingStepOf<T>::TrainingStepOf(const Graph& graph, const CompileOptions& options, StepData<T> data, uint64_t seed)
    : executor_(compile<T>(graph, options)), state_(executor_.program().makeState()), data_(std::move(data)) {
  initialise<T>(program(), state_, Rng(seed, "weights"));
  for (const auto& [name, values] : data_) executor_.setInput(program().input(name), values.data());
}

template <typename T>
TrainingStepOf<T> TrainingStepOf<T>::ofLoss(Graph& graph, Tensor loss, const OptimiserParams& optimiser,
                                            StepData<T> data, double clipNorm) {
  CompileOptions options;
  options.outputs = {loss};
  options.update = static_cast<UpdateKind>(optimiser.kind);
  options.gradients = gradients(loss, parametersOf(graph));
  TrainingStepOf step(graph, options, std::move(data));
  step.setOptimiser(optimiser, clipNorm);
  return step;
}

template <typename T>
void TrainingStepOf<T>::setOptimiser(const OptimiserParams& o, double clipNorm, const std::string& prefix) {
  const std::array<double, updateScalarCount> numbers = liveNumbers({.optimiser = o, .clipNorm = clipNorm});
  const int first = program().scalar(prefix + "learning_rate");
  for (int i = 0; i < updateScalarCount; ++i) executor_.setScalar(first + i, numbers[static_cast<size_t>(i)]);
}

template <typename T>
double TrainingStepOf<T>::run() {
  executor_.run(state_, ++key_);
  return executor_.outputScalar(0);
}

template <typename T>
size_t TrainingStepOf<T>::memoryBytes() {
  size_t elements = state_.parameters.size() + state_.moments.size();
  for (const auto& [name, values] : data_) elements += values.size();
  return elements * sizeof(T) + executor_.memoryBytes();
}

template class TrainingStepOf<float>;
template class TrainingStepOf<double>;

BenchWork benchWork(int batch, double mflop, TrainingStep step) {
  const auto shared = std::make_shared<TrainingStep>(std::move(step));
  return {batch, [shared] { return shared->run(); }, mflop, shared->memoryBytes()};
}

double denseMflop(int64_t batch, const std::vector<int64_t>& widths, bool first) {
  double flop = 0;
  for (size_t i = 0; i + 1 < widths.size(); ++i)
    flop += 2.0 * static_cast<double>(batch * widths[i] * widths[i + 1]) * (i == 0 && first ? 2 : 3);
  return flop / 1e6;
}

std::vector<float> uniformData(int64_t count, double low, double high, uint64_t seed) {
  Rng rng(seed, "bench");
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(rng.uniform(low, high));
  return values;
}

std::vector<float> classData(int64_t count, int64_t classes, uint64_t seed) {
  Rng rng(seed, "bench");
  std::vector<float> values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(rng.below(static_cast<uint64_t>(classes)));
  return values;
}

}  // namespace gradus
