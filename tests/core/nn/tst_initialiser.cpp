// Starts of parameters: moments, orthogonality, independence of the other layers, the linear layer's defaults.
#include <QTest>

#include "core/base/error.h"
#include "core/compute/compile.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/linear.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;

namespace {

std::vector<double> draw(ParameterStart start, Shape shape, const char* name = "w", uint64_t seed = 3) {
  const ParameterInfo info{.name = name, .shape = shape, .count = static_cast<size_t>(shape.count()), .start = start};
  std::vector<double> values(info.count);
  initialiseParameter<double>(info, values, Rng(seed, "start"));
  return values;
}

double deviationOf(const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double x : values) sum += x, squares += x * x;
  const double n = static_cast<double>(values.size());
  return std::sqrt(squares / n - sum * sum / (n * n));
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double x : values) most = std::max(most, std::abs(x));
  return most;
}

}  // namespace

class TestInitialiser : public QObject {
  Q_OBJECT

 private slots:
  void momentsOfEachRule() {
    const Shape shape{200, 100};
    const Fans fans = fansOf(shape);
    QCOMPARE(fans.in, 100);
    QCOMPARE(fans.out, 200);
    const auto near = [&](ParameterStart start, double deviation) {
      const double found = deviationOf(draw(start, shape));
      QVERIFY2(std::abs(found - deviation) < 0.02 * deviation, qPrintable(QString::number(found)));
    };
    near(uniformStart(3), 3 / std::sqrt(3.0));
    near(normalStart(0.02), 0.02);
    // Variance of a standard normal cut at 2: 1 - 2 * 2 phi(2) / (2 Phi(2) - 1) = 0.7737413
    near(truncatedNormalStart(0.5), 0.5 * std::sqrt(0.7737413));
    QVERIFY(largest(draw(truncatedNormalStart(0.5), shape)) <= 1);
    near(torchStart(100), 0.1 / std::sqrt(3.0));
    QVERIFY(largest(draw(torchStart(100), shape)) <= 0.1);
    near(xavierUniformStart(fans), std::sqrt(2.0 / 300));
    near(xavierNormalStart(fans), std::sqrt(2.0 / 300));
    near(heUniformStart(fans.in), std::sqrt(2.0 / 100));
    near(heNormalStart(fans.in), std::sqrt(2.0 / 100));
    near(heNormalStart(fans.in, 1), std::sqrt(1.0 / 100));
    QCOMPARE(deviationOf(draw(constantStart(7), shape)), 0.0);
    QCOMPARE(draw(constantStart(7), shape)[5], 7.0);
  }
  void fansOfKernels() {
    QCOMPARE(fansOf({8, 3, 5, 5}).in, 75);
    QCOMPARE(fansOf({8, 3, 5, 5}).out, 200);
    QCOMPARE(fansOf({8}).in, 8);
  }
  void orthogonalRowsOrColumns() {
    for (const Shape shape : {Shape{5, 9}, Shape{9, 5}, Shape{6, 6}, Shape{4, 2, 3}, Shape{1, 1}}) {
      const std::vector<double> q = draw(orthogonalStart(2), shape);
      const auto rows = static_cast<size_t>(shape[0]), cols = q.size() / rows;
      const size_t count = std::min(rows, cols), width = std::max(rows, cols);
      const auto at = [&](size_t i, size_t k) { return rows <= cols ? q[i * cols + k] : q[k * cols + i]; };
      for (size_t i = 0; i < count; ++i) {
        for (size_t j = 0; j <= i; ++j) {
          double dot = 0;
          for (size_t k = 0; k < width; ++k) dot += at(i, k) * at(j, k);
          QVERIFY(std::abs(dot - (i == j ? 4 : 0)) < 1e-12);
        }
      }
    }
  }
  void aParameterKeepsItsNumbersWhenOthersAreAdded() {
    Graph small, large;
    const auto build = [](Graph& graph, bool more) {
      Tensor x = graph.input("x", {2, 3});
      if (more) x = linear(x, "first", 3);
      return compile<float>(graph, {.outputs = {sum(linear(x, "second", 4))}});
    };
    const auto a = build(small, false), b = build(large, true);
    ProgramState stateA, stateB;
    initialise(*a, stateA, Rng(9));
    initialise(*b, stateB, Rng(9));
    for (const char* name : {"second.weight", "second.bias"}) {
      const ParameterInfo &p = a->parameter(name), &q = b->parameter(name);
      QCOMPARE(p.count, q.count);
      for (size_t i = 0; i < p.count; ++i) QCOMPARE(stateA.parameters[p.offset + i], stateB.parameters[q.offset + i]);
    }
    QVERIFY(stateA.parameters[0] != stateA.parameters[1]);
    ProgramState other;
    initialise(*a, other, Rng(10));
    QVERIFY(!(other == stateA));
  }
  void linearIsXTimesWeightTransposedPlusBias() {
    for (const Shape shape : {Shape{3}, Shape{4, 3}, Shape{2, 5, 3}, Shape{0, 3}, Shape{1, 1}}) {
      Graph graph;
      const Tensor y = linear(graph.parameter("x", shape), "fc", 2);
      QCOMPARE(y.shape().cols(), 2);
      QCOMPARE(y.shape().rank(), shape.rank());
      const auto program = compile<double>(graph, {.outputs = {y}});
      QCOMPARE(program->parameter("fc.weight").shape.str(), Shape({2, shape.cols()}).str());
      QCOMPARE(program->parameter("fc.bias").shape.str(), std::string("[2]"));
      ProgramStateOf<double> state = program->makeState();
      Rng rng(1);
      for (double& value : state.parameters) value = rng.uniform(-1, 1);
      const auto at = [&](const char* name) { return &state.parameters[program->parameter(name).offset]; };
      const std::vector<double> found = gradus::testing::evaluateAll(program, state.parameters);
      const int64_t in = shape.cols();
      for (int64_t r = 0; r < shape.rows(); ++r) {
        for (int64_t o = 0; o < 2; ++o) {
          double expected = at("fc.bias")[o];
          for (int64_t k = 0; k < in; ++k) expected += at("x")[r * in + k] * at("fc.weight")[o * in + k];
          QVERIFY(std::abs(found[static_cast<size_t>(r * 2 + o)] - expected) < 1e-14);
        }
      }
    }
  }
  void linearGradients() {
    Graph graph;
    const Tensor y = linear(graph.parameter("x", {2, 3, 4}), "fc", 5);
    const Tensor loss = gradus::testing::probe(square(y), 0.2);
    const std::vector<Tensor> first = gradients(loss, parametersOf(graph));
    std::vector<double> at(24 + 20 + 5);
    Rng rng(4);
    for (double& value : at) value = rng.uniform(-1, 1);
    QVERIFY(gradus::testing::differenceError(loss, first, at) < 1e-6);
    Tensor combined;
    for (const Tensor g : first)
      combined = combined ? combined + gradus::testing::probe(g, 0.7) : gradus::testing::probe(g, 0.7);
    QVERIFY(gradus::testing::differenceError(combined, gradients(combined, parametersOf(graph)), at) < 1e-6);
  }
  void linearNamesItsLayerInErrors() {
    Graph graph;
    try {
      linear(graph.input("x", {2, 3}), "head", 0);
      QFAIL("no error");
    } catch (const UserError& error) {
      QCOMPARE(error.what(),
               "linear in head: got [2, 3] and [0], expected inputs [..., features] and at least one output.");
    }
    linear(graph.input("x", {2, 3}), "head", 2);
    QVERIFY_THROWS_EXCEPTION(UserError, linear(graph.input("z", {2, 4}), "head", 2));  // the name is taken
  }
};

QTEST_GUILESS_MAIN(TestInitialiser)
#include "tst_initialiser.moc"
