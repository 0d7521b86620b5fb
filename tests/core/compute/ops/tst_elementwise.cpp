// Elementwise ops beyond those of tst_ops.cpp: value, gradients, float against double, special values.
#include "tests/core/compute/op_case.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

OpCase unaryCase(const char* name, double low, double high, Tensor (*op)(Tensor), double (*reference)(double)) {
  return {name,
          {{3, 7}},
          low,
          high,
          [op](Inputs p) { return op(p[0]); },
          [reference](const Values& v) {
            std::vector<double> y;
            for (const double x : v[0]) y.push_back(reference(x));
            return y;
          }};
}

OpCase binaryCase(const char* name, double low, double high, std::function<Tensor(Inputs)> build,
                  double (*reference)(double, double)) {
  return {name, {{3, 7}, {3, 7}}, low, high, std::move(build), [reference](const Values& v) {
            std::vector<double> y;
            for (size_t i = 0; i < v[0].size(); ++i) y.push_back(reference(v[0][i], v[1][i]));
            return y;
          }};
}

std::vector<OpCase> rows() {
  return {
      unaryCase("rsqrt", 0.3, 2, rsqrt, [](double x) { return 1 / std::sqrt(x); }),
      unaryCase("gelu", -3, 3, gelu, [](double x) { return x * 0.5 * std::erfc(-x / std::sqrt(2.0)); }),
      unaryCase("silu", -4, 4, silu, [](double x) { return x / (1 + std::exp(-x)); }),
      unaryCase(
          "floor times x", 1.1, 1.9, [](Tensor x) { return floor(x) * x; }, [](double x) { return std::floor(x) * x; }),
      unaryCase(
          "round times x", 1.6, 2.4, [](Tensor x) { return round(x) * x; },
          [](double x) { return std::nearbyint(x) * x; }),
      unaryCase(
          "power of a number", 0.4, 2, [](Tensor x) { return pow(x, 2.5); }, [](double x) { return std::pow(x, 2.5); }),
      unaryCase(
          "cube", -2, 2, [](Tensor x) { return pow(x, 3.0); }, [](double x) { return x * x * x; }),
      unaryCase(
          "clamp", -0.4, 0.4, [](Tensor x) { return clamp(x, -0.5, 0.5) * x; }, [](double x) { return x * x; }),
      binaryCase(
          "power", 0.5, 2, [](Inputs p) { return pow(p[0], p[1]); }, [](double a, double b) { return std::pow(a, b); }),
      binaryCase(
          "log add exp", -2, 2, [](Inputs p) { return logAddExp(p[0], p[1]); },
          [](double a, double b) { return std::log(std::exp(a) + std::exp(b)); }),
  };
}

}  // namespace

class TestElementwise : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void table() {
    for (const OpCase& row : rows()) {
      const std::string wrong = checkCase(row);
      QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
    }
  }

  void specialValues() {
    Graph graph;
    const Tensor x = graph.parameter("x", {6});
    const auto program = compile<float>(graph, {.outputs = {gelu(x), silu(x), round(x), clamp(x, -1, 1)}});
    Executor executor(program);
    ProgramState state = program->makeState();
    state.parameters = {-200, -0.0f, 0.5f, 1.5f, 200, std::numeric_limits<float>::quiet_NaN()};
    executor.evaluate(state);
    const auto at = [&](size_t k, size_t i) { return executor.output(k)[i]; };
    QCOMPARE(at(0, 0), 0.0f);
    QCOMPARE(at(0, 4), 200.0f);
    QCOMPARE(std::abs(at(1, 0)), 0.0f);
    QCOMPARE(at(1, 4), 200.0f);
    QCOMPARE(at(2, 2), 0.0f);
    QCOMPARE(at(2, 3), 2.0f);
    QCOMPARE(at(3, 0), -1.0f);
    QCOMPARE(at(3, 4), 1.0f);
    for (size_t k = 0; k < 3; ++k) QVERIFY(std::isnan(at(k, 5)));
  }

  void sharedBetweenThreads() {
    const OpCase row{"chain", {{300, 301}, {301}}, -1, 1, [](Inputs p) { return gelu(p[0] * p[1]) + silu(p[0]); },
                     nullptr};
    QVERIFY(sameBits(row));
    QCOMPARE(checkCase(row, false), std::string());
  }
};

QTEST_GUILESS_MAIN(TestElementwise)
#include "tst_elementwise.moc"
