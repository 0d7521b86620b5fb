// One minibatch step of the multilayer perceptron: binds data and live numbers to the compiled program and runs it.
#include <cassert>

#include "core/base/error.h"
#include "core/nn/mlp_graph.h"

namespace gradus {

namespace {

/// A program for one batch size with its slots looked up.
template <typename T>
struct StepProgram {
  int batch = 0;
  ExecutorOf<T> executor;
  int x = -1, target = -1, time = -1, dropout = -1, firstScalar = -1;

  StepProgram(const MlpParams& params, int size) : batch(size), executor(compileTrainingStep<T>(params, size)) {
    const ProgramOf<T>& program = executor.program();
    x = program.input("x");
    target = program.input("target");
    if (params.timeFrequencies > 0) time = program.input("time");
    if (params.dropout) dropout = program.scalar("dropout");
    firstScalar = program.scalar("learning_rate");
  }

  void set(const TrainingSettings& s) {
    const std::array<double, updateScalarCount> numbers = liveNumbers(s);
    for (int i = 0; i < updateScalarCount; ++i) executor.setScalar(firstScalar + i, numbers[static_cast<size_t>(i)]);
    if (dropout >= 0) executor.setScalar(dropout, s.dropout);
  }
};

constexpr size_t keptPrograms = 4;

}  // namespace

template <typename T>
struct MlpTrainerOf<T>::Impl {
  Mlp mlp;
  std::vector<StepProgram<T>> programs;  // most recently used last

  StepProgram<T>& programOf(int batch) {
    if (!programs.empty() && programs.back().batch == batch) return programs.back();
    for (size_t i = 0; i < programs.size(); ++i) {
      if (programs[i].batch != batch) continue;
      std::swap(programs[i], programs.back());
      return programs.back();
    }
    if (batch < 1)
      throw UserError({GRADUS_TR("The batch has %1 samples; it needs at least one."), {std::to_string(batch)}});
    if (programs.size() == keptPrograms) programs.erase(programs.begin());
    return programs.emplace_back(mlp.params(), batch);
  }
};

template <typename T>
MlpTrainerOf<T>::MlpTrainerOf(Mlp mlp) : impl_(new Impl{std::move(mlp), {}}) {}
template <typename T>
MlpTrainerOf<T>::~MlpTrainerOf() = default;
template <typename T>
MlpTrainerOf<T>::MlpTrainerOf(MlpTrainerOf&&) noexcept = default;
template <typename T>
MlpTrainerOf<T>& MlpTrainerOf<T>::operator=(MlpTrainerOf&&) noexcept = default;
template <typename T>
MlpTrainerOf<T>::MlpTrainerOf(const MlpTrainerOf& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
template <typename T>
MlpTrainerOf<T>& MlpTrainerOf<T>::operator=(const MlpTrainerOf& other) {
  if (this != &other) *this = MlpTrainerOf(other);
  return *this;
}

template <typename T>
StepInfo MlpTrainerOf<T>::step(MlpStateOf<T>& state, const MlpBatchOf<T>& batch, const TrainingSettings& settings) {
  Rng rng;
  return step(state, batch, settings, rng);
}

template <typename T>
StepInfo MlpTrainerOf<T>::step(MlpStateOf<T>& state, const MlpBatchOf<T>& batch, const TrainingSettings& settings,
                               Rng& rng) {
  assert(settings.optimiser.kind == impl_->mlp.params().optimiser);
  StepProgram<T>& program = impl_->programOf(batch.size);
  ExecutorOf<T>& executor = program.executor;
  program.set(settings);
  executor.setInput(program.x, batch.x);
  executor.setInput(program.target, batch.target);
  if (program.time >= 0) executor.setInput(program.time, batch.time);
  const bool draws = program.dropout >= 0 && settings.dropout > 0;
  executor.run(state, draws ? rng.nextUint64() : 0);
  const ProgramEvents& events = executor.events();
  return {executor.outputScalar(0), events.gradientNorm, events.finiteGradient && events.finiteOutputs};
}

template <typename T>
std::span<const T> MlpTrainerOf<T>::gradients() const {
  if (impl_->programs.empty()) return {};
  return impl_->programs.back().executor.gradients();
}

template <typename T>
const Mlp& MlpTrainerOf<T>::mlp() const {
  return impl_->mlp;
}
template <typename T>
const ProgramOf<T>& MlpTrainerOf<T>::programFor(int batch) {
  return impl_->programOf(batch).executor.program();
}

template class MlpTrainerOf<float>;
template class MlpTrainerOf<double>;

}  // namespace gradus
