// Rows by index, sums into rows by index, softmax and cross-entropy over rows: values, derivatives, errors.
#include <QtTest>

#include "core/compute/ops/indexing.h"
#include "core/compute/ops/rows.h"
#include "tests/core/compute/ops/op_table.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

Tensor indices(const Tensors& p, Numbers values, Shape shape) {
  return p[0].graph->constant(std::move(values), shape);
}

Numbers softmaxOf(const Numbers& x, size_t cols, bool logarithm) {
  Numbers y(x.size());
  for (size_t r = 0; r < x.size(); r += cols) {
    double sum = 0;
    for (size_t c = 0; c < cols; ++c) sum += std::exp(x[r + c]);
    for (size_t c = 0; c < cols; ++c) y[r + c] = logarithm ? x[r + c] - std::log(sum) : std::exp(x[r + c]) / sum;
  }
  return y;
}

OpTest softmaxTest(std::string name, Shape shape, bool logarithm) {
  return {std::move(name),
          {shape},
          -3,
          3,
          [=](const Tensors& p) { return logarithm ? logSoftmax(p[0]) : softmax(p[0]); },
          [=](const std::vector<Numbers>& v) { return softmaxOf(v[0], static_cast<size_t>(shape.cols()), logarithm); }};
}

// Per-row losses as the header of the op defines them.
OpTest crossEntropyTest(std::string name, Shape shape, Numbers target, RowLossOptions options) {
  return {std::move(name),
          {shape},
          -3,
          3,
          [=](const Tensors& p) {
            const Shape rows{shape.rows()};
            return crossEntropyRows(p[0], p[0].graph->constant(target, rows), options).loss;
          },
          [=](const std::vector<Numbers>& v) {
            const auto k = static_cast<size_t>(shape.cols());
            const Numbers logP = softmaxOf(v[0], k, true), &given = options.classWeights;
            const Numbers w = given.empty() ? Numbers(k, 1) : given;
            Numbers losses;
            for (size_t r = 0; r < target.size(); ++r) {
              const double y = target[r], e = options.labelSmoothing;
              double loss = 0;
              if (y >= 0 && y < static_cast<double>(k) && y != static_cast<double>(options.ignoreIndex)) {
                const auto own = static_cast<size_t>(y);
                loss = -(1 - e) * w[own] * logP[r * k + own];
                for (size_t c = 0; c < k; ++c) loss -= e / static_cast<double>(k) * w[c] * logP[r * k + c];
              }
              losses.push_back(loss);
            }
            return losses;
          }};
}

std::vector<OpTest> tests() {
  return {
      {"gather rows",
       {{4, 3}},
       -1,
       1,
       [](const Tensors& p) {
         return gatherRows(p[0], indices(p, {2, 0, 2, 3, 2}, {5}));
       },
       [](const std::vector<Numbers>& v) {
         Numbers y;
         for (const size_t r : {2, 0, 2, 3, 2}) y.insert(y.end(), &v[0][3 * r], &v[0][3 * r] + 3);
         return y;
       }},
      {"gather of matrices by a matrix",
       {{3, 2, 5}},
       -1,
       1,
       [](const Tensors& p) {
         return square(gatherRows(p[0], indices(p, {1, 1, 0, 2}, {2, 2})));
       }},
      {"gather numbers, some not there",
       {{4}},
       -1,
       1,
       [](const Tensors& p) {
         return gatherRows(p[0], indices(p, {3, -1, 4, 0}, {4}));
       },
       [](const std::vector<Numbers>& v) {
         return Numbers{v[0][3], 0, 0, v[0][0]};
       }},
      {"scatter-add rows",
       {{5, 17}},
       -1,
       1,
       [](const Tensors& p) {
         return scatterAddRows(p[0], indices(p, {2, 0, 2, 7, 2}, {5}), 3);
       },
       [](const std::vector<Numbers>& v) {
         Numbers y(51, 0);
         for (size_t i = 0; i < 5; ++i) {
           const size_t row = i == 1 ? 0 : 2;
           for (size_t c = 0; c < 17 && i != 3; ++c) y[row * 17 + c] += v[0][i * 17 + c];
         }
         return y;
       }},
      {"scatter-add of matrices",
       {{2, 2, 3, 2}},
       -1,
       1,
       [](const Tensors& p) {
         return square(scatterAddRows(p[0], indices(p, {1, 0, 1, 1}, {2, 2}), 2));
       }},
      softmaxTest("softmax", {3, 5}, false),
      softmaxTest("softmax, wide", {2, 37}, false),
      softmaxTest("softmax of one column", {4, 1}, false),
      softmaxTest("log softmax", {2, 2, 5}, true),
      softmaxTest("log softmax of a row", {1, 17}, true),
      crossEntropyTest("cross-entropy", {4, 5}, {2, 0, 4, 2}, {}),
      crossEntropyTest("cross-entropy, wide", {3, 35}, {30, 0, 34}, {}),
      crossEntropyTest("cross-entropy smoothed", {4, 5}, {2, 0, 4, 2}, {.labelSmoothing = 0.2}),
      crossEntropyTest("cross-entropy weighted", {2, 2, 3}, {2, 0, 1, 2}, {.classWeights = {0.5, 2, 1.25}}),
      crossEntropyTest("cross-entropy weighted and smoothed", {4, 3}, {2, 0, 1, 2},
                       {.labelSmoothing = 0.3, .classWeights = {0.5, 2, 1.25}}),
      crossEntropyTest("cross-entropy ignoring", {5, 3}, {2, 0, -100, 0, 1}, {.labelSmoothing = 0.1, .ignoreIndex = 0}),
      crossEntropyTest("cross-entropy of one class", {3, 1}, {0, 0, 0}, {}),
      {"mean cross-entropy",
       {{5, 3}},
       -2,
       2,
       [](const Tensors& p) {
         return crossEntropy(p[0], indices(p, {2, 0, 1, 0, 2}, {5}), {.classWeights = {1, 3, 2}, .ignoreIndex = 0});
       }},
  };
}

}  // namespace

