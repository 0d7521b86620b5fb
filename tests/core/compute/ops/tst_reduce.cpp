// Sums and maxima over any axes, broadcasts of any pattern inside elementwise chains, sums of chains, empty shapes.
#include "tests/core/compute/op_case.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// Folds `from` to the shape `to` that broadcasts to it, by definition.
std::vector<double> naive(const std::vector<double>& v, const Shape& from, const Shape& to, bool isMax) {
  std::vector<double> y(static_cast<size_t>(to.count()), isMax ? -INFINITY : 0);
  for (int64_t i = 0; i < from.count(); ++i) {
    int64_t rest = i, at = 0, stride = 1;
    for (int axis = from.rank() - 1; axis >= 0; --axis) {
      const int64_t index = rest % from[axis];
      rest /= from[axis];
      const int own = axis - (from.rank() - to.rank());
      if (own < 0 || to[own] == 1) continue;
      at += index * stride;
      stride *= to[own];
    }
    double& result = y[static_cast<size_t>(at)];
    result = isMax ? std::max(result, v[static_cast<size_t>(i)]) : result + v[static_cast<size_t>(i)];
  }
  return y;
}

OpCase reduction(Shape from, Shape to, bool isMax) {
  return {(isMax ? "max " : "sum ") + from.str() + " to " + to.str(),
          {from},
          -2,
          2,
          [to, isMax](Inputs p) { return isMax ? maxTo(p[0], to) : sumTo(p[0], to); },
          [from, to, isMax](const Values& v) { return naive(v[0], from, to, isMax); }};
}

struct Pair {
  Shape from, to;
};
const std::vector<Pair> pairs{{{3, 5}, {}},
                              {{3, 5}, {1, 5}},
                              {{3, 5}, {3, 1}},
                              {{3, 17}, {17}},
                              {{7}, {}},
                              {{7, 1}, {1, 1}},
                              {{2, 3, 4}, {2, 1, 4}},
                              {{2, 3, 4}, {1, 3, 4}},
                              {{2, 3, 4}, {2, 3, 1}},
                              {{2, 3, 4}, {1, 3, 1}},
                              {{2, 3, 4}, {2, 1, 1}},
                              {{2, 3, 4}, {4}},
                              {{2, 3, 2, 5}, {1, 3, 1, 5}},
                              {{2, 3, 2, 5}, {2, 1, 2, 1}},
                              {{2, 3, 2, 1}, {2, 1, 2, 1}},
                              {{2, 3, 2, 1}, {1, 3, 1, 1}},
                              {{1, 3}, {3}},
                              {{2, 1, 3}, {2, 1, 1}},
                              {{5, 1, 1}, {1}}};

// A smaller operand against [2, 3, 2, 5] and others in a chain.
std::vector<OpCase> broadcasts() {
  std::vector<OpCase> rows;
  const auto add = [&](Shape whole, Shape part) {
    rows.push_back({"broadcast " + part.str() + " to " + whole.str(),
                    {whole, part},
                    0.5,
                    2,
                    [](Inputs p) { return square(p[0]) * p[1] + sigmoid(p[1] - p[0]); },
                    nullptr});
  };
  for (const Shape& part : {Shape{3, 4}, Shape{1, 3, 4}, Shape{2, 1, 4}, Shape{2, 1, 1}, Shape{3, 1}, Shape{2, 3, 1},
                            Shape{4}, Shape{1}, Shape{}})
    add({2, 3, 4}, part);
  for (const Shape& part : {Shape{2, 1, 1, 5}, Shape{1, 3, 1, 5}, Shape{2, 1, 2, 1}, Shape{3, 1, 1}, Shape{2, 5}})
    add({2, 3, 2, 5}, part);
  for (const Shape& part : {Shape{2, 1, 1}, Shape{1, 3, 1}, Shape{3, 1}, Shape{2, 3, 1}}) add({2, 3, 1}, part);
  add({2, 3, 140}, {2, 1, 140});
  add({2, 3, 140}, {3, 140});
  add({3, 300}, {300});
  return rows;
}

}  // namespace

