// Random ops: a function of key, step, stream and index only; the words of core/base/rng.h; the moments and
// distributions they promise; dropout's mask, scale and gradient.
#include <QtTest>

#include "core/base/parallel.h"
#include "core/compute/cpu/random_fill.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using gradus::testing::valuesOf;

namespace {

const RandomKey key{0x123456789ABCDEF0ull, 0x100000003ull, 5};

uint32_t wordAt(int64_t draw) {
  const auto words = philox4x32({static_cast<uint32_t>(draw / 4), static_cast<uint32_t>(key.stream),
                                 static_cast<uint32_t>(key.step), static_cast<uint32_t>(key.step >> 32)},
                                {static_cast<uint32_t>(key.key), static_cast<uint32_t>(key.key >> 32)});
  return words[static_cast<size_t>(draw % 4)];
}

double uniformAt(int64_t draw) {
  return (wordAt(draw) >> 8) * 0x1p-24;
}
double normalAt(int64_t draw) {
  const double u = static_cast<double>((static_cast<float>(wordAt(draw / 2 * 2) >> 1) + 0.5f) * 0x1p-31f),
               angle = 2 * std::numbers::pi * uniformAt(draw / 2 * 2 + 1);
  return std::sqrt(-2 * std::log(u)) * (draw % 2 == 0 ? std::cos(angle) : std::sin(angle));
}

// fill(kernels, rows, cols, out, pitch) into a block whose rest must stay as it was; errors against `expected`.
template <typename T, typename Fill>
double worstError(const Kernels<T>& kernels, int64_t rows, int64_t cols, int64_t pitch, double (*expected)(int64_t),
                  Fill fill) {
  std::vector<T> memory(static_cast<size_t>(rows * pitch + 64), T(77));
  fill(kernels, rows, cols, memory.data(), pitch);
  double worst = 0;
  for (size_t i = 0; i < memory.size(); ++i) {
    const auto r = static_cast<int64_t>(i) / pitch, c = static_cast<int64_t>(i) % pitch;
    const bool inside = r < rows && c < cols;
    worst = std::max(worst, std::abs(static_cast<double>(memory[i]) - (inside ? expected(r * cols + c) : 77)));
  }
  return worst;
}

template <typename T>
void checkLevel(const Kernels<T>& kernels, double normalTolerance) {
  const auto uniform = [](const Kernels<T>& k, int64_t r, int64_t c, T* out, int64_t p) {
    fillUniform<T>(k, key, r, c, out, p);
  };
  const auto normal = [](const Kernels<T>& k, int64_t r, int64_t c, T* out, int64_t p) {
    fillStandardNormal<T>(k, key, r, c, out, p);
  };
  const std::vector<std::array<int64_t, 3>> shapes{{1, 1, 16},      {1, 37, 37},      {7, 1, 1},     {5, 7, 16},
                                                   {5, 8, 16},      {3, 64, 64},      {3, 100, 112}, {2, 1030, 1040},
                                                   {40, 999, 1008}, {1, 40000, 40000}};
  for (const auto& [rows, cols, pitch] : shapes) {
    QCOMPARE(worstError<T>(kernels, rows, cols, pitch, uniformAt, uniform), 0.0);
    const double error = worstError<T>(kernels, rows, cols, pitch, normalAt, normal);
    QVERIFY2(error <= normalTolerance, qPrintable(QString::number(error)));
  }
}

// chi^2 over `bins` equally likely bins, in standard deviations from its mean.
double chiSquare(const std::vector<double>& probabilities, size_t bins) {
  std::vector<double> count(bins, 0);
  for (const double p : probabilities)
    count[std::min(bins - 1, static_cast<size_t>(p * static_cast<double>(bins)))] += 1;
  const double expected = static_cast<double>(probabilities.size()) / static_cast<double>(bins);
  double sum = 0;
  for (const double n : count) sum += (n - expected) * (n - expected) / expected;
  const double degrees = static_cast<double>(bins) - 1;
  return (sum - degrees) / std::sqrt(2 * degrees);
}

}  // namespace

