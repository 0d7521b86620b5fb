// Properties of compiled programs: optimised = unoptimised, same bits for any thread count at every vector level, no
// allocation per step, live scalars, numerical events.
#include <QtTest>

#include <atomic>
#include <bit>
#include <cstdlib>
#include <limits>
#include <new>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/compute/cpu/instructions.h"
#include "core/nn/mlp_graph.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;

namespace {
std::atomic<long> allocations{0};
}  // namespace

// Counts every allocation of the process.
void* operator new(size_t size) {
  ++allocations;
  if (void* p = std::malloc(size)) return p;
  throw std::bad_alloc();
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, size_t) noexcept {
  std::free(p);
}

namespace {

// A random graph over matrices [rows, cols], its gradients as further outputs.
std::vector<Tensor> randomOutputs(Graph& graph, Rng& rng) {
  const int64_t rows = 1 + static_cast<int64_t>(rng.below(20)), cols = 1 + static_cast<int64_t>(rng.below(40));
  const std::vector<Tensor> params{graph.parameter("a", {rows, cols}), graph.parameter("b", {rows, cols}),
                                   graph.parameter("c", {rows, 1}),    graph.parameter("d", {1, cols}),
                                   graph.parameter("e", {cols, cols}), graph.parameter("f", {})};
  std::vector<Tensor> full{params[0], params[1]};
  for (int i = 0; i < 14; ++i) {
    const Tensor x = full[rng.below(full.size())], y = full[rng.below(full.size())];
    switch (rng.below(12)) {
      case 0:
        full.push_back(x + y);
        break;
      case 1:
        full.push_back(x * y);
        break;
      case 2:
        full.push_back(tanh(x - y));
        break;
      case 3:
        full.push_back(sigmoid(x + params[2]));
        break;
      case 4:
        full.push_back(sin(x * params[3]));
        break;
      case 5:
        full.push_back(x * params[5] + 1);
        break;
      case 6:
        full.push_back(tanh(matmul(x, params[4]) * 0.3));
        break;
      case 7:
        full.push_back(x / (1 + exp(y * 0.1)));
        break;
      case 8:
        full.push_back(x - logSumExpOver(y, 0));
        break;
      case 9:
        full.push_back(relu(x) * 0.5 + sumOver(y, 1) * 0.1);
        break;
      case 10:
        full.push_back(transpose(matmul(params[4], transpose(tanh(x)), true)));
        break;
      default:
        full.push_back(square(x) * 0.2 - abs(y) * 1.0 + 0.0);
        break;
    }
  }
  const Tensor loss = mean(tanh(full.back()) * full[full.size() / 2]);
  std::vector<Tensor> outputs{loss, full.back()};
  for (const Tensor gradient : gradients(loss, params)) outputs.push_back(gradient);
  return outputs;
}

template <typename T>
double largestDifference(uint64_t seed, size_t& fewer) {
  Graph graph;
  Rng rng(seed, "graph");
  const std::vector<Tensor> outputs = randomOutputs(graph, rng);
  const auto fast = compile<T>(graph, {.outputs = outputs}),
             plain = compile<T>(graph, {.outputs = outputs, .optimise = false});
  fewer += plain->info().instructions - fast->info().instructions;
  const std::vector<double> a = testing::valuesOf<T>(fast, seed), b = testing::valuesOf<T>(plain, seed);
  double worst = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]) / (1 + std::abs(b[i])));
  return worst;
}

struct Problem {
  Mlp mlp;
  MlpBatch batch;
  std::vector<float> x, target, time;
  TrainingSettings settings;

  Problem(MlpParams params, int size) : mlp(params) {
    Rng rng(5, "problem");
    const auto n = static_cast<size_t>(size);
    for (size_t i = 0; i < n * static_cast<size_t>(params.inputs); ++i) x.push_back(static_cast<float>(rng.normal()));
    for (size_t i = 0; i < n * static_cast<size_t>(params.outputs); ++i)
      target.push_back(static_cast<float>(rng.uniform(-1, 1)));
    for (size_t i = 0; i < n; ++i) time.push_back(static_cast<float>(rng.below(1000)));
    batch = {size, x.data(), target.data(), time.data()};
    settings.optimiser.kind = params.optimiser;
    settings.optimiser.learningRate = 0.003;
  }
  MlpState train(int steps) {
    MlpState state = mlp.init(Rng(2, "weights"));
    MlpTrainer trainer(mlp);
    for (int i = 0; i < steps; ++i) {
      Rng rng(2, "step", static_cast<uint64_t>(i));
      trainer.step(state, batch, settings, rng);
    }
    return state;
  }
};

MlpParams wideDenoiser() {
  return {.inputs = 2,
          .hidden = {160, 160},
          .outputs = 2,
          .activation = Activation::silu,
          .loss = LossKind::mse,
          .optimiser = OptimiserKind::adam,
          .timeFrequencies = 8};
}

}  // namespace

