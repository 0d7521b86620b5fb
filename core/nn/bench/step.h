#pragma once
// A compiled training step with its state and its data: what a work of the benchmark runs, and what the tests that
// follow other programs' traces run.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/rng.h"
#include "core/compute/compile.h"
#include "core/nn/bench_work.h"
#include "core/nn/optimiser.h"

namespace gradus {

/// Row-major elements by the name of the graph's input.
template <typename T>
using StepData = std::vector<std::pair<std::string, std::vector<T>>>;

template <typename T>
class TrainingStepOf {
 public:
  /// Outputs, updates and gradients as in `options`; parameters begin by their ParameterStart. Every input of the graph
  /// needs its data (checked by assert), which is kept and bound.
  TrainingStepOf(const Graph& graph, const CompileOptions& options, StepData<T> data, uint64_t seed = 1);

  /// The graph's loss with one optimiser over all of its parameters.
  static TrainingStepOf ofLoss(Graph& graph, Tensor loss, const OptimiserParams& optimiser, StepData<T> data,
                               double clipNorm = 0);

  /// Numbers of the update group with this prefix (Graph::update; empty: the one of CompileOptions).
  void setOptimiser(const OptimiserParams& optimiser, double clipNorm = 0, const std::string& prefix = "");
  /// One step with another key for its random ops each time; returns the first output.
  double run();

  ExecutorOf<T>& executor() { return executor_; }
  const ProgramOf<T>& program() const { return executor_.program(); }
  ProgramStateOf<T>& state() { return state_; }
  /// Parameters, moments, gradients, scratch, workspaces and inputs.
  size_t memoryBytes();

 private:
  ExecutorOf<T> executor_;
  ProgramStateOf<T> state_;
  StepData<T> data_;
  uint64_t key_ = 0;
};
using TrainingStep = TrainingStepOf<float>;

/// The step as a work of the benchmark.
BenchWork benchWork(int batch, double mflop, TrainingStep step);

/// Multiply-adds of dense layers of these widths as flops of a step: forward, gradients of weights and (but for the
/// first layer, if `first`) of inputs.
double denseMflop(int64_t batch, const std::vector<int64_t>& widths, bool first = true);

/// `count` uniform numbers in [low, high) for inputs.
std::vector<float> uniformData(int64_t count, double low, double high, uint64_t seed);
/// `count` class indices below `classes`.
std::vector<float> classData(int64_t count, int64_t classes, uint64_t seed);

}  // namespace gradus
