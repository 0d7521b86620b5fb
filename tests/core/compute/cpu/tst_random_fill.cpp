// Random ops: a function of key, step, stream and index only, with the moments they promise.
#include <QtTest>

#include "core/compute/cpu/kernels/kernels.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using gradus::testing::valuesOf;

class TestRandomFill : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void randomNumbersAreTheSameOnEveryLevel() {
    Graph graph;
    const Tensor uniform = randomUniform(graph, {5, 7}), normal = randomNormal(graph, {40, 50});
    std::vector<std::vector<double>> all;
    for (const std::string_view level : availableKernelLevels()) {
      const std::string name(level);
      const UseKernelLevel use(name.c_str());
      all.push_back(valuesOf<float>(compile<float>(graph, {.outputs = {uniform, normal}}), 1));
    }
    for (const auto& values : all) QVERIFY(values == all[0]);
    double mean = 0, square = 0;
    for (size_t i = 35; i < all[0].size(); ++i) mean += all[0][i] / 2000, square += all[0][i] * all[0][i] / 2000;
    QVERIFY(std::abs(mean) < 4 / std::sqrt(2000.0));  // four standard errors
    QVERIFY(std::abs(square - 1) < 4 * std::sqrt(2 / 2000.0));
    for (size_t i = 0; i < 35; ++i) QVERIFY(all[0][i] >= 0 && all[0][i] < 1);
  }

  void keyAndStepChangeRandomNumbers() {
    Graph graph;
    const auto program = compile<float>(graph, {.outputs = {randomUniform(graph, {4})}});
    Executor executor(program);
    ProgramState state = program->makeState();
    std::vector<float> first;
    for (const auto& [key, step] : std::vector<std::pair<uint64_t, uint64_t>>{{1, 0}, {2, 0}, {1, 1}, {1, 0}}) {
      state.step = step;
      executor.evaluate(state, key);
      first.push_back(executor.output(0)[0]);
    }
    QVERIFY(first[0] != first[1] && first[0] != first[2] && first[0] == first[3]);
  }
};

QTEST_GUILESS_MAIN(TestRandomFill)
#include "tst_random_fill.moc"
