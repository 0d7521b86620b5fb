#pragma once
// Table of op tests: every row is checked for its value against a plain double reference, its first and second gradient
// against central differences, float against double, and equal bits for 1, 2 and 8 threads.
#include <QString>
#include <QtTest>
#include <cstring>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "tests/core/compute/numeric.h"

namespace gradus::testing {

using Tensors = std::vector<Tensor>;
using Numbers = std::vector<double>;

struct OpTest {
  std::string name;
  std::vector<Shape> shapes;  // of the parameters
  double low = -1, high = 1;  // their range, away from kinks and poles
  std::function<Tensor(const Tensors&)> build;
  /// The result's elements in order, from the parameters' elements; nullptr: no reference.
  std::function<Numbers(const std::vector<Numbers>&)> reference = nullptr;
  double tolerance = 1e-12;      // of the value in double
  double floatTolerance = 1e-5;  // of float against double
  bool secondGradient = true;
};

inline Tensors parametersFor(Graph& graph, const OpTest& test) {
  Tensors parameters;
  for (const Shape& shape : test.shapes)
    parameters.push_back(graph.parameter("p" + std::to_string(parameters.size()), shape));
  return parameters;
}

inline std::vector<Numbers> valuesFor(const OpTest& test) {
  Rng rng(3, test.name);
  std::vector<Numbers> values;
  for (const Shape& shape : test.shapes) {
    values.emplace_back(static_cast<size_t>(shape.count()));
    for (double& x : values.back()) x = rng.uniform(test.low, test.high);
  }
  return values;
}

inline Numbers joined(const std::vector<Numbers>& parts) {
  Numbers all;
  for (const Numbers& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// Largest |a - b| / (1 + |b|); infinite if sizes differ.
inline double distance(const Numbers& a, const Numbers& b) {
  double worst = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const double error = std::abs(a[i] - b[i]) / (1 + std::abs(b[i]));
    worst = std::isfinite(error) ? std::max(worst, error) : INFINITY;
  }
  return worst;
}

template <typename T>
Numbers resultsOf(const Graph& graph, const Tensors& outputs, const Numbers& at, bool optimise = true,
                  int threads = 1) {
  WorkerPool pool(threads);
  const WorkerPool::Use use(pool);
  const auto program = compile<T>(graph, {.outputs = outputs, .optimise = optimise});
  ExecutorOf<T> executor(program);
  ProgramStateOf<T> state = program->makeState();
  for (size_t i = 0; i < at.size(); ++i) state.parameters[i] = static_cast<T>(at[i]);
  executor.evaluate(state, 7);
  Numbers values;
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

/// Result and first derivatives of a row, all elements.
inline Tensors resultAndSlopes(const Tensors& p, const OpTest& test) {
  const Tensor y = test.build(p);
  Tensors all{y};
  for (const Tensor slope : gradients(probe(y, 0.4), p)) all.push_back(slope);
  return all;
}

inline QString failure(const OpTest& test, const char* what, double error) {
  return QString("%1: %2, error %3").arg(QString::fromStdString(test.name), what).arg(error);
}

inline void checkOp(const OpTest& test) {
  Graph graph;
  const Tensors p = parametersFor(graph, test);
  const std::vector<Numbers> values = valuesFor(test);
  const Numbers at = joined(values);
  const Tensors all = resultAndSlopes(p, test);
  if (test.reference) {
    for (const bool optimise : {true, false}) {
      const double error = distance(resultsOf<double>(graph, {all[0]}, at, optimise), test.reference(values));
      QVERIFY2(error <= test.tolerance, qPrintable(failure(test, "value", error)));
    }
  }
  // As float runs: rounded parameters, so that only the arithmetic differs.
  Numbers rounded = at;
  for (double& x : rounded) x = static_cast<double>(static_cast<float>(x));
  const double inFloat = distance(resultsOf<float>(graph, all, rounded), resultsOf<double>(graph, all, rounded));
  QVERIFY2(inFloat <= test.floatTolerance, qPrintable(failure(test, "float against double", inFloat)));
  const Numbers one = resultsOf<float>(graph, all, at);
  for (const int threads : {2, 8}) {
    const Numbers more = resultsOf<float>(graph, all, at, true, threads);
    QVERIFY2(one.empty() || std::memcmp(one.data(), more.data(), one.size() * sizeof(double)) == 0,
             qPrintable(failure(test, "bits of threads", threads)));
  }
  const Tensor loss = probe(all[0], 0.4);
  const Tensors first(all.begin() + 1, all.end());
  const double firstError = differenceError(loss, first, at);
  QVERIFY2(firstError <= 1e-6, qPrintable(failure(test, "first gradient", firstError)));
  if (!test.secondGradient) return;
  Tensor slope;
  for (size_t i = 0; i < first.size(); ++i) {
    const Tensor part = probe(first[i], 0.9 + static_cast<double>(i));
    slope = slope ? slope + part : part;
  }
  const double secondError = differenceError(slope, gradients(slope, p), at);
  QVERIFY2(secondError <= 1e-6, qPrintable(failure(test, "second gradient", secondError)));
}

/// Text of the UserError that `call` throws.
inline QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace gradus::testing
