// One row per op: value against a plain double reference, first and second gradient against central differences, in
// shapes that include 1 and odd sizes; and the error texts.
#include <QtTest>

#include "core/base/error.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using gradus::testing::differenceError;
using gradus::testing::evaluateAll;
using gradus::testing::probe;

namespace {

struct Row {
  const char* name;
  std::vector<Shape> shapes;  // of the parameters
  double low, high;           // their range, away from kinks and poles
  std::function<Tensor(const std::vector<Tensor>&)> build;
  std::function<double(double, double)> reference;  // elementwise ops: value at (a, b)
};

using Inputs = const std::vector<Tensor>&;

std::vector<Row> rows() {
  const std::vector<Shape> one{{3, 5}}, two{{3, 5}, {3, 5}};
  return {
      {"negate", one, -2, 2, [](Inputs p) { return -p[0]; }, [](double a, double) { return -a; }},
      {"exp", one, -2, 2, [](Inputs p) { return exp(p[0]); }, [](double a, double) { return std::exp(a); }},
      {"log", one, 0.3, 2, [](Inputs p) { return log(p[0]); }, [](double a, double) { return std::log(a); }},
      {"sqrt", one, 0.3, 2, [](Inputs p) { return sqrt(p[0]); }, [](double a, double) { return std::sqrt(a); }},
      {"reciprocal", one, 0.4, 2, [](Inputs p) { return reciprocal(p[0]); }, [](double a, double) { return 1 / a; }},
      {"square", one, -2, 2, [](Inputs p) { return square(p[0]); }, [](double a, double) { return a * a; }},
      {"tanh", one, -2, 2, [](Inputs p) { return tanh(p[0]); }, [](double a, double) { return std::tanh(a); }},
      {"sigmoid", one, -3, 3, [](Inputs p) { return sigmoid(p[0]); },
       [](double a, double) { return 1 / (1 + std::exp(-a)); }},
      {"softplus", one, -3, 3, [](Inputs p) { return softplus(p[0]); },
       [](double a, double) { return std::log1p(std::exp(a)); }},
      {"relu", one, 0.1, 2, [](Inputs p) { return relu(p[0]) + relu(-p[0]); }, [](double a, double) { return a; }},
      {"step", one, 0.1, 2, [](Inputs p) { return step(p[0]) * square(p[0]); }, [](double a, double) { return a * a; }},
      {"abs", one, -2, -0.1, [](Inputs p) { return abs(p[0]); }, [](double a, double) { return -a; }},
      {"sign", one, -2, -0.1, [](Inputs p) { return sign(p[0]) * square(p[0]); },
       [](double a, double) { return -a * a; }},
      {"sin", one, -4, 4, [](Inputs p) { return sin(p[0]); }, [](double a, double) { return std::sin(a); }},
      {"cos", one, -4, 4, [](Inputs p) { return cos(p[0]); }, [](double a, double) { return std::cos(a); }},
      {"erf", one, -2, 2, [](Inputs p) { return erf(p[0]); }, [](double a, double) { return std::erf(a); }},
      {"add", two, -2, 2, [](Inputs p) { return p[0] + p[1]; }, [](double a, double b) { return a + b; }},
      {"subtract", two, -2, 2, [](Inputs p) { return p[0] - p[1]; }, [](double a, double b) { return a - b; }},
      {"multiply", two, -2, 2, [](Inputs p) { return p[0] * p[1]; }, [](double a, double b) { return a * b; }},
      {"divide", two, 0.5, 2, [](Inputs p) { return p[0] / p[1]; }, [](double a, double b) { return a / b; }},
      {"maximum", two, -2, 2, [](Inputs p) { return maximum(square(p[0]) + 5, p[1]); },
       [](double a, double) { return a * a + 5; }},
      {"minimum", two, -2, 2, [](Inputs p) { return minimum(square(p[0]) + 5, p[1] * p[0]); },
       [](double a, double b) { return a * b; }},
      {"greater", two, 0.1, 2, [](Inputs p) { return greater(p[0], -p[1]) * p[0] * p[1]; },
       [](double a, double b) { return a * b; }},
      {"select", two, 0.1, 2, [](Inputs p) { return select(p[0], p[1] * p[0], p[0]); },
       [](double a, double b) { return a * b; }},
      {"broadcast row", {{3, 5}, {1, 5}}, 0.5, 2, [](Inputs p) { return p[0] * p[1] / (p[0] + p[1]); }, nullptr},
      {"broadcast column", {{3, 5}, {3, 1}}, 0.5, 2, [](Inputs p) { return p[0] * p[1] / (p[0] + p[1]); }, nullptr},
      {"broadcast number", {{3, 17}, {}}, 0.5, 2, [](Inputs p) { return p[0] * p[1] / (p[0] + p[1]); }, nullptr},
      {"broadcast outer", {{1, 7}, {4, 1}}, 0.5, 2, [](Inputs p) { return exp(p[0] * p[1]); }, nullptr},
      {"broadcast vector", {{2, 3, 4}, {4}}, 0.5, 2, [](Inputs p) { return p[0] * p[1] * p[1]; }, nullptr},
      {"broadcast middle", {{2, 3, 4}, {2, 1, 4}}, 0.5, 2, [](Inputs p) { return p[0] * square(p[1]); }, nullptr},
      {"reshape",
       {{3, 4}},
       -2,
       2,
       [](Inputs p) {
         return square(reshape(p[0], {2, 6}));
       },
       nullptr},
      {"transpose", {{3, 5}}, -2, 2, [](Inputs p) { return square(transpose(p[0])); }, nullptr},
      {"transpose large", {{19, 33}}, -2, 2, [](Inputs p) { return square(transpose(p[0])); }, nullptr},
      {"concat rows", {{3, 5}, {2, 5}}, -2, 2, [](Inputs p) { return square(concat(p, 0)); }, nullptr},
      {"concat columns", {{3, 5}, {3, 1}}, -2, 2, [](Inputs p) { return square(concat(p, 1)); }, nullptr},
      {"slice rows", {{4, 5}}, -2, 2, [](Inputs p) { return square(slice(p[0], 0, 1, 3)); }, nullptr},
      {"slice columns", {{4, 5}}, -2, 2, [](Inputs p) { return square(slice(p[0], 1, 2, 5)); }, nullptr},
      {"pad rows", {{4, 5}}, -2, 2, [](Inputs p) { return square(pad(p[0], 0, 1, 2) + 1); }, nullptr},
      {"pad columns", {{4, 5}}, -2, 2, [](Inputs p) { return square(pad(p[0], 1, 2, 0) + 1); }, nullptr},
      {"sum all", {{3, 5}}, -2, 2, [](Inputs p) { return square(sum(p[0])); }, nullptr},
      {"sum over rows", {{3, 21}}, -2, 2, [](Inputs p) { return square(sumOver(p[0], 0)); }, nullptr},
      {"sum over columns", {{3, 21}}, -2, 2, [](Inputs p) { return square(sumOver(p[0], 1)); }, nullptr},
      {"sum of a column", {{7, 1}}, -2, 2, [](Inputs p) { return square(sum(p[0])); }, nullptr},
      {"sum any",
       {{2, 3, 4}},
       -2,
       2,
       [](Inputs p) {
         return square(sumTo(p[0], {2, 1, 4}));
       },
       nullptr},
      {"mean", {{3, 5}}, -2, 2, [](Inputs p) { return square(mean(p[0])); }, nullptr},
      {"max over rows", {{3, 5}}, -2, 2, [](Inputs p) { return square(maxOver(p[0], 0)); }, nullptr},
      {"max over columns", {{3, 5}}, -2, 2, [](Inputs p) { return square(maxOver(p[0], 1)); }, nullptr},
      {"log sum exp", {{3, 5}}, -2, 2, [](Inputs p) { return square(logSumExpOver(p[0], 0)); }, nullptr},
      {"matmul", {{3, 5}, {5, 7}}, -1, 1, [](Inputs p) { return square(matmul(p[0], p[1])); }, nullptr},
      {"matmul left transposed",
       {{5, 3}, {5, 7}},
       -1,
       1,
       [](Inputs p) { return square(matmul(p[0], p[1], true)); },
       nullptr},
      {"matmul right transposed",
       {{3, 5}, {7, 5}},
       -1,
       1,
       [](Inputs p) { return square(matmul(p[0], p[1], false, true)); },
       nullptr},
      {"matmul both transposed",
       {{5, 3}, {7, 5}},
       -1,
       1,
       [](Inputs p) { return square(matmul(p[0], p[1], true, true)); },
       nullptr},
      {"matmul of computed", {{3, 5}, {5, 9}}, -1, 1, [](Inputs p) { return matmul(tanh(p[0]), tanh(p[1])); }, nullptr},
      {"matmul column", {{3, 5}, {5, 1}}, -1, 1, [](Inputs p) { return square(matmul(p[0], p[1])); }, nullptr},
      {"matmul row", {{1, 5}, {5, 4}}, -1, 1, [](Inputs p) { return square(matmul(p[0], tanh(p[1]))); }, nullptr},
      {"dense",
       {{4, 3}, {4, 1}, {3, 10}},
       -1,
       1,
       [](Inputs p) { return tanh(matmul(p[0], tanh(p[2])) + p[1]); },
       nullptr},
      {"dropout", {{3, 5}}, 0.5, 1, [](Inputs p) { return square(dropout(p[0], p[0].graph->constant(0.4))); }, nullptr},
      {"random normal",
       {{3, 5}},
       0.5,
       1,
       [](Inputs p) {
         return square(p[0] + randomNormal(*p[0].graph, {3, 5}));
       },
       nullptr},
      {"one-hot",
       {{3, 4}},
       0.5,
       1,
       [](Inputs p) {
         return square(p[0] * oneHot(p[0].graph->constant({2, 0, 1, 2}, {1, 4}), 3));
       },
       nullptr},
  };
}

std::vector<double> startOf(const Row& row) {
  Rng rng(3, row.name);
  size_t count = 0;
  for (const Shape& shape : row.shapes) count += static_cast<size_t>(shape.count());
  std::vector<double> at(count);
  for (double& x : at) x = rng.uniform(row.low, row.high);
  return at;
}

std::vector<Tensor> parametersFor(Graph& graph, const Row& row) {
  std::vector<Tensor> parameters;
  for (const Shape& shape : row.shapes)
    parameters.push_back(graph.parameter("p" + std::to_string(parameters.size()), shape));
  return parameters;
}

QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

class TestOps : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void values() {
    for (const Row& row : rows()) {
      if (!row.reference) continue;
      Graph graph;
      const std::vector<Tensor> p = parametersFor(graph, row);
      const std::vector<double> at = startOf(row);
      const std::vector<double> found = evaluateAll(compile<double>(graph, {.outputs = {row.build(p)}}), at);
      const auto n = static_cast<size_t>(row.shapes[0].count());
      QCOMPARE(found.size(), n);
      for (size_t i = 0; i < n; ++i) {
        const double expected = row.reference(at[i], row.shapes.size() > 1 ? at[n + i] : 0);
        QVERIFY2(std::abs(found[i] - expected) <= 1e-14 * (1 + std::abs(expected)), row.name);
      }
    }
  }

