// Training steps: parts equal the whole batch, groups, freezing, clipping, numerical events, determinism.
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/compute/ops/ops.h"
#include "core/nn/activation.h"
#include "core/nn/clipping.h"
#include "core/nn/layers/linear.h"
#include "core/nn/losses/regression.h"
#include "core/nn/training.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;

namespace {

Training small(Graph& graph, int64_t batch) {
  const Tensor x = graph.input("x", {batch, 3}), y = graph.input("y", {batch, 2});
  const Tensor h = relu(linear(x, "body", 6));
  return {mseLoss(linear(h, "head", 2), y), {h}};
}

/// Twelve rows of data.
struct Data {
  std::vector<double> x, y;
  std::vector<BatchInput<double>> inputs;
  Data() {
    Rng rng(4);
    for (int i = 0; i < 36; ++i) x.push_back(rng.normal());
    for (int i = 0; i < 24; ++i) y.push_back(rng.normal());
  }
  BatchOf<double> rows(size_t begin, size_t count) {
    inputs.push_back({"x", &x[3 * begin]});
    inputs.push_back({"y", &y[2 * begin]});
    return {static_cast<int64_t>(count), {inputs.data() + inputs.size() - 2, 2}};
  }
};

using State = ProgramStateOf<double>;

double difference(const State& a, const State& b) {
  double worst = 0;
  for (size_t i = 0; i < a.parameters.size(); ++i) worst = std::max(worst, std::abs(a.parameters[i] - b.parameters[i]));
  for (size_t i = 0; i < a.moments.size(); ++i) worst = std::max(worst, std::abs(a.moments[i] - b.moments[i]));
  return worst;
}

TrainingSettings settingsOf(OptimiserKind kind, double rate) {
  TrainingSettings settings{.optimiser = defaultOptimiser(kind)};
  settings.optimiser.learningRate = rate;
  return settings;
}

}  // namespace

