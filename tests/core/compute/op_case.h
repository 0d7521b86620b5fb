#pragma once
// Rows of the op tables: value against a plain double reference, float against double, optimised against unoptimised,
// first and second gradient against central differences.
#include <QtTest>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "tests/core/compute/numeric.h"

namespace gradus::testing {

using Inputs = const std::vector<Tensor>&;
/// Elements of an op's inputs, row-major, in the order of the shapes.
using Values = std::vector<std::vector<double>>;

struct OpCase {
  std::string name;
  std::vector<Shape> shapes;  // of the parameters
  double low, high;           // their range, away from kinks and poles
  std::function<Tensor(Inputs)> build;
  std::function<std::vector<double>(const Values&)> reference;  // the op's elements; may be empty
};

inline std::vector<double> startOf(const OpCase& row) {
  Rng rng(3, row.name);
  int64_t count = 0;
  for (const Shape& shape : row.shapes) count += shape.count();
  std::vector<double> at(static_cast<size_t>(count));
  for (double& x : at) x = rng.uniform(row.low, row.high);
  return at;
}

inline std::vector<Tensor> parametersFor(Graph& graph, const OpCase& row) {
  std::vector<Tensor> parameters;
  for (const Shape& shape : row.shapes)
    parameters.push_back(graph.parameter("p" + std::to_string(parameters.size()), shape));
  return parameters;
}

inline Values splitValues(const OpCase& row, const std::vector<double>& at) {
  Values values;
  size_t offset = 0;
  for (const Shape& shape : row.shapes) {
    const auto count = static_cast<size_t>(shape.count());
    values.emplace_back(at.begin() + static_cast<std::ptrdiff_t>(offset),
                        at.begin() + static_cast<std::ptrdiff_t>(offset + count));
    offset += count;
  }
  return values;
}

/// Largest difference relative to 1 + |expected|; infinite if the numbers of elements differ.
inline double farthest(const std::vector<double>& found, const std::vector<double>& expected) {
  if (found.size() != expected.size()) return INFINITY;
  double worst = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    const double error = std::abs(found[i] - expected[i]) / (1 + std::abs(expected[i]));
    worst = std::isfinite(error) ? std::max(worst, error) : INFINITY;
  }
  return worst;
}

/// The op's elements in float for the same (rounded) inputs.
inline std::vector<double> floatValues(const Graph& graph, Tensor y, const std::vector<double>& at) {
  const auto program = compile<float>(graph, {.outputs = {y}});
  Executor executor(program);
  ProgramState state = program->makeState();
  for (size_t i = 0; i < at.size(); ++i) state.parameters[i] = static_cast<float>(at[i]);
  executor.evaluate(state, 7);
  std::vector<double> values;
  for (int64_t r = 0; r < y.shape().rows(); ++r) {
    for (int64_t c = 0; c < y.shape().cols(); ++c)
      values.push_back(executor.output(0)[static_cast<size_t>(r) * executor.outputPitch(0) + static_cast<size_t>(c)]);
  }
  return values;
}

/// Everything but the bits for several threads; an empty text if all is well.
inline std::string checkCase(const OpCase& row, bool gradientsToo = true) {
  Graph graph;
  const std::vector<Tensor> p = parametersFor(graph, row);
  const std::vector<double> at = startOf(row);
  const Tensor y = row.build(p);
  const std::vector<double> fast = evaluateAll(compile<double>(graph, {.outputs = {y}}), at);
  const std::vector<double> plain = evaluateAll(compile<double>(graph, {.outputs = {y}, .optimise = false}), at);
  if (farthest(fast, plain) > 1e-12) return "optimised differs from unoptimised";
  if (row.reference && farthest(fast, row.reference(splitValues(row, at))) > 1e-12) return "value";
  if (farthest(floatValues(graph, y, at), fast) > 1e-5) return "float differs from double";
  if (!gradientsToo) return "";
  const Tensor loss = probe(y, 0.4);
  const std::vector<Tensor> first = gradients(loss, p);
  Tensor slope;
  for (size_t i = 0; i < first.size(); ++i) {
    const Tensor part = probe(first[i], 0.9 + static_cast<double>(i));
    slope = slope ? slope + part : part;
  }
  const std::vector<Tensor> second = gradients(slope, p);
  for (const bool optimise : {true, false}) {
    if (differenceError(loss, first, at, optimise) > 1e-6) return optimise ? "gradient" : "gradient, unoptimised";
    if (differenceError(slope, second, at, optimise) > 1e-6)
      return optimise ? "second gradient" : "second gradient, unoptimised";
  }
  return "";
}

/// Are value and gradients the same bits for 1, 2 and 8 threads?
inline bool sameBits(const OpCase& row) {
  Graph graph;
  const std::vector<Tensor> p = parametersFor(graph, row);
  const Tensor y = row.build(p);
  std::vector<Tensor> outputs{y};
  for (const Tensor gradient : gradients(probe(y, 0.4), p)) outputs.push_back(gradient);
  const auto program = compile<float>(graph, {.outputs = outputs});
  std::vector<double> first;
  for (const int threads : {1, 2, 8}) {
    WorkerPool pool(threads);
    const WorkerPool::Use use(pool);
    const std::vector<double> values = valuesOf<float>(program, 5);
    if (first.empty()) first = values;
    if (values != first) return false;
  }
  return !first.empty();
}

inline QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace gradus::testing