  void gradientsMatchCentralDifferences_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<bool>("optimise");
    for (size_t i = 0; i < rows().size(); ++i) {
      QTest::newRow(rows()[i].name) << static_cast<int>(i) << true;
      QTest::newRow((std::string(rows()[i].name) + " unoptimised").c_str()) << static_cast<int>(i) << false;
    }
  }
  void gradientsMatchCentralDifferences() {
    QFETCH(int, index);
    QFETCH(bool, optimise);
    const Row row = rows()[static_cast<size_t>(index)];
    Graph graph;
    const std::vector<Tensor> p = parametersFor(graph, row);
    const std::vector<double> at = startOf(row);
    const Tensor loss = probe(row.build(p), 0.4);
    const std::vector<Tensor> first = gradients(loss, p);
    QVERIFY2(differenceError(loss, first, at, optimise) <= 1e-6, "first gradient");
    // Second: the gradient of a weighted sum of all first derivatives.
    Tensor slope;
    for (size_t i = 0; i < first.size(); ++i) {
      const Tensor part = probe(first[i], 0.9 + static_cast<double>(i));
      slope = slope ? slope + part : part;
    }
    QVERIFY2(differenceError(slope, gradients(slope, p), at, optimise) <= 1e-6, "second gradient");
  }

  void emptyAndSingleShapes() {
    for (const Shape& shape : {Shape{1, 1}, Shape{1, 16}, Shape{17, 1}, Shape{1}, Shape{}}) {
      Graph graph;
      const Tensor p = graph.parameter("p", shape);
      const std::vector<double> at(static_cast<size_t>(shape.count()), 0.7);
      const Tensor loss = sum(tanh(p * p));
      const Tensor params[] = {p};
      QVERIFY2(differenceError(loss, gradients(loss, params), at) <= 1e-6, shape.str().c_str());
    }
  }

  void errorsNameOpLayerAndShapes() {
    Graph graph;
    graph.setLayer("layer2");
    const Tensor a = graph.parameter("a", {8, 3}), b = graph.parameter("b", {4, 10});
    QCOMPARE(errorOf([&] { matmul(a, b); }),
             "matmul in layer2: got [8, 3] and [4, 10], expected equal inner sizes, not 3 and 4.");
    QCOMPARE(errorOf([&] { a + b; }),
             "add in layer2: got [8, 3] and [4, 10], expected shapes that are equal or 1 along every axis.");
    QVERIFY(errorOf([&] { slice(a, 0, 2, 9); }).contains("slice in layer2"));
    QVERIFY(errorOf([&] { reshape(a, {5, 5}); }).contains("equal numbers of elements"));
    QVERIFY(errorOf([&] { sumTo(a, {2, 3}); }).contains("sum in layer2"));
    QVERIFY(errorOf([&] { transpose(graph.parameter("c", {3})); }).contains("expected a matrix"));
    const Tensor params[] = {a};
    QVERIFY(errorOf([&] { gradients(a, params); }).contains("must be a single number"));
  }

  void everyKindHasAName() {
    for (int kind = 0; kind <= static_cast<int>(OpKind::stopGradient); ++kind)
      QVERIFY(!opName(static_cast<OpKind>(kind)).empty());
  }

  void stopGradientStops() {
    Graph graph;
    const Tensor p = graph.parameter("p", {2, 2}), params[] = {p};
    const Tensor slope = gradients(sum(stopGradient(square(p)) * p), params)[0];
    const std::vector<double> found = evaluateAll(compile<double>(graph, {.outputs = {slope}}), {1, 2, 3, 4});
    QCOMPARE(found, (std::vector<double>{1, 4, 9, 16}));
  }
};

QTEST_GUILESS_MAIN(TestOps)
#include "tst_ops.moc"
