// Pooling and resizing: values against plain loops, first and second gradient against central differences, float
// against double at every vector level, the same bits for any number of threads, ties, error texts.
#include <QtTest>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/ops/pooling.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using gradus::testing::differenceError;
using gradus::testing::evaluateAll;
using gradus::testing::probe;
using gradus::testing::valuesOf;

namespace {

struct Row {
  const char* name;
  Shape x;
  Pooling how;
};

std::vector<Row> rows() {
  return {
      {"2x2", {2, 4, 6, 3}, Pooling::square(2, 2)},
      {"2x2 odd", {1, 5, 7, 17}, Pooling::square(2, 2)},
      {"3x3 overlapping, padded", {2, 5, 4, 3}, Pooling::square(3, 2, 1)},
      {"stride beyond the window", {1, 7, 5, 2}, Pooling::square(2, 3)},
      {"1x1", {1, 3, 2, 2}, Pooling::square(1, 1)},
      {"one channel", {2, 4, 4, 1}, Pooling::square(2, 1)},
      {"single pixel", {1, 1, 1, 1}, Pooling::square(1, 1)},
      {"whole image", {3, 3, 4, 5}, {{3, 4}, {1, 1}, {0, 0}}},
      {"uneven", {1, 5, 6, 4}, {{3, 2}, {1, 3}, {1, 0}, false}},
      {"padding not counted", {1, 4, 5, 3}, {{2, 3}, {2, 2}, {1, 1}, false}},
      {"1D", {2, 9, 3}, Pooling::line(3, 2, 1)},
      {"1D pairs", {1, 6, 2}, Pooling::line(2, 2)},
  };
}

// Different everywhere, neighbours apart by more than the steps of the difference quotients.
std::vector<double> apart(int64_t count) {
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i * 37 % 101) / 50 - 1);
  return values;
}

Shape as4(const Shape& s) {
  return s.rank() == 4 ? s : Shape{s[0], 1, s[1], s[2]};
}

// visit(window, its first largest pixel's index, mean) in row-major order of the windows.
template <typename Visit>
void everyWindow(const Row& row, const std::vector<double>& x, const Shape& windows, Visit visit) {
  const Shape from = as4(row.x), to = as4(windows);
  const bool image = row.x.rank() == 4;
  size_t window = 0;
  for (int64_t n = 0; n < to[0]; ++n) {
    for (int64_t i = 0; i < to[1]; ++i) {
      for (int64_t j = 0; j < to[2]; ++j) {
        for (int64_t c = 0; c < to[3]; ++c) {
          int64_t best = -1, inside = 0;
          double sum = 0;
          const int64_t tall = image ? row.how.kernel[0] : 1;
          for (int64_t u = 0; u < tall; ++u) {
            for (int64_t v = 0; v < row.how.kernel[1]; ++v) {
              const int64_t y = image ? i * row.how.stride[0] + u - row.how.padding[0] : 0;
              const int64_t z = j * row.how.stride[1] + v - row.how.padding[1];
              if (y < 0 || z < 0 || y >= from[1] || z >= from[2]) continue;
              const int64_t at = ((n * from[1] + y) * from[2] + z) * from[3] + c;
              if (best < 0 || x[static_cast<size_t>(at)] > x[static_cast<size_t>(best)]) best = at;
              sum += x[static_cast<size_t>(at)];
              ++inside;
            }
          }
          const int64_t divisor = row.how.countPadding ? tall * row.how.kernel[1] : inside;
          visit(window++, static_cast<size_t>(best), sum / static_cast<double>(divisor));
        }
      }
    }
  }
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const double d = std::abs(a[i] - b[i]) / (1 + std::abs(b[i]));
    worst = std::isfinite(d) ? std::max(worst, d) : INFINITY;
  }
  return worst;
}

QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

std::vector<Tensor> everyForm(Graph& graph, const Row& row) {
  const Tensor x = graph.parameter("x", row.x), h = graph.parameter("h", row.x);
  const Tensor y = maxPool(x, row.how), g = graph.parameter("g", y.shape());
  const Tensor larger = resize(x, ResizeKind::bilinear, row.x.rank() == 4 ? 7 : 1, 5);
  const Tensor nearest = resize(-x, ResizeKind::nearest, row.x.rank() == 4 ? 7 : 1, 5);
  return {y,
          maxPool(-x, row.how),
          maxPoolScatter(x, g, row.how),
          maxPoolScatter(-x, -g, row.how),
          maxPoolGather(-x, -h, row.how),
          averagePool(x, row.how),
          averagePool(-x, row.how),
          averagePoolInput(g, row.x, row.how),
          averagePoolInput(-g, row.x, row.how),
          larger,
          nearest,
          resizeInput(larger, ResizeKind::bilinear, row.x),
          resizeInput(nearest, ResizeKind::nearest, row.x),
          channelsFirst(-x),
          channelsLast(channelsFirst(x), row.x)};
}

}  // namespace

