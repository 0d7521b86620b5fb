// Normalisations against plain double loops, with both derivatives; layers with running statistics; error texts.
#include <QtTest>

#include "core/compute/ops/normalisation.h"
#include "core/nn/layers/normalisation.h"
#include "tests/core/compute/ops/op_table.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// xhat gamma + beta over blocks of rows and columns, then the leaky activation.
Numbers naive(const Numbers& x, const Numbers& gamma, const Numbers& beta, size_t rows, size_t cols, size_t segments,
              size_t groups, double slope, bool centre = true) {
  Numbers y(x.size());
  const size_t blockRows = rows / segments, blockCols = cols / groups, scales = gamma.size() / cols;
  for (size_t s = 0; s < segments; ++s) {
    for (size_t group = 0; group < groups; ++group) {
      const auto each = [&](auto body) {
        for (size_t r = s * blockRows; r < (s + 1) * blockRows; ++r) {
          for (size_t c = group * blockCols; c < (group + 1) * blockCols; ++c) body(r, c, x[r * cols + c]);
        }
      };
      const auto count = static_cast<double>(blockRows * blockCols);
      double mean = 0, variance = 0;
      if (centre) each([&](size_t, size_t, double v) { mean += v / count; });
      each([&](size_t, size_t, double v) { variance += (v - mean) * (v - mean) / count; });
      each([&](size_t r, size_t c, double v) {
        const size_t scale = r / (rows / scales) * cols + c;
        const double z = (v - mean) / std::sqrt(variance + 1e-5) * gamma[scale] + beta[scale];
        y[r * cols + c] = z > 0 ? z : slope * z;
      });
    }
  }
  return y;
}

OpTest columns(std::string name, Shape x, Shape scale, int64_t segments, int64_t groups, double slope) {
  return {std::move(name),
          {x, scale, scale},
          -2,
          2,
          [=](const Tensors& p) { return normalise(p[0], p[1], p[2], segments, groups, 1e-5, slope).y; },
          [=](const std::vector<Numbers>& v) {
            return naive(v[0], v[1], v[2], static_cast<size_t>(x.rows()), static_cast<size_t>(x.cols()),
                         static_cast<size_t>(segments), static_cast<size_t>(groups), slope);
          },
          1e-12,
          1e-4};
}

OpTest rowsTest(std::string name, Shape x, Shape scale, bool centre) {
  return {std::move(name),
          {x, scale, scale},
          -2,
          2,
          [=](const Tensors& p) { return layerNorm(p[0], p[1], p[2], 1e-5, centre).y; },
          [=](const std::vector<Numbers>& v) {
            const auto rows = static_cast<size_t>(x.rows());
            return naive(v[0], v[1], v[2], rows, static_cast<size_t>(x.cols()), rows, 1, 1, centre);
          },
          1e-12,
          1e-4};
}

std::vector<OpTest> tests() {
  std::vector<OpTest> all{
      columns("batch norm", {7, 3}, {3}, 1, 3, 1),
      columns("batch norm, odd image", {2, 3, 5, 5}, {5}, 1, 5, 1),
      columns("batch norm, one column", {9, 1}, {1}, 1, 1, 1),
      columns("batch norm, two rows", {2, 17}, {17}, 1, 17, 1),
      columns("batch norm with ReLU", {7, 3}, {3}, 1, 3, 0),
      columns("batch norm with leaky ReLU", {3, 3, 4}, {4}, 1, 4, 0.2),
      columns("instance norm", {2, 3, 4, 3}, {3}, 2, 3, 1),
      columns("adaptive instance norm", {3, 4, 5}, {3, 5}, 3, 5, 1),
      columns("group norm", {2, 5, 6}, {6}, 2, 3, 1),
      columns("group norm, one group", {2, 3, 4}, {4}, 2, 1, 0.1),
      rowsTest("layer norm", {3, 4, 7}, {7}, true),
      rowsTest("layer norm, wide", {3, 37}, {37}, true),
      rowsTest("layer norm, one row", {1, 16}, {16}, true),
      rowsTest("layer norm, scale by sample", {2, 3, 5}, {2, 5}, true),
      rowsTest("root mean square norm", {3, 2, 9}, {9}, false),
      {"statistics of a layer norm",
       {{3, 5}},
       -2,
       2,
       [](const Tensors& p) {
         const Normalised n = layerNorm(p[0], Tensor(), Tensor());
         return sum(n.y * p[0]) + n.mean * n.variance;
       }},
      {"statistics of a batch norm",
       {{5, 3}},
       -2,
       2,
       [](const Tensors& p) {
         const Normalised n = normalise(p[0], Tensor(), Tensor(), 1, 3);
         return sum(n.y * p[0]) + n.mean * n.variance;
       }},
  };
  all[3].floatTolerance = 1e-2;  // columns of two values: xhat is +-1 whatever they are, its slope a difference of 1s
  return all;
}

Numbers bufferValues(const ProgramStateOf<double>& state, const ProgramOf<double>& program, const char* name) {
  const ParameterInfo& info = program.parameter(name);
  const auto begin = state.parameters.begin() + static_cast<std::ptrdiff_t>(info.offset);
  return {begin, begin + static_cast<std::ptrdiff_t>(info.count)};
}

}  // namespace

class TestNormalisation : public QObject {
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

  void noRows() {
    Graph graph;
    const Tensor x = graph.parameter("x", {0, 3}), gamma = graph.parameter("gamma", {3}), params[] = {gamma};
    const Tensor y = layerNorm(x, gamma, Tensor()).y;
    QCOMPARE(resultsOf<double>(graph, {y, gradients(sum(y), params)[0]}, {1, 2, 3}), (Numbers{0, 0, 0}));
  }

