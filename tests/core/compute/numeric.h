#pragma once
// Shared by the tests of the compute engine: gradients against central differences in double, values of programs.
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/compute/compile.h"
#include "core/compute/ops/ops.h"

namespace gradus::testing {

struct Worst {
  double error = 0;
  std::string where;
};

/// Values of the outputs' elements (row by row) at the parameters `at`.
inline std::vector<double> evaluateAll(const std::shared_ptr<const ProgramOf<double>>& program,
                                       const std::vector<double>& at) {
  ExecutorOf<double> executor(program);
  ProgramStateOf<double> state = program->makeState();
  state.parameters = at;
  executor.evaluate(state, 7);
  std::vector<double> values;
  for (size_t k = 0; k < program->outputs(); ++k) {
    const Shape& shape = program->outputShape(k);
    for (int64_t r = 0; r < shape.rows(); ++r) {
      for (int64_t c = 0; c < shape.cols(); ++c)
        values.push_back(executor.output(k)[static_cast<size_t>(r) * executor.outputPitch(k) + static_cast<size_t>(c)]);
    }
  }
  return values;
}

/// Largest difference between `gradient` nodes and central differences of `loss`, relative to 1 + |value|.
inline double differenceError(Tensor loss, const std::vector<Tensor>& gradient, const std::vector<double>& at,
                              bool optimise = true) {
  const auto value = compile<double>(*loss.graph, {.outputs = {loss}, .optimise = optimise});
  const auto slope = compile<double>(*loss.graph, {.outputs = gradient, .optimise = optimise});
  const std::vector<double> found = evaluateAll(slope, at);
  double worst = found.size() == at.size() ? 0 : INFINITY;
  for (size_t i = 0; i < at.size() && i < found.size(); ++i) {
    // Five-point rule (error h^4): rounding 1e-16 / 1e-3 and truncation 1e-12 both stay far below the tolerance 1e-6.
    const double h = 1e-3;
    const auto shifted = [&](double by) {
      std::vector<double> moved = at;
      moved[i] += by;
      return evaluateAll(value, moved)[0];
    };
    const double expected = (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
    const double error = std::abs(found[i] - expected) / (1 + std::abs(expected));
    worst = std::isfinite(error) ? std::max(worst, error) : INFINITY;
  }
  return worst;
}

/// A weighted sum of all elements, so that every element has a gradient of its own.
inline Tensor probe(Tensor y, double phase) {
  std::vector<double> weights;
  for (int64_t i = 0; i < y.shape().count(); ++i)
    weights.push_back(std::sin(1.7 * static_cast<double>(i) + phase) + 0.3);
  return sum(y * y.graph->constant(weights, y.shape()));
}

/// All outputs of a program whose parameters are drawn from [-1, 1].
template <typename T>
std::vector<double> valuesOf(const std::shared_ptr<const ProgramOf<T>>& program, uint64_t seed) {
  ExecutorOf<T> executor(program);
  ProgramStateOf<T> state = program->makeState();
  Rng rng(seed, "values");
  for (T& x : state.parameters) x = static_cast<T>(rng.uniform(-1, 1));
  executor.evaluate(state);
  std::vector<double> values;
  for (size_t k = 0; k < program->outputs(); ++k) {
    const Shape& shape = program->outputShape(k);
    for (int64_t r = 0; r < shape.rows(); ++r) {
      for (int64_t c = 0; c < shape.cols(); ++c)
        values.push_back(static_cast<double>(
            executor.output(k)[static_cast<size_t>(r) * executor.outputPitch(k) + static_cast<size_t>(c)]));
    }
  }
  return values;
}

/// Elements of output `index` of the last run, row by row.
inline std::vector<double> outputOf(const ExecutorOf<double>& executor, size_t index) {
  const Shape& shape = executor.program().outputShape(index);
  std::vector<double> values;
  for (int64_t r = 0; r < shape.rows(); ++r) {
    for (int64_t c = 0; c < shape.cols(); ++c)
      values.push_back(
          executor.output(index)[static_cast<size_t>(r) * executor.outputPitch(index) + static_cast<size_t>(c)]);
  }
  return values;
}

/// Parameters drawn from [-1, 1].
inline ProgramStateOf<double> randomState(const ProgramOf<double>& program) {
  ProgramStateOf<double> state = program.makeState();
  Rng rng(4, "state");
  for (double& x : state.parameters) x = rng.uniform(-1, 1);
  return state;
}

}  // namespace gradus::testing