class TestProgram : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void optimisedEqualsUnoptimised() {
    size_t fewer = 0;
    for (uint64_t seed = 0; seed < 60; ++seed) {
      // Only the order of additions in products differs: a few roundings per element.
      QVERIFY2(largestDifference<double>(seed, fewer) <= 1e-12, qPrintable(QString::number(seed)));
      QVERIFY2(largestDifference<float>(seed, fewer) <= 2e-4, qPrintable(QString::number(seed)));
    }
    QVERIFY(fewer > 60 * 20);  // and it does fuse
  }

  void fusedTrainingStepEqualsUnfused() {
    const MlpParams params{.inputs = 2, .hidden = {8, 8}, .outputs = 1, .outputActivation = Activation::tanh};
    const auto fast = compileTrainingStep<double>(params, 10), plain = compileTrainingStep<double>(params, 10, false);
    QVERIFY2(fast->info().instructions <= 18, qPrintable(QString::number(fast->info().instructions)));
    QVERIFY(2 * plain->info().instructions > 3 * fast->info().instructions);
    const bool lanes = std::any_of(
        fast->body().instructions.begin(), fast->body().instructions.end(),
        [](const Instruction& i) { return i.kind == InstructionKind::lanes && i.activation == Micro::tanh; });
    QVERIFY(lanes);  // product, bias and tanh are one kernel
    Rng rng(1, "data");
    std::vector<double> x(20), y(10);
    for (double& v : x) v = rng.normal();
    for (double& v : y) v = rng.uniform(-1, 1);
    std::vector<ProgramStateOf<double>> states;
    for (const auto& program : {fast, plain}) {
      ExecutorOf<double> executor(program);
      ProgramStateOf<double> state = Mlp(params).initAs<double>(Rng(3, "weights"));
      executor.setInput(program->input("x"), x.data());
      executor.setInput(program->input("target"), y.data());
      executor.setScalar(program->scalar("learning_rate"), 0.1);
      for (int i = 0; i < 100; ++i) executor.run(state);
      states.push_back(state);
    }
    for (size_t i = 0; i < states[0].parameters.size(); ++i)
      QVERIFY(std::abs(states[0].parameters[i] - states[1].parameters[i]) <= 1e-12);
  }

  void sameBitsForAnyThreadCount() {
    for (const std::string_view level : availableKernelLevels()) {
      const std::string name(level);
      const UseKernelLevel use(name.c_str());
      std::vector<uint64_t> hashes;
      for (const int threads : {1, 2, 8}) {
        WorkerPool pool(threads);
        const WorkerPool::Use current(pool);
        Problem wide(wideDenoiser(), 256);
        Problem small({.hidden = {8, 8}, .dropout = true}, 10);
        small.settings.dropout = 0.3;
        hashes.push_back(hashOf(wide.train(12)) ^ hashOf(small.train(50)));
      }
      QCOMPARE(hashes[1], hashes[0]);
      QCOMPARE(hashes[2], hashes[0]);
    }
  }

  void stepsDoNotAllocate() {
    for (const int threads : {1, 2}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      Problem problem(wideDenoiser(), 256);
      MlpState state = problem.mlp.init(Rng(2));
      MlpTrainer trainer(problem.mlp);
      for (int i = 0; i < 3; ++i) trainer.step(state, problem.batch, problem.settings);
      const long before = allocations;
      for (int i = 0; i < 20; ++i) trainer.step(state, problem.batch, problem.settings);
      QCOMPARE(allocations - before, 0L);
    }
    for (const bool large : {false, true}) {
      Problem problem(large ? wideDenoiser() : MlpParams{.hidden = {8, 8}, .dropout = true}, large ? 256 : 10);
      problem.settings.dropout = 0.2;
      MlpState state = problem.mlp.init(Rng(2));
      MlpTrainer trainer(problem.mlp);
      Rng rng(1);
      trainer.step(state, problem.batch, problem.settings, rng);
      const long before = allocations;
      for (int i = 0; i < 20; ++i) trainer.step(state, problem.batch, problem.settings, rng);
      QCOMPARE(allocations - before, 0L);
      auto counted = std::make_unique<int>(1);  // the counter works
      QVERIFY(allocations > before && *counted == 1);
    }
  }

  void memoryIsShared() {
    const auto program = compileTrainingStep<float>(wideDenoiser(), 256);
    QVERIFY(program->info().scratchBytes * 4 < program->info().unplannedBytes * 3);
  }

  void liveScalarsActAtOnce() {
    Problem problem({.hidden = {4}}, 10);
    MlpState state = problem.mlp.init(Rng(2));
    MlpTrainer trainer(problem.mlp);
    problem.settings.optimiser.learningRate = 0;
    const MlpState before = state;
    trainer.step(state, problem.batch, problem.settings);
    QVERIFY(state.parameters == before.parameters);
    problem.settings.optimiser.learningRate = 0.1;
    trainer.step(state, problem.batch, problem.settings);
    QVERIFY(state.parameters != before.parameters);
    QCOMPARE(state.step, uint64_t{2});
  }

  void nonFiniteStepsAreFlaggedAndNotApplied() {
    Problem problem({.hidden = {4}}, 10);
    MlpState state = problem.mlp.init(Rng(2));
    MlpTrainer trainer(problem.mlp);
    QVERIFY(trainer.step(state, problem.batch, problem.settings).finite);
    problem.x[3] = std::numeric_limits<float>::quiet_NaN();
    const MlpState before = state;
    const StepInfo info = trainer.step(state, problem.batch, problem.settings);
    QVERIFY(!info.finite);
    QVERIFY(std::isnan(info.loss));
    QVERIFY(state == before);
    problem.x[3] = std::numeric_limits<float>::infinity();
    problem.target[0] = std::numeric_limits<float>::infinity();
    QVERIFY(!trainer.step(state, problem.batch, problem.settings).finite);
    QVERIFY(state == before);
  }
};

QTEST_GUILESS_MAIN(TestProgram)
#include "tst_program.moc"