class TestIndexing : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ops_data() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < tests().size(); ++i) QTest::newRow(tests()[i].name.c_str()) << static_cast<int>(i);
  }
  void ops() {
    QFETCH(int, index);
    checkOp(tests()[static_cast<size_t>(index)]);
  }

  void emptyShapes() {
    Graph graph;
    const Tensor x = graph.parameter("x", {3, 2});
    const Tensor none = gatherRows(x, graph.constant(Numbers{}, {0}));
    QVERIFY(none.shape() == (Shape{0, 2}));
    const Tensor back = scatterAddRows(none, graph.constant(Numbers{}, {0}), 2);
    QCOMPARE(resultsOf<double>(graph, {back}, Numbers(6, 1)), (Numbers{0, 0, 0, 0}));
  }

  void noRows() {
    Graph graph;
    const Tensor x = graph.parameter("x", {0, 3}), none = graph.constant(Numbers{}, {0});
    QVERIFY(resultsOf<double>(graph, {softmax(x), crossEntropyRows(x, none).loss}, {}).empty());
  }

  // Large sums in a fixed order: the same bits for any number of threads.
  void manyRows() {
    Graph graph;
    const int64_t rows = 3000, cols = 700;
    const Tensor x = graph.parameter("x", {rows, cols});
    Numbers at, index;
    Rng rng(2, "rows");
    for (int64_t i = 0; i < rows * cols; ++i) at.push_back(rng.uniform(-1, 1));
    for (int64_t i = 0; i < rows; ++i) index.push_back(static_cast<double>(rng.below(50)));
    const Tensor i = graph.constant(index, {rows});
    const Tensor sums = scatterAddRows(x, i, 50), chosen = gatherRows(x, i), loss = crossEntropyRows(x, i).loss;
    const Tensors all{sums, sum(square(chosen)), loss, softmax(x)};
    const Numbers one = resultsOf<float>(graph, all, at);
    for (const int threads : {2, 8}) QVERIFY(resultsOf<float>(graph, all, at, true, threads) == one);
  }

  void largeLogitsDoNotOverflow() {
    Graph graph;
    const Tensor x = graph.parameter("x", {1, 3});
    const Tensor y = graph.constant(Numbers{1}, {1}), params[] = {x};
    const Tensor loss = crossEntropy(x, y);
    const Numbers found = resultsOf<float>(graph, {loss, gradients(loss, params)[0], softmax(x)}, {500, 100, -400});
    QVERIFY(distance(found, {400, 1, -1, 0, 1, 0, 0}) < 1e-6);
  }

  void errors() {
    Graph graph;
    graph.setLayer("head");
    const Tensor x = graph.parameter("x", {4, 3}), y = graph.parameter("y", {5});
    QCOMPARE(errorOf([&] { crossEntropyRows(x, y); }),
             "cross-entropy in head: got [4, 3] and [5], expected rows of logits and one class index per row.");
    QVERIFY(errorOf([&] {
              crossEntropyRows(x, graph.parameter("t", {4}), {.classWeights = {1, 2}});
            }).contains("one weight a class"));
    QCOMPARE(errorOf([&] { scatterAddRows(x, y, 3); }),
             "scatter-add rows in head: got [4, 3] and [5], expected one index for each entry.");
    QVERIFY(errorOf([&] { gatherRows(graph.constant(1), y); }).contains("gather rows in head"));
  }
};

QTEST_GUILESS_MAIN(TestIndexing)
#include "tst_indexing.moc"
