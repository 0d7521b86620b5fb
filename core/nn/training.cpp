#include "core/nn/training.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/error.h"
#include "core/nn/initialiser.h"
#include "core/nn/step_program.h"

namespace gradus {

namespace {

constexpr size_t keptPrograms = 4;

template <typename T>
struct GradientPart {
  int64_t batch = 0;
  GradientProgramOf<T> program;
};

}  // namespace

template <typename T>
struct TrainerOf<T>::Impl {
  TrainerParams params;
  BuildTraining build;
  Model model;
  std::map<std::string, double> scalars;
  std::vector<StepProgram<T>> steps;   // most recently used last
  std::vector<GradientPart<T>> parts;  // the same
  std::vector<StepProgram<T>> apply;   // none or one: update from given gradients
  std::vector<T> gradient, sum;        // scratch of stepOfParts

  bool several() const { return !params.groups.empty(); }
  bool isFrozen(std::string_view name) const {
    return std::any_of(params.frozen.begin(), params.frozen.end(),
                       [&](const std::string& prefix) { return name.starts_with(prefix); });
  }

  // The state's layout must not depend on the batch size.
  void requireModel(const Model& other) const {
    const auto same = [](const ParameterInfo& a, const ParameterInfo& b) {
      return a.name == b.name && a.shape == b.shape && a.offset == b.offset;
    };
    if (!std::ranges::equal(model.parameters(), other.parameters(), same)) {
      throw UserError({GRADUS_TR("The model's parameters depend on the batch size: %1 for one sample, %2 for another."),
                       {std::to_string(model.count()), std::to_string(other.count())}});
    }
  }

  Training declare(Graph& graph, int64_t batch) const {
    if (batch < 1)
      throw UserError({GRADUS_TR("The batch has %1 samples; it needs at least one."), {std::to_string(batch)}});
    Training training = build(graph, batch);
    graph.setLayer("");
    if (!model.parameters().empty()) requireModel(Model(graph, {}));
    return training;
  }

  GradientPart<T> makePart(int64_t batch) const {
    Graph graph;
    const Training training = declare(graph, batch);
    return {batch, GradientProgramOf<T>(graph, training.loss, false, params.frozen)};
  }

  // Finds or makes the program of a batch size; the last few are kept.
  template <typename Program, typename Make>
  Program& find(std::vector<Program>& programs, int64_t batch, Make make) {
    const auto it = std::find_if(programs.begin(), programs.end(), [&](const Program& p) { return p.batch == batch; });
    if (it != programs.end()) {
      std::rotate(it, it + 1, programs.end());
    } else {
      Program made = make();
      if (programs.size() == keptPrograms) programs.erase(programs.begin());
      programs.push_back(std::move(made));
    }
    return programs.back();
  }
  StepProgram<T>& stepFor(int64_t batch) {
    return find(steps, batch, [&] {
      Graph graph;
      const Training training = declare(graph, batch);
      return makeStep<T>(graph, training, params, batch);
    });
  }
  GradientPart<T>& partFor(int64_t batch) {
    return find(parts, batch, [&] { return makePart(batch); });
  }

