#include "core/nn/gradient_program.h"

#include <algorithm>
#include <cassert>

#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

bool isFrozen(const std::string& name, std::span<const std::string> frozen) {
  return std::any_of(frozen.begin(), frozen.end(), [&](const std::string& prefix) { return name.starts_with(prefix); });
}

// The state's layout is that of the graph's declared parameters, whatever a program computes.
template <typename T>
std::shared_ptr<const ProgramOf<T>> compileValues(const Graph& graph, std::vector<Tensor> outputs,
                                                  bool assigns = false) {
  return compile<T>(graph, {.outputs = std::move(outputs), .changesState = assigns});
}

}  // namespace

template <typename T>
GradientProgramOf<T>::GradientProgramOf(Graph& graph, Tensor loss, bool hessian, std::span<const std::string> frozen) {
  std::vector<Tensor> wanted;
  for (const Tensor parameter : graph.parameters()) {
    if (!isFrozen(graph.op(parameter).name, frozen)) wanted.push_back(parameter);
  }
  const std::vector<Tensor> slopes = gradients(loss, wanted);
  std::vector<Tensor> outputs{loss};
  outputs.insert(outputs.end(), slopes.begin(), slopes.end());
  program_ = compileValues<T>(graph, outputs);
  if (!graph.assigns().empty()) {
    assert(graph.updates().empty());
    assigning_ = compileValues<T>(graph, outputs, true);
    assigningRun_ = ExecutorOf<T>(assigning_);
  }
  for (const Tensor parameter : wanted) {
    const auto& all = program_->parameters();
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const ParameterInfo& info) { return info.name == graph.op(parameter).name; });
    assert(it != all.end());
    wanted_.push_back(static_cast<size_t>(it - all.begin()));
  }
  first_ = ExecutorOf<T>(program_);
  if (!hessian) return;
  // H v = d (g . v) / dw with v held fixed (Pearlmutter 1994)
  Tensor along;
  for (size_t i = 0; i < wanted.size(); ++i) {
    directions_.push_back("direction." + graph.op(wanted[i]).name);
    const Tensor part = sum(slopes[i] * graph.input(directions_.back(), wanted[i].shape()));
    along = along ? along + part : part;
  }
  second_ = compileValues<T>(graph, gradients(along, wanted));
  products_ = ExecutorOf<T>(second_);
}

template <typename T>
void GradientProgramOf<T>::setInput(std::string_view name, const T* data) {
  first_.setInput(program_->input(name), data);
  if (assigning_) assigningRun_.setInput(assigning_->input(name), data);
  if (second_) products_.setInput(second_->input(name), data);
}

template <typename T>
void GradientProgramOf<T>::setScalar(std::string_view name, double value) {
  first_.setScalar(program_->scalar(name), value);
  if (assigning_) assigningRun_.setScalar(assigning_->scalar(name), value);
  if (second_) products_.setScalar(second_->scalar(name), value);
}

template <typename T>
void GradientProgramOf<T>::copyOut(const ExecutorOf<T>& executor, size_t firstOutput, std::span<T> out) const {
  std::fill(out.begin(), out.end(), T(0));
  for (size_t k = 0; k < wanted_.size(); ++k) {
    const ParameterInfo& info = program_->parameters()[wanted_[k]];
    const T* from = executor.output(firstOutput + k);
    const size_t pitch = executor.outputPitch(firstOutput + k), cols = static_cast<size_t>(info.shape.cols());
    for (size_t r = 0; r < static_cast<size_t>(info.shape.rows()); ++r)
      std::copy_n(from + r * pitch, cols, out.data() + info.offset + r * cols);
  }
}

template <typename T>
double GradientProgramOf<T>::evaluate(const ProgramStateOf<T>& state, std::span<T> gradient, uint64_t key) {
  assert(gradient.size() == program_->parameterCount());
  first_.evaluate(state, key);
  copyOut(first_, 1, gradient);
  return first_.outputScalar(0);
}

template <typename T>
double GradientProgramOf<T>::evaluateAndAssign(ProgramStateOf<T>& state, std::span<T> gradient, uint64_t key) {
  if (!assigning_) return evaluate(state, gradient, key);
  assigningRun_.run(state, key);
  copyOut(assigningRun_, 1, gradient);
  return assigningRun_.outputScalar(0);
}

template <typename T>
void GradientProgramOf<T>::hessianProduct(const ProgramStateOf<T>& state, std::span<const T> v, std::span<T> out,
                                          uint64_t key) {
  assert(second_ && v.size() == program_->parameterCount());
  for (size_t k = 0; k < wanted_.size(); ++k)
    products_.setInput(second_->input(directions_[k]), v.data() + program_->parameters()[wanted_[k]].offset);
  products_.evaluate(state, key);
  copyOut(products_, 0, out);
}

template class GradientProgramOf<float>;
template class GradientProgramOf<double>;

Objective objectiveOf(GradientProgramOf<double>& program, const ProgramStateOf<double>& state) {
  return [&program, at = state](std::span<const double> x, std::span<double> gradient) mutable {
    at.parameters.assign(x.begin(), x.end());
    return program.evaluate(at, gradient);
  };
}

HessianProduct hessianProductOf(GradientProgramOf<double>& program, const ProgramStateOf<double>& state) {
  return [&program, at = state](std::span<const double> x, std::span<const double> v, std::span<double> out) mutable {
    at.parameters.assign(x.begin(), x.end());
    program.hessianProduct(at, v, out);
  };
}

}  // namespace gradus