class TestPooling : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void values() {
    for (const Row& row : rows()) {
      Graph graph;
      const Tensor x = graph.parameter("x", row.x);
      const Tensor y = maxPool(x, row.how), mean = averagePool(x, row.how);
      const auto vx = apart(row.x.count());
      std::vector<double> largest, average, scattered(vx.size());
      everyWindow(row, vx, y.shape(), [&](size_t window, size_t best, double middle) {
        largest.push_back(vx[best]);
        average.push_back(middle);
        scattered[best] += static_cast<double>(window) + 1;
      });
      std::vector<double> counting;
      for (size_t i = 0; i < largest.size(); ++i) counting.push_back(static_cast<double>(i) + 1);
      const Tensor g = graph.constant(counting, y.shape());
      const auto value = [&](Tensor t) { return evaluateAll(compile<double>(graph, {.outputs = {t}}), vx); };
      QVERIFY2(value(y) == largest, row.name);
      QVERIFY2(value(maxPool(x + 0.0, row.how)) == largest, row.name);
      QVERIFY2(distance(value(mean), average) <= 1e-14, row.name);
      QVERIFY2(value(maxPoolScatter(x, g, row.how)) == scattered, row.name);
      QVERIFY2(distance(value(averagePool(-x, row.how)), value(-mean)) <= 1e-15, row.name);
    }
  }

  void gradientsMatchCentralDifferences() {
    for (const Row& row : rows()) {
      for (const bool largest : {true, false}) {
        Graph graph;
        const Tensor x = graph.parameter("x", row.x), params[] = {x};
        const Tensor y = largest ? maxPool(tanh(x), row.how) : averagePool(tanh(x), row.how);
        const Tensor loss = probe(y * y, 0.4);
        const std::vector<Tensor> first = gradients(loss, params);
        const auto at = apart(row.x.count());
        QVERIFY2(differenceError(loss, first, at) <= 1e-6, row.name);
        const Tensor slope = probe(first[0], 1.3);
        QVERIFY2(differenceError(slope, gradients(slope, params), at) <= 1e-6, row.name);
        if (row.x.count() < 60) QVERIFY2(differenceError(slope, gradients(slope, params), at, false) <= 1e-6, row.name);
      }
    }
  }

  void resizes() {
    struct {
      Shape x;
      int64_t height, width;
    } const cases[] = {{{2, 3, 2, 3}, 6, 4},  {{1, 3, 4, 1}, 5, 7}, {{1, 1, 1, 2}, 3, 3},
                       {{1, 5, 4, 17}, 2, 3}, {{2, 4, 3}, 1, 9},    {{1, 4, 4, 2}, 4, 4}};
    for (const auto& [shape, height, width] : cases) {
      for (const ResizeKind kind : {ResizeKind::nearest, ResizeKind::bilinear}) {
        Graph graph;
        const Tensor x = graph.parameter("x", shape), params[] = {x};
        const Tensor y = resize(tanh(x), kind, height, width), loss = probe(y * y, 0.4);
        const std::vector<Tensor> first = gradients(loss, params);
        const auto at = apart(shape.count());
        QVERIFY2(differenceError(loss, first, at) <= 1e-6, shape.str().c_str());
        const Tensor slope = probe(first[0], 1.3);
        QVERIFY2(differenceError(slope, gradients(slope, params), at) <= 1e-6, shape.str().c_str());
      }
    }
    Graph graph;
    const Tensor x = graph.constant({1, 2, 4}, {1, 3, 1});
    const auto value = [&](ResizeKind kind) {
      return evaluateAll(compile<double>(graph, {.outputs = {resize(x, kind, 1, 6)}}), {});
    };
    QCOMPARE(value(ResizeKind::nearest), (std::vector<double>{1, 1, 2, 2, 4, 4}));
    QCOMPARE(value(ResizeKind::bilinear), (std::vector<double>{1, 1.25, 1.75, 2.5, 3.5, 4}));
  }

  void gradientGoesToTheFirstOfEqualLargest() {
    Graph graph;
    const Tensor x = graph.parameter("x", {1, 2, 2, 1}), params[] = {x};
    const Tensor slope = gradients(sum(maxPool(x, Pooling::square(2, 2))), params)[0];
    QCOMPARE(evaluateAll(compile<double>(graph, {.outputs = {slope}}), {1, 3, 3, 2}),
             (std::vector<double>{0, 1, 0, 0}));
    const auto undefined =
        evaluateAll(compile<double>(graph, {.outputs = {maxPool(x, Pooling::square(2, 2))}}), {1, NAN, 3, 2});
    QVERIFY(std::isnan(undefined[0]));
  }

  void reluBeforePoolingKeepsItsGradient() {
    Graph graph;  // the compiler joins the two gradients
    const Tensor x = graph.parameter("x", {2, 4, 4, 3}), params[] = {x};
    const Tensor loss = probe(square(maxPool(relu(x + 0.01), Pooling::square(2, 2))), 0.3);  // away from the kink
    const std::vector<Tensor> first = gradients(loss, params);
    const auto at = apart(96);
    QVERIFY(differenceError(loss, first, at) <= 1e-6);
    const auto joined = evaluateAll(compile<double>(graph, {.outputs = first}), at);
    QVERIFY(distance(joined, evaluateAll(compile<double>(graph, {.outputs = first, .optimise = false}), at)) == 0);
  }

  void layouts() {
    for (const Shape& shape : {Shape{2, 3, 4, 5}, Shape{1, 7, 7, 20}, Shape{3, 2, 2, 1}, Shape{2, 5, 3}}) {
      Graph graph;
      const Tensor x = graph.parameter("x", shape), rows = channelsFirst(x);
      const auto at = apart(shape.count());
      std::vector<double> expected;
      const int64_t pixels = shape.rows() / shape[0], channels = shape.cols();
      for (int64_t n = 0; n < shape[0]; ++n) {
        for (int64_t c = 0; c < channels; ++c) {
          for (int64_t p = 0; p < pixels; ++p)
            expected.push_back(at[static_cast<size_t>((n * pixels + p) * channels + c)]);
        }
      }
      const auto value = [&](Tensor t) { return evaluateAll(compile<double>(graph, {.outputs = {t}}), at); };
      QCOMPARE(value(rows), expected);
      QCOMPARE(value(channelsFirst(x + 0.0)), expected);
      QCOMPARE(value(channelsLast(rows, shape)), at);
      const Tensor params[] = {x}, loss = probe(square(rows), 0.4) + probe(square(channelsLast(rows * 2, shape)), 0.7);
      QVERIFY(differenceError(loss, gradients(loss, params), at) <= 1e-6);
      const Tensor slope = probe(gradients(loss, params)[0], 1.3);
      QVERIFY(differenceError(slope, gradients(slope, params), at) <= 1e-6);
    }
  }

  void emptyBatch() {
    Graph graph;
    const Tensor x = graph.parameter("x", {0, 4, 4, 2}), params[] = {x};
    const Tensor loss = sum(maxPool(x, Pooling::square(2, 2))) + sum(averagePool(x, Pooling::square(2, 2))) +
                        sum(resize(x, ResizeKind::bilinear, 8, 8));
    QCOMPARE(evaluateAll(compile<double>(graph, {.outputs = {loss, gradients(loss, params)[0]}}), {}),
             (std::vector<double>{0}));
  }

  void everyLevelAndAnyThreads() {
    std::vector<Row> all = rows();
    all.push_back({"large", {9, 16, 16, 32}, Pooling::square(2, 2)});
    all.push_back({"large, overlapping", {9, 15, 16, 20}, Pooling::square(3, 2, 1)});
    for (const Row& row : all) {
      Graph graph;
      const std::vector<Tensor> outputs = everyForm(graph, row);
      const auto exact = valuesOf<double>(compile<double>(graph, {.outputs = outputs}), 3);
      for (const std::string_view level : availableKernelLevels()) {
        const UseKernelLevel use(level.data());
        std::vector<double> one;
        for (const int threads : {1, 2, 8}) {
          WorkerPool pool(threads);
          const WorkerPool::Use usePool(pool);
          const auto found = valuesOf<float>(compile<float>(graph, {.outputs = outputs}), 3);
          if (threads == 1) one = found;
          QVERIFY2(found == one, row.name);
        }
        QVERIFY2(distance(one, exact) <= 1e-5, row.name);
        QVERIFY2(distance(valuesOf<double>(compile<double>(graph, {.outputs = outputs}), 3), exact) <= 1e-14, row.name);
      }
    }
  }

  void errorsNameWhatDoesNotFit() {
    Graph graph;
    graph.setLayer("pool1");
    const Tensor x = graph.parameter("x", {2, 3, 3, 6}), flat = graph.parameter("m", {2, 3});
    QCOMPARE(errorOf([&] { maxPool(x, Pooling::square(4, 2)); }),
             "max pooling in pool1: got [2, 3, 3, 6], expected a window within the padded input: it spans 4, the input "
             "with its padding 3.");
    QCOMPARE(errorOf([&] { maxPool(x, Pooling::square(2, 2, 2)); }),
             "max pooling in pool1: got [2, 3, 3, 6], expected padding of at most half the window of 2, not 2.");
    QVERIFY(errorOf([&] { averagePool(x, Pooling::square(2, 0)); }).contains("stride of at least 1"));
    QVERIFY(errorOf([&] { averagePool(flat, Pooling::square(2, 2)); }).contains("images [N, H, W, C]"));
    QVERIFY(errorOf([&] { resize(x, ResizeKind::nearest, 0, 4); }).contains("a height and a width"));
    QVERIFY(errorOf([&] { maxPoolGather(x, flat, Pooling::square(2, 2)); }).contains("values of shape [2, 3, 3, 6]"));
  }
};

QTEST_GUILESS_MAIN(TestPooling)
#include "tst_pooling.moc"