  void bind(GradientPart<T>& part, const BatchOf<T>& batch) const {
    for (const BatchInput<T>& input : batch.inputs) part.program.setInput(input.name, input.data);
    for (const auto& [name, value] : scalars) part.program.setScalar(name, value);
  }
};

template <typename T>
TrainerOf<T>::TrainerOf(TrainerParams params, BuildTraining build)
    : impl_(new Impl{.params = std::move(params), .build = std::move(build)}) {
  Graph graph;
  const Training training = impl_->declare(graph, 1);
  const Tensor outputs[] = {training.loss};
  impl_->model = Model(graph, outputs);
  trainableParameters(graph, impl_->params.frozen);
  for (const ParameterGroup& group : impl_->params.groups) trainableParameters(graph, group.prefixes);
}
template <typename T>
TrainerOf<T>::~TrainerOf() = default;
template <typename T>
TrainerOf<T>::TrainerOf(TrainerOf&&) noexcept = default;
template <typename T>
TrainerOf<T>& TrainerOf<T>::operator=(TrainerOf&&) noexcept = default;
template <typename T>
TrainerOf<T>::TrainerOf(const TrainerOf& other) : impl_(std::make_unique<Impl>(*other.impl_)) {}
template <typename T>
TrainerOf<T>& TrainerOf<T>::operator=(const TrainerOf& other) {
  if (this != &other) *this = TrainerOf(other);
  return *this;
}

template <typename T>
const Model& TrainerOf<T>::model() const {
  return impl_->model;
}

template <typename T>
ProgramStateOf<T> TrainerOf<T>::init(const Rng& rng) const {
  ProgramStateOf<T> state;
  state.parameters.resize(impl_->model.count());
  for (const ParameterInfo& info : impl_->model.parameters())
    initialiseParameter<T>(info, {state.parameters.data() + info.offset, info.count}, rng);
  int moments = 0;
  for (size_t g = 0; g <= impl_->params.groups.size(); ++g)
    moments = std::max(moments, momentCount(optimiserOf(impl_->params, g)));
  state.moments.assign(impl_->model.count() * static_cast<size_t>(moments), T(0));
  return state;
}

template <typename T>
void TrainerOf<T>::setScalar(const std::string& name, double value) {
  impl_->scalars[name] = value;
}

template <typename T>
TrainingInfo TrainerOf<T>::step(ProgramStateOf<T>& state, const BatchOf<T>& batch,
                                std::span<const TrainingSettings> settings, uint64_t key) {
  StepProgram<T>& program = impl_->stepFor(batch.size);
  ExecutorOf<T>& executor = program.executor;
  program.set(settings);
  for (const BatchInput<T>& input : batch.inputs) executor.setInput(executor.program().input(input.name), input.data);
  for (const auto& [name, value] : impl_->scalars) executor.setScalar(executor.program().scalar(name), value);
  executor.run(state, key);
  const ProgramEvents& events = executor.events();
  const size_t fixed = impl_->several() ? 2 : 1;
  return {.loss = executor.outputScalar(0),
          .gradientNorm = impl_->several() ? executor.outputScalar(1) : events.gradientNorm,
          .deadUnits = executor.program().outputs() > fixed ? executor.outputScalar(fixed) : 0,
          .finiteLoss = events.finiteOutputs,
          .finiteGradient = events.finiteGradient};
}

template <typename T>
TrainingInfo TrainerOf<T>::stepOfParts(ProgramStateOf<T>& state, std::span<const BatchOf<T>> parts,
                                       std::span<const TrainingSettings> settings, uint64_t key) {
  Impl& impl = *impl_;
  int64_t total = 0;
  for (const BatchOf<T>& part : parts) total += part.size;
  impl.gradient.resize(impl.model.count());
  impl.sum.assign(impl.model.count(), T(0));
  TrainingInfo info;
  for (size_t k = 0; k < parts.size(); ++k) {
    GradientPart<T>& part = impl.partFor(parts[k].size);
    impl.bind(part, parts[k]);
    const double share = static_cast<double>(parts[k].size) / static_cast<double>(total);
    info.loss += share * part.program.evaluateAndAssign(state, impl.gradient, key + k);
    for (size_t i = 0; i < impl.sum.size(); ++i) impl.sum[i] += static_cast<T>(share) * impl.gradient[i];
  }
  info.finiteLoss = std::isfinite(info.loss);
  if (!info.finiteLoss) return info;
  if (impl.apply.empty()) impl.apply.push_back(makeApply<T>(impl.model, impl.params));
  StepProgram<T>& apply = impl.apply[0];
  apply.set(settings);
  for (const ParameterInfo& parameter : impl.model.parameters()) {
    if (parameter.trainable && !impl.isFrozen(parameter.name))
      apply.executor.setInput(apply.executor.program().input("gradient." + parameter.name),
                              impl.sum.data() + parameter.offset);
  }
  apply.executor.run(state, key);
  info.finiteGradient = apply.executor.events().finiteGradient;
  info.gradientNorm = impl.several() ? apply.executor.outputScalar(0) : apply.executor.events().gradientNorm;
  return info;
}

template <typename T>
double TrainerOf<T>::gradient(const ProgramStateOf<T>& state, const BatchOf<T>& batch, std::span<T> gradient,
                              uint64_t key) {
  GradientPart<T>& part = impl_->partFor(batch.size);
  impl_->bind(part, batch);
  return part.program.evaluate(state, gradient, key);
}

template <typename T>
const ProgramOf<T>& TrainerOf<T>::programFor(int64_t batch) {
  return impl_->stepFor(batch).executor.program();
}

template class TrainerOf<float>;
template class TrainerOf<double>;

}  // namespace gradus