class TestRandomFill : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void drawsAreThoseOfPhiloxOnEveryLevel() {
    for (const std::string_view level : availableKernelLevels()) {
      const std::string name(level);
      checkLevel<float>(*kernelsOfLevel<float>(name.c_str()), 3e-6);  // float: of values up to 6.7
      checkLevel<double>(*kernelsOfLevel<double>(name.c_str()), 1e-14);
    }
  }

  void sameBitsForAnyThreadCount() {
    std::vector<std::vector<float>> all;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      const Kernels<float>& kernels = activeKernels<float>();
      std::vector<float> values(3 * 70000, 1);
      fillStandardNormal<float>(kernels, key, 70, 1000, values.data(), 1000);
      fillUniform<float>(kernels, key, 70, 999, values.data() + 70000, 1000);
      applyDropout<float>(kernels, key, 0.4, 70, 999, values.data(), 1000, values.data() + 140000, 1000);
      all.push_back(values);
    }
    QVERIFY(all[1] == all[0] && all[2] == all[0]);
  }

  void distributions() {
    constexpr int64_t n = 400000;
    std::vector<float> uniform(n), normal(n);
    fillUniform<float>(activeKernels<float>(), key, 1, n, uniform.data(), n);
    fillStandardNormal<float>(activeKernels<float>(), key, 1, n, normal.data(), n);
    std::vector<double> u(uniform.begin(), uniform.end()), phi;
    double moments[5] = {}, lag = 0;
    for (int64_t i = 0; i < n; ++i) {
      const double x = normal[static_cast<size_t>(i)];
      phi.push_back(0.5 * std::erfc(-x / std::numbers::sqrt2));
      for (int k = 1; k <= 4; ++k) moments[k] += std::pow(x, k) / n;
      if (i > 0) lag += x * static_cast<double>(normal[static_cast<size_t>(i) - 1]) / n;
    }
    // Five standard errors: of x^k they are sqrt((E x^2k - (E x^k)^2) / n) = sqrt(1, 2, 15, 96) / sqrt(n).
    const double unit = 5 / std::sqrt(static_cast<double>(n));
    QVERIFY(std::abs(moments[1]) < unit);
    QVERIFY(std::abs(moments[2] - 1) < unit * std::sqrt(2));
    QVERIFY(std::abs(moments[3]) < unit * std::sqrt(15));
    QVERIFY(std::abs(moments[4] - 3) < unit * std::sqrt(96));
    QVERIFY(std::abs(lag) < unit);
    QVERIFY(std::abs(chiSquare(u, 1000)) < 5);
    QVERIFY(std::abs(chiSquare(phi, 1000)) < 5);
    u.assign(uniform.begin(), uniform.begin() + 1000);  // the check notices what is not uniform
    QVERIFY(chiSquare(std::vector<double>(1000, 0.5), 100) > 5);
  }

  void keyAndStepChangeRandomNumbers() {
    Graph graph;
    const auto program = compile<float>(graph, {.outputs = {randomUniform(graph, {4})}});
    Executor executor(program);
    ProgramState state = program->makeState();
    std::vector<float> first;
    for (const auto& [number, step] : std::vector<std::pair<uint64_t, uint64_t>>{{1, 0}, {2, 0}, {1, 1}, {1, 0}}) {
      state.step = step;
      executor.evaluate(state, number);
      first.push_back(executor.output(0)[0]);
    }
    QVERIFY(first[0] != first[1] && first[0] != first[2] && first[0] == first[3]);
  }

  void dropoutMasksAndScalesAndItsGradientUsesTheSameMask() {
    for (const Shape& shape : {Shape{30, 64}, Shape{31, 45}, Shape{1500, 1}}) {
      Graph graph;
      const Tensor x = graph.parameter("x", shape), params[] = {x};
      const Tensor y = dropout(x, graph.constant(0.25)), other = dropout(x, graph.constant(0.25));
      const Tensor slope = gradients(sum(y), params)[0];
      const auto program = compile<double>(graph, {.outputs = {y, slope, other}});
      const auto count = static_cast<size_t>(shape.count());
      const std::vector<double> at(count, 3), found = testing::evaluateAll(program, at);
      size_t kept = 0, same = 0;
      for (size_t i = 0; i < count; ++i) {
        QVERIFY(found[i] == 0 || found[i] == 4);
        QVERIFY(found[count + i] == (found[i] == 0 ? 0 : 4 / 3.0));
        kept += found[i] != 0;
        same += (found[i] != 0) == (found[2 * count + i] != 0);
      }
      const double share = static_cast<double>(kept) / static_cast<double>(count);
      QVERIFY(std::abs(share - 0.75) < 5 * std::sqrt(0.75 * 0.25 / static_cast<double>(count)));
      QVERIFY(same < count);  // two dropouts draw masks of their own
    }
  }

  void dropoutOfNothingAndOfEverything() {
    Graph graph;
    const Tensor x = graph.parameter("x", {3, 33}), p = graph.scalar("p");
    const auto program = compile<float>(graph, {.outputs = {dropout(x, p)}});
    Executor executor(program);
    ProgramState state = program->makeState();
    for (float& value : state.parameters) value = 2;
    for (const double probability : {0.0, 1.0}) {
      executor.setScalar(program->scalar("p"), probability);
      executor.evaluate(state, 3);
      for (size_t i = 0; i < 33; ++i) QCOMPARE(executor.output(0)[i], probability == 0 ? 2.0f : 0.0f);
    }
  }
};

QTEST_GUILESS_MAIN(TestRandomFill)
#include "tst_random_fill.moc"
