// Convolutions: values against the sum written out, first and second gradient against central differences, float
// against double, the same bits for any number of threads at every vector level, error texts.
#include <QtTest>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "tests/core/compute/ops/convolution_rows.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

// All three ops and a bias, of computed values so that memory with gaps is used too.
std::vector<Tensor> everyForm(Graph& graph, const Row& row) {
  const Tensor x = graph.parameter("x", row.x), w = graph.parameter("w", row.weight);
  const Tensor y = convolution(x, w, row.how), bias = graph.parameter("b", {y.shape().cols()});
  const Tensor g = graph.parameter("g", y.shape());
  return {y,
          tanh(convolution(tanh(x), tanh(w), row.how, tanh(bias))),
          convolutionInput(g, w, row.x, row.how),
          convolutionInput(tanh(g), tanh(w), row.x, row.how),
          convolutionWeight(x, g, row.weight, row.how),
          convolutionWeight(tanh(x), tanh(g), row.weight, row.how)};
}

}  // namespace

class TestConvolution : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void values_data() { everyRow(); }
  void values() {
    const Row row = current();
    Graph graph;
    const Tensor x = graph.parameter("x", row.x), w = graph.parameter("w", row.weight);
    const Tensor y = convolution(x, w, row.how), g = graph.parameter("g", y.shape());
    const auto vx = numbers(row.x.count(), "x"), vw = numbers(row.weight.count(), "w"),
               vg = numbers(y.shape().count(), "g");
    const auto state = joined(joined(vx, vw), vg);
    std::vector<double> forward(vg.size()), input(vx.size()), weight(vw.size());
    everyTerm(row, y.shape(), [&](size_t ix, size_t iy, size_t iw) {
      forward[iy] += vx[ix] * vw[iw];
      input[ix] += vg[iy] * vw[iw];
      weight[iw] += vg[iy] * vx[ix];
    });
    const auto value = [&](Tensor t) { return evaluateAll(compile<double>(graph, {.outputs = {t}}), state); };
    // Of computed values (negated), which lie in memory with gaps.
    QVERIFY(distance(value(y), forward) <= 1e-13);
    QVERIFY(distance(value(convolution(-x, -w, row.how)), forward) <= 1e-13);
    QVERIFY(distance(value(convolutionInput(g, w, row.x, row.how)), input) <= 1e-13);
    QVERIFY(distance(value(convolutionInput(-g, -w, row.x, row.how)), input) <= 1e-13);
    QVERIFY(distance(value(convolutionWeight(x, g, row.weight, row.how)), weight) <= 1e-13);
    QVERIFY(distance(value(convolutionWeight(-x, -g, row.weight, row.how)), weight) <= 1e-13);
  }

  void gradientsMatchCentralDifferences_data() { everyRow(); }
  void gradientsMatchCentralDifferences() {
    const Row row = current();
    Graph graph;
    const Tensor x = graph.parameter("x", row.x), w = graph.parameter("w", row.weight);
    const Tensor b = graph.parameter("b", {row.weight[0]});
    const Tensor params[] = {x, w, b};
    const auto at =
        joined(joined(numbers(row.x.count(), "x"), numbers(row.weight.count(), "w")), numbers(row.weight[0], "b"));
    const Tensor loss = probe(tanh(convolution(tanh(x), w, row.how, b)), 0.4);
    const std::vector<Tensor> first = gradients(loss, params);
    QVERIFY2(differenceError(loss, first, at) <= 1e-6, "first gradient");
    if (at.size() > 150) return;  // the same rules in smaller rows
    Tensor slope;
    for (size_t i = 0; i < first.size(); ++i) {
      const Tensor part = probe(first[i], 0.9 + static_cast<double>(i));
      slope = slope ? slope + part : part;
    }
    QVERIFY2(differenceError(slope, gradients(slope, params), at) <= 1e-6, "second gradient");
    QVERIFY2(differenceError(slope, gradients(slope, params), at, false) <= 1e-6, "second gradient, unoptimised");
  }

  void transposedGradients() {
    for (const int64_t extra : {0, 1}) {
      Graph graph;
      const Tensor x = graph.parameter("x", {2, 3, 2, 3}), w = graph.parameter("w", {3, 2, 4, 3});
      const Tensor b = graph.parameter("b", {4});
      const auto how = Convolution::square(2, 1, 1, 1);
      const Tensor b2 = slice(b, 0, 0, 2);
      const Tensor y = tanh(convolutionTransposed(x, w, how, {extra, extra}, b2));
      QCOMPARE(y.shape(), (Shape{2, 6 + extra, 3 + extra, 2}));
      const Tensor params[] = {x, w, b}, loss = probe(y, 0.4);
      const auto at = numbers(36 + 72 + 4, "transposed");
      const auto first = gradients(loss, params);
      QVERIFY(differenceError(loss, first, at) <= 1e-6);
      const Tensor slope = probe(first[0], 1.1) + probe(first[1], 2.3);
      QVERIFY(differenceError(slope, gradients(slope, params), at) <= 1e-6);
    }
    Graph graph;  // groups and 1D
    const Tensor x = graph.parameter("x", {2, 4, 4}), w = graph.parameter("w", {4, 3, 3});
    const Tensor y = convolutionTransposed(x, w, Convolution::line(2, 1, 1, 2), {0, 1});
    QCOMPARE(y.shape(), (Shape{2, 8, 6}));
    const Tensor params[] = {x, w}, loss = probe(tanh(y), 0.4);
    QVERIFY(differenceError(loss, gradients(loss, params), numbers(32 + 36, "line")) <= 1e-6);
  }

  void activationInTheKernel() {
    for (const double slope : {0.0, 0.2}) {
      for (const int64_t channels : {1, 3, 20}) {
        Graph graph;
        Convolution how = Convolution::square(1, 1);
        how.slope = slope;
        const Tensor x = graph.parameter("x", {1, 3, 3, 2}), w = graph.parameter("w", {channels, 2, 3, 3});
        const Tensor y = convolution(x, w, how), z = convolution(x, w, Convolution::square(1, 1));
        const auto at = numbers(18 + 18 * channels, "activation");
        const auto value = [&](Tensor t) { return evaluateAll(compile<double>(graph, {.outputs = {t}}), at); };
        QVERIFY(distance(value(y), value(select(z, z, z * slope))) <= 1e-15);
        const Tensor params[] = {x, w}, loss = probe(y * y, 0.4);
        const std::vector<Tensor> first = gradients(loss, params);
        QVERIFY(differenceError(loss, first, at) <= 1e-6);
        const Tensor second = probe(first[0], 1.1) + probe(first[1], 2.3);
        QVERIFY(differenceError(second, gradients(second, params), at) <= 1e-6);
        const Tensor wt = reshape(w, {2, channels, 3, 3});
        const Tensor up = convolutionTransposed(x, wt, how),
                     plain = convolutionTransposed(x, wt, Convolution::square(1, 1));
        QVERIFY(distance(value(up), value(select(plain, plain, plain * slope))) <= 1e-15);
        const Tensor upLoss = probe(up * up, 0.9);
        QVERIFY(differenceError(upLoss, gradients(upLoss, params), at) <= 1e-6);
        // An op with one input behind a convolution runs in its kernel too.
        QVERIFY(distance(value(tanh(z)), value(tanh(z + 0.0))) <= 1e-15);
      }
    }
  }

  void gradientBehindAConvolutionReachesTheUpdate() {
    Graph graph;  // the gradient of x is the negative of a transposed convolution
    const Tensor x = graph.parameter("x", {1, 4, 4, 2}), w = graph.constant(numbers(54, "w"), {3, 2, 3, 3});
    const Tensor loss = probe(convolution(-x, w, Convolution::square(1, 1)), 0.4), params[] = {x};
    const std::vector<Tensor> slope = gradients(loss, params);
    const auto at = numbers(32, "x");
    const auto expected = evaluateAll(compile<double>(graph, {.outputs = slope}), at);
    const auto program = compile<double>(graph, {.outputs = {loss}, .update = UpdateKind::sgd, .gradients = slope});
    ExecutorOf<double> executor(program);
    ProgramStateOf<double> state = program->makeState();
    state.parameters = at;
    executor.run(state);
    QVERIFY(distance({executor.gradients().begin(), executor.gradients().end()}, expected) == 0);
  }

  void emptyBatch() {
    Graph graph;
    const Tensor x = graph.parameter("x", {0, 4, 4, 2}), w = graph.parameter("w", {3, 2, 3, 3});
    const Tensor y = convolution(x, w, Convolution::square(1, 1)), params[] = {w};
    const auto slope = gradients(sum(y), params);
    const auto found = evaluateAll(compile<double>(graph, {.outputs = {sum(y), slope[0]}}), std::vector<double>(54, 1));
    QCOMPARE(found, std::vector<double>(55, 0.0));
  }

  void floatFollowsDouble_data() { everyRow(); }
  void floatFollowsDouble() {
    const Row row = current();
    Graph graph;
    const std::vector<Tensor> outputs = everyForm(graph, row);
    const auto exact = valuesOf<double>(compile<double>(graph, {.outputs = outputs}), 3);
    for (const std::string_view level : availableKernelLevels()) {
      const UseKernelLevel use(level.data());
      QVERIFY(distance(valuesOf<float>(compile<float>(graph, {.outputs = outputs}), 3), exact) <= 1e-5);
      QVERIFY(distance(valuesOf<double>(compile<double>(graph, {.outputs = outputs}), 3), exact) <= 1e-12);
    }
  }

  void sameBitsForAnyThreads() {
    const Row large[] = {{"", {11, 14, 14, 32}, {40, 32, 4, 4}, Convolution::square(2, 1)},
                         {"", {13, 20, 20, 1}, {16, 1, 5, 5}, Convolution::square(1, 2)},
                         {"", {9, 16, 16, 40}, {1, 40, 3, 3}, Convolution::square(1, 1)},
                         {"", {9, 24, 24, 48}, {48, 1, 7, 7}, Convolution::square(1, 3, 1, 48)}};
    for (const Row& row : large) {
      Graph graph;
      const std::vector<Tensor> outputs = everyForm(graph, row);
      for (const std::string_view level : availableKernelLevels()) {
        const UseKernelLevel use(level.data());
        std::vector<double> one;
        for (const int threads : {1, 2, 8}) {
          WorkerPool pool(threads);
          const WorkerPool::Use usePool(pool);
          const auto found = valuesOf<float>(compile<float>(graph, {.outputs = outputs}), 3);
          if (threads == 1) one = found;
          QCOMPARE(found, one);
        }
      }
    }
  }

  void errorsNameWhatDoesNotFit() {
    Graph graph;
    graph.setLayer("conv1");
    const Tensor x = graph.parameter("x", {2, 5, 5, 6}), w = graph.parameter("w", {4, 6, 3, 3});
    QCOMPARE(errorOf([&] {
               convolution(x, graph.parameter("w7", {4, 6, 7, 3}));
             }),
             "convolution in conv1: got [2, 5, 5, 6] and [4, 6, 7, 3], expected a kernel within the padded input: it "
             "spans 7, the input with its padding 5.");
    QCOMPARE(errorOf([&] { convolution(x, w, Convolution::square(1, 0, 1, 2)); }),
             "convolution in conv1: got [2, 5, 5, 6] and [4, 6, 3, 3], expected 12 channels (6 of the weight times 2 "
             "groups), not 6.");
    QVERIFY(errorOf([&] { convolution(x, w, Convolution::square(1, 0, 1, 3)); }).contains("that 3 groups divide"));
    QVERIFY(errorOf([&] { convolution(x, w, Convolution::square(0, 0)); }).contains("stride, dilation and groups"));
    QVERIFY(errorOf([&] { convolution(x, w, Convolution::square(1, -1)); }).contains("not negative"));
    QVERIFY(errorOf([&] { convolution(x, graph.parameter("w3", {4, 6, 3})); }).contains("images [N, H, W, C]"));
    QVERIFY(errorOf([&] { convolution(x, w, {}, graph.parameter("b", {3})); }).contains("one number per channel, [4]"));
    QVERIFY(errorOf([&] { convolutionTransposed(x, w); }).contains("4 channels (first axis of the weight), not 6"));
    const Tensor wt = graph.parameter("wt", {6, 2, 3, 3});
    QVERIFY(errorOf([&] {
              convolutionTransposed(x, wt, Convolution::square(2, 1), {2, 0});
            }).contains("output padding below the stride"));
  }

 private:
  void everyRow() {
    QTest::addColumn<int>("index");
    for (size_t i = 0; i < rows().size(); ++i) QTest::newRow(rows()[i].name) << static_cast<int>(i);
  }
  Row current() {
    const int index = *static_cast<const int*>(QTest::qData("index", QMetaType::Int));
    return rows()[static_cast<size_t>(index)];
  }
};

QTEST_GUILESS_MAIN(TestConvolution)
#include "tst_convolution.moc"