class TestTraining : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void partsEqualTheWholeBatch_data() {
    QTest::addColumn<bool>("groups");
    QTest::newRow("one group") << false;
    QTest::newRow("two groups") << true;
  }
  void partsEqualTheWholeBatch() {
    QFETCH(bool, groups);
    TrainerParams params{.optimiser = OptimiserKind::adam};
    if (groups) params.groups = {{{"head."}, OptimiserKind::momentum}};
    TrainerOf<double> trainer(params, small);
    Data data;
    data.inputs.reserve(16);
    const BatchOf<double> whole = data.rows(0, 12);
    const BatchOf<double> parts[] = {data.rows(0, 5), data.rows(5, 4), data.rows(9, 3)};
    TrainingSettings settings[] = {settingsOf(OptimiserKind::adam, 0.05), settingsOf(OptimiserKind::momentum, 0.1)};
    settings[0].clipNorm = 0.5;
    State a = trainer.init(Rng(1)), b = a;
    for (int i = 0; i < 20; ++i) {
      const TrainingInfo one = trainer.step(a, whole, settings), many = trainer.stepOfParts(b, parts, settings);
      QVERIFY(std::abs(one.loss - many.loss) < 1e-12 && std::abs(one.gradientNorm - many.gradientNorm) < 1e-11);
      QVERIFY(one.finite() && many.finite());
    }
    QVERIFY2(difference(a, b) < 1e-10, qPrintable(QString::number(difference(a, b))));
    QCOMPARE(a.step, uint64_t{20});
    QCOMPARE(b.step, uint64_t{20});
  }
  void trainingLowersTheLoss() {
    TrainerOf<double> trainer({.optimiser = OptimiserKind::adam}, small);
    Data data;
    data.inputs.reserve(2);
    const BatchOf<double> batch = data.rows(0, 12);
    State state = trainer.init(Rng(2));
    const double first = trainer.step(state, batch, settingsOf(OptimiserKind::adam, 0.02)).loss;
    double last = first;
    for (int i = 0; i < 300; ++i) last = trainer.step(state, batch, settingsOf(OptimiserKind::adam, 0.02)).loss;
    QVERIFY2(last < 0.3 * first, qPrintable(QString::number(last / first)));
  }
  void groupsAndFreezing() {
    TrainerOf<double> trainer({.groups = {{{"head."}, OptimiserKind::sgd}}, .frozen = {"body.bias"}}, small);
    Data data;
    data.inputs.reserve(2);
    const BatchOf<double> batch = data.rows(0, 12);
    State state = trainer.init(Rng(3));
    const State before = state;
    const TrainingSettings settings[] = {settingsOf(OptimiserKind::sgd, 0), settingsOf(OptimiserKind::sgd, 0.1)};
    trainer.step(state, batch, settings);
    std::vector<double> gradient(trainer.model().count());
    trainer.gradient(before, batch, gradient);
    for (const ParameterInfo& info : trainer.model().parameters()) {
      const bool moves = info.name.starts_with("head.");
      for (size_t i = info.offset; i < info.offset + info.count; ++i) {
        const double rate = moves ? 0.1 : 0;
        QVERIFY(std::abs(state.parameters[i] - (before.parameters[i] - rate * gradient[i])) < 1e-15);
        if (info.name == "body.bias") QCOMPARE(gradient[i], 0.0);
      }
    }
    QVERIFY_THROWS_EXCEPTION(UserError, TrainerOf<double>({.frozen = {"tail"}}, small));
    QVERIFY_THROWS_EXCEPTION(UserError, TrainerOf<double>({.groups = {{{"tail"}}}}, small));
    QVERIFY_THROWS_EXCEPTION(UserError, trainer.programFor(0));
    TrainerOf<double> growing({}, [](Graph& graph, int64_t batch) {
      return Training{sum(graph.parameter("w", {batch}) * graph.input("x", {batch})), {}};
    });
    QVERIFY_THROWS_EXCEPTION(UserError, growing.programFor(2));
  }
  void clippingByNormAndByValue() {
    TrainerOf<double> trainer({}, small);
    Data data;
    data.inputs.reserve(2);
    const BatchOf<double> batch = data.rows(0, 12);
    const State start = trainer.init(Rng(5));
    std::vector<double> gradient(trainer.model().count());
    trainer.gradient(start, batch, gradient);
    double squares = 0;
    for (const double g : gradient) squares += g * g;
    const double norm = std::sqrt(squares);
    TrainingSettings settings = settingsOf(OptimiserKind::sgd, 1);
    settings.clipNorm = norm / 3;
    State state = start;
    const TrainingInfo info = trainer.step(state, batch, settings);
    QVERIFY(std::abs(info.gradientNorm - norm) < 1e-12);
    for (size_t i = 0; i < gradient.size(); ++i)
      QVERIFY(std::abs(start.parameters[i] - state.parameters[i] - gradient[i] / 3) < 1e-6);
    settings = settingsOf(OptimiserKind::sgd, 1);
    settings.clipValue = 0.1;
    state = start;
    trainer.step(state, batch, settings);
    for (size_t i = 0; i < gradient.size(); ++i)
      QVERIFY(std::abs(start.parameters[i] - state.parameters[i] - std::clamp(gradient[i], -0.1, 0.1)) < 1e-15);
  }
  void clippingInTheGraphHasDerivatives() {
    Graph graph;
    const Tensor a = graph.parameter("a", {3}), b = graph.parameter("b", {2, 2});
    const Tensor both[] = {a, b};
    const std::vector<Tensor> clipped = clipByGlobalNorm(both, globalNorm(both), graph.constant(0.8));
    const Tensor loss = gradus::testing::probe(square(clipped[0]), 0.1) + gradus::testing::probe(clipped[1], 0.3);
    std::vector<double> at{0.5, -1, 2, 0.3, 0.1, -0.7, 1.1};
    QVERIFY(gradus::testing::differenceError(loss, gradients(loss, both), at) < 1e-6);
    for (double& x : at) x *= 0.1;  // inside: unchanged
    const auto values = gradus::testing::evaluateAll(compile<double>(graph, {.outputs = {clipped[0]}}), at);
    for (size_t i = 0; i < 3; ++i) QCOMPARE(values[i], at[i]);
  }
  void numericalEventsAreFlags() {
    TrainerOf<double> trainer({.watchDeadUnits = true}, small);
    Data data;
    data.inputs.reserve(4);
    const BatchOf<double> batch = data.rows(0, 12);
    State state = trainer.init(Rng(6));
    const ParameterInfo& bias = trainer.model().parameter("body.bias");
    for (size_t i = 0; i < 3; ++i) state.parameters[bias.offset + i] = -100;  // three of six never fire
    QCOMPARE(trainer.step(state, batch, settingsOf(OptimiserKind::sgd, 0)).deadUnits, 0.5);
    data.y[1] = INFINITY;
    const State before = state;
    const TrainingInfo info = trainer.step(state, batch, settingsOf(OptimiserKind::sgd, 0.1));
    QVERIFY(!info.finiteLoss && !info.finite());
    QVERIFY(state == before);
    const TrainingSettings settings = settingsOf(OptimiserKind::sgd, 0.1);
    const BatchOf<double> parts[] = {data.rows(0, 12)};
    QVERIFY(!trainer.stepOfParts(state, parts, {&settings, 1}).finite());
    QVERIFY(state == before);
  }
  void liveScalarsReachEveryProgram() {
    TrainerOf<double> trainer({}, [](Graph& graph, int64_t batch) {
      const Tensor x = graph.input("x", {batch, 1});
      return Training{mean(x * graph.parameter("w", {1}) * graph.scalar("factor", 1)), {}};
    });
    const std::vector<double> x{1, 1, 1};
    const BatchInput<double> inputs[] = {{"x", x.data()}};
    State state = trainer.init(Rng(1));
    std::vector<double> gradient(1);
    for (const double factor : {2.0, -3.0}) {
      trainer.setScalar("factor", factor);
      for (const int64_t batch : {1, 3, 2}) {
        trainer.gradient(state, {batch, inputs}, gradient);
        QCOMPARE(gradient[0], factor);
        const double before = state.parameters[0];
        trainer.step(state, {batch, inputs}, settingsOf(OptimiserKind::sgd, 1));
        QVERIFY(std::abs(before - factor - state.parameters[0]) < 1e-14);
      }
    }
  }
  void sameBitsForAnyNumberOfThreadsAndForCopies() {
    Data data;
    data.inputs.reserve(8);
    std::vector<State> results;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      TrainerOf<double> trainer({.optimiser = OptimiserKind::radam}, small);
      data.inputs.clear();
      const BatchOf<double> batch = data.rows(0, 12);
      State state = trainer.init(Rng(8));
      for (int i = 0; i < 5; ++i) trainer.step(state, batch, settingsOf(OptimiserKind::radam, 0.01));
      TrainerOf<double> copy(trainer);
      for (int i = 0; i < 5; ++i) copy.step(state, batch, settingsOf(OptimiserKind::radam, 0.01));
      results.push_back(state);
    }
    QVERIFY(results[0] == results[1] && results[0] == results[2]);
  }
};

QTEST_GUILESS_MAIN(TestTraining)
#include "tst_training.moc"