class TestReduce : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sumsAndMaxima() {
    for (const Pair& pair : pairs) {
      for (const bool isMax : {false, true}) {
        const OpCase row = reduction(pair.from, pair.to, isMax);
        const std::string wrong = checkCase(row);
        QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
      }
    }
  }

  void broadcastsInChains() {
    for (const OpCase& row : broadcasts()) {
      const std::string wrong = checkCase(row, row.shapes[0].count() < 100);
      QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
    }
  }

  void chainsNeedNoMemoryForBroadcasts() {
    Graph graph;
    const Tensor a = graph.parameter("a", {8, 16, 64}), b = graph.parameter("b", {16, 64}),
                 c = graph.parameter("c", {8, 1, 64});
    const auto program = compile<float>(graph, {.outputs = {tanh(a + b) * c}});
    QCOMPARE(program->info().instructions, size_t{1});
  }

  void sumsOfChainsStoreNothing() {
    Graph graph;
    const Tensor a = graph.parameter("a", {300, 301}), b = graph.parameter("b", {300, 301});
    const Tensor loss = sum(square(a - b) * 0.5);
    const auto program = compile<double>(graph, {.outputs = {loss}});
    QCOMPARE(program->info().instructions, size_t{1});
    QVERIFY(program->info().scratchBytes < 4096);
    Rng rng(2);
    std::vector<double> at(2 * 300 * 301);
    for (double& x : at) x = rng.normal();
    double expected = 0;
    for (size_t i = 0; i < at.size() / 2; ++i)
      expected += 0.5 * (at[i] - at[i + at.size() / 2]) * (at[i] - at[i + at.size() / 2]);
    QVERIFY(std::abs(evaluateAll(program, at)[0] - expected) <= 1e-12 * expected);
  }

  void largeShapesHaveSameBits() {
    for (const Pair& pair : std::vector<Pair>{{{70000}, {}},
                                              {{300, 301}, {1, 301}},
                                              {{300, 301}, {300, 1}},
                                              {{300, 301}, {}},
                                              {{40, 50, 60}, {40, 1, 60}},
                                              {{40, 50, 60}, {1, 50, 1}},
                                              {{40, 50, 60}, {40, 1, 1}},
                                              {{9000, 8}, {8}}}) {
      for (const bool isMax : {false, true}) {
        const OpCase row = reduction(pair.from, pair.to, isMax);
        const std::string wrong = checkCase(row, false);
        QVERIFY2(wrong.empty(), (row.name + ": " + wrong).c_str());
        QVERIFY2(sameBits(row), row.name.c_str());
      }
    }
    const OpCase chain{"sum of a chain", {{300, 301}, {301}}, -1, 1, [](Inputs p) { return sum(tanh(p[0] * p[1])); },
                       nullptr};
    QVERIFY(sameBits(chain));
  }

  void emptyShapes() {
    for (const Pair& pair : std::vector<Pair>{
             {{0, 3}, {1, 3}}, {{3, 0}, {3, 1}}, {{0}, {}}, {{2, 0, 3}, {2, 1, 3}}, {{2, 0, 3}, {1, 0, 3}}}) {
      const OpCase row = reduction(pair.from, pair.to, false);
      Graph graph;
      const Tensor y = row.build(parametersFor(graph, row));
      QCOMPARE(evaluateAll(compile<double>(graph, {.outputs = {y}}), {}), row.reference({{}}));
    }
    const OpCase chain{"empty chain", {{0, 4}, {4}}, -1, 1, [](Inputs p) { return tanh(p[0] + p[1]); }, nullptr};
    QCOMPARE(checkCase(chain), std::string());
    Graph graph;
    QVERIFY(std::isnan(evaluateAll(compile<double>(graph, {.outputs = {mean(graph.parameter("p", {0}))}}), {})[0]));
  }

  void errors() {
    Graph graph;
    graph.setLayer("pool");
    const Tensor a = graph.parameter("a", {2, 3, 4});
    QCOMPARE(errorOf([&] {
               sumTo(a, {2, 2, 4});
             }),
             "sum in pool: got [2, 3, 4] and [2, 2, 4], expected a second shape that can be repeated to the first.");
    QCOMPARE(errorOf([&] { maxOver(a, 3); }), "max in pool: got [2, 3, 4], expected an axis below 3.");
  }
};

QTEST_GUILESS_MAIN(TestReduce)
#include "tst_reduce.moc"
