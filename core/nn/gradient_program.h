#pragma once
// Loss, flat gradient and Hessian products of a graph without an update: what gradient accumulation, simulated
// data-parallel training and the deterministic methods of core/optimize run.
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/compute/compile.h"
#include "core/optimize/objective.h"

namespace gradus {

/// The trainable parameters of a graph as one flat vector (the layout of ProgramState::parameters) and programs that
/// give the loss and its derivatives there. One thread at a time; copies share the programs and bind nothing.
template <typename T>
class GradientProgramOf {
 public:
  GradientProgramOf() = default;
  /// Adds the gradient (and with `hessian` the product H v) to the graph. Parameters whose names begin with one of
  /// `frozen` get zeros.
  GradientProgramOf(Graph& graph, Tensor loss, bool hessian = false, std::span<const std::string> frozen = {});

  const ProgramOf<T>& program() const { return first_.program(); }
  std::shared_ptr<const ProgramOf<T>> sharedProgram() const { return program_; }
  /// Names as in Program::input and Program::scalar; data must stay valid.
  void setInput(std::string_view name, const T* data);
  void setScalar(std::string_view name, double value);

  /// Loss at state.parameters; writes the gradient, zeros where a parameter is frozen or a buffer.
  double evaluate(const ProgramStateOf<T>& state, std::span<T> gradient, uint64_t key = 0);
  /// The same; afterwards buffers have the values that the graph assigns to them (running means).
  double evaluateAndAssign(ProgramStateOf<T>& state, std::span<T> gradient, uint64_t key = 0);
  /// out = H v; only if made with `hessian`.
  void hessianProduct(const ProgramStateOf<T>& state, std::span<const T> v, std::span<T> out, uint64_t key = 0);
  ExecutorOf<T>& executor() { return first_; }

 private:
  void copyOut(const ExecutorOf<T>& executor, size_t firstOutput, std::span<T> out) const;

  std::shared_ptr<const ProgramOf<T>> program_, assigning_, second_;
  ExecutorOf<T> first_, assigningRun_, products_;
  std::vector<size_t> wanted_;           // indices of the parameters whose gradients are outputs, in their order
  std::vector<std::string> directions_;  // inputs that take v
};
using GradientProgram = GradientProgramOf<float>;

/// f of core/optimize for a program in double; the program must outlive it. `state` supplies buffers.
Objective objectiveOf(GradientProgramOf<double>& program, const ProgramStateOf<double>& state);
HessianProduct hessianProductOf(GradientProgramOf<double>& program, const ProgramStateOf<double>& state);

}  // namespace gradus