  // Many chunks: bits do not depend on threads, and far outliers and a large mean cost no digits.
  void manyRows() {
    const int64_t rows = 20011, cols = 5;
    Numbers x;
    Rng rng(1, "rows");
    for (int64_t i = 0; i < rows * cols; ++i) x.push_back(static_cast<double>(static_cast<float>(100 + rng.normal())));
    x[0] = 10000;
    Graph graph;
    const Normalised n = normalise(graph.parameter("x", {rows, cols}), Tensor(), Tensor(), 1, cols);
    const Numbers exact = resultsOf<double>(graph, {n.y, n.mean, n.variance}, x);
    const Numbers found = resultsOf<float>(graph, {n.y, n.mean, n.variance}, x);
    QVERIFY(distance(found, exact) < 2e-4);
    const Numbers y = naive(x, Numbers(cols, 1), Numbers(cols, 0), rows, cols, 1, cols, 1);
    QVERIFY(distance({exact.begin(), exact.begin() + rows * cols}, y) < 1e-10);
    for (const int threads : {2, 8})
      QVERIFY(resultsOf<float>(graph, {n.y, n.mean, n.variance}, x, true, threads) == found);
  }

  // As torch: running = 0.9 running + 0.1 batch, variance unbiased; two runs of a layer in a step move it twice.
  void runningStatistics() {
    Graph graph;
    const Tensor a = graph.input("a", {3, 2}), b = graph.input("b", {2, 2});
    const Tensor once = batchNorm(a, "n"), twice = batchNorm(b, "n");
    const auto program = compile<double>(graph, {.outputs = {sum(once) + sum(twice)}});
    ProgramStateOf<double> state = program->makeState();
    ExecutorOf<double> executor(program);
    const Numbers xa{1, 2, 3, 4, 8, 6}, xb{5, -1, 7, 3};
    executor.setInput(program->input("a"), xa.data());
    executor.setInput(program->input("b"), xb.data());
    executor.run(state);
    const Numbers mean = bufferValues(state, *program, "n.running_mean"),
                  var = bufferValues(state, *program, "n.running_var");
    QVERIFY(distance(mean, {0.9 * 0.4 + 0.6, 0.9 * 0.4 + 0.1}) < 1e-14);
    QVERIFY(distance(var, {0.9 * (0.1 * 13) + 0.1 * 2, 0.9 * (0.1 * 4) + 0.1 * 8}) < 1e-14);  // both began at 0 here
  }

  // Evaluation takes the running statistics: 10 and 4 give (x - 10) / 2.
  void evaluation() {
    Graph graph;
    const Tensor x = graph.input("x", {2, 1});
    const Tensor y = batchNorm(x, "n", {.training = false, .epsilon = 0, .slope = 0.5});
    const auto program = compile<double>(graph, {.outputs = {y}});
    ProgramStateOf<double> state = program->makeState();
    for (const auto& [name, value] :
         {std::pair{"n.weight", 3.0}, {"n.bias", 1.0}, {"n.running_mean", 10.0}, {"n.running_var", 4.0}})
      state.parameters[program->parameter(name).offset] = value;
    ExecutorOf<double> executor(program);
    const Numbers values{14, 6};
    executor.setInput(program->input("x"), values.data());
    executor.evaluate(state);
    QCOMPARE(executor.output(0)[0], 7.0);
    QCOMPARE(executor.output(0)[1], -2.5);
    QVERIFY(program->parameter("n.weight").start.number == 1 && !program->parameter("n.running_var").trainable);
  }

  // After many steps sigma is the largest singular value; here of a diagonal matrix, sign and scale of u set aside.
  void spectralNormFindsTheLargestSingularValue() {
    Graph graph;
    const Tensor w = graph.parameter("w", {3, 3});
    const Tensor y = spectralNorm(w, "w");
    const auto program = compile<double>(graph, {.outputs = {y}});
    ProgramStateOf<double> state = program->makeState();
    const Numbers matrix{-4, 0, 0, 0, 2, 0, 0, 0, 1};
    std::copy(matrix.begin(), matrix.end(),
              state.parameters.begin() + static_cast<std::ptrdiff_t>(program->parameter("w").offset));
    const size_t u = program->parameter("w_u").offset;
    for (size_t i = 0; i < 3; ++i) state.parameters[u + i] = 1;
    ExecutorOf<double> executor(program);
    for (int i = 0; i < 40; ++i) executor.run(state);
    QVERIFY(std::abs(executor.output(0)[0] + 1) < 1e-12);
  }

  void errors() {
    Graph graph;
    graph.setLayer("norm1");
    const Tensor x = graph.parameter("x", {6, 4}), wrong = graph.parameter("wrong", {3});
    QCOMPARE(errorOf([&] { layerNorm(x, wrong, Tensor()); }),
             "layer norm in norm1: got [6, 4] and [3], expected a scale of as many columns as the input.");
    QCOMPARE(errorOf([&] { normalise(x, Tensor(), Tensor(), 4, 1); }),
             "normalise in norm1: got [6, 4], expected rows in 4 equal segments.");
    QVERIFY(errorOf([&] { normalise(x, Tensor(), Tensor(), 2, 3); }).contains("columns in 3 equal groups"));
    QCOMPARE(errorOf([&] {
               batchNorm(graph.parameter("one", {1, 4}), "bn");
             }),
             "batch norm in bn: got [1, 4], expected more than one value per channel when training.");
  }
};

QTEST_GUILESS_MAIN(TestNormalisation)
#include "tst_normalisation.moc"
