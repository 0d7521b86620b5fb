// The multilayer perceptron as a value: layout, edits, initial weights, hashing, training, and that a network of linear
// activations is one matrix.
#include <QtTest>

#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/nn/bench_works.h"
#include "core/nn/mlp_graph.h"

using namespace gradus;

namespace {

QString errorOf(const std::function<void()>& call) {
  try {
    call();
  } catch (const UserError& error) {
    return error.what();
  }
  return "no error";
}

std::vector<float> randomNumbers(size_t n, uint64_t seed) {
  Rng rng(seed, "numbers");
  std::vector<float> values(n);
  for (float& v : values) v = static_cast<float>(rng.normal());
  return values;
}

}  // namespace

class TestMlp : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void layoutIsPyTorchs() {
    const Mlp mlp({.inputs = 2, .hidden = {8, 4}, .outputs = 3});
    const char* names[] = {"layer1.weight", "layer1.bias",   "layer2.weight",
                           "layer2.bias",   "layer3.weight", "layer3.bias"};
    QCOMPARE(mlp.parameters().size(), size_t{6});
    for (size_t i = 0; i < 6; ++i) QCOMPARE(mlp.parameters()[i].name, std::string(names[i]));
    QVERIFY(mlp.parameters()[0].shape == (Shape{8, 2}));
    QCOMPARE(mlp.parameterCount(), size_t{8 * 2 + 8 + 4 * 8 + 4 + 3 * 4 + 3});
    QCOMPARE(mlp.multiplyAdds(), size_t{16 + 32 + 12});
    QCOMPARE(mlp.weightIndex(1, 5, 2), size_t{24 + 2 * 8 + 5});
    // The compiled program lays its parameters out in the same way.
    MlpTrainer trainer(mlp);
    const auto& compiled = trainer.programFor(10).parameters();
    for (size_t i = 0; i < 6; ++i) {
      QCOMPARE(compiled[i].name, mlp.parameters()[i].name);
      QCOMPARE(compiled[i].offset, mlp.parameters()[i].offset);
      QCOMPARE(compiled[i].penalised, mlp.parameters()[i].penalised);
    }
  }

  void editsChangeOneNumber() {
    const Mlp mlp({.hidden = {3}});
    MlpState state = mlp.init(Rng(1));
    MlpState edited = state;
    mlp.setWeight(edited, 0, 1, 2, 0.75);
    mlp.setBias(edited, 1, 0, -2);
    size_t changed = 0;
    for (size_t i = 0; i < state.parameters.size(); ++i) changed += state.parameters[i] != edited.parameters[i];
    QCOMPARE(changed, size_t{2});
    QCOMPARE(mlp.weight(edited, 0, 1, 2), 0.75f);
    QCOMPARE(mlp.bias(edited, 1, 0), -2.0f);
    QVERIFY(hashOf(state) != hashOf(edited));
    QVERIFY(errorOf([&] { mlp.setWeight(edited, 0, 2, 0, 1); }).contains("no weight from unit 2"));
    QVERIFY(errorOf([&] { mlp.setWeight(edited, 0, 0, 0, 1e300); }).contains("finite"));
  }

  void badParametersAreRefusedWithWords() {
    QVERIFY(errorOf([] { Mlp({.inputs = 0}); }).contains("0 inputs"));
    QVERIFY(errorOf([] { Mlp({.hidden = {3, 0}}); }).contains("Hidden layer 2 has 0 units"));
    QVERIFY(errorOf([] { Mlp({.outputs = 1, .loss = LossKind::softmax}); }).contains("one output per class"));
    QVERIFY(errorOf([] { activationFromName("tahn"); }).contains("tanh"));
    QVERIFY(errorOf([] { benchTrain("nothing", 1, 0.1); }).contains("playground-sgd-b10"));
    MlpTrainer trainer(Mlp(MlpParams{}));
    MlpState state;
    QVERIFY(errorOf([&] { trainer.step(state, {0, nullptr, nullptr}, {}); }).contains("0 samples"));
  }

  void initialWeightsHaveTheirSpread() {
    const size_t in = 50, out = 40;
    const std::pair<Initialiser, double> expected[] = {{Initialiser::torchDefault, 1 / std::sqrt(3.0 * in)},
                                                       {Initialiser::xavier, std::sqrt(2.0 / (in + out))},
                                                       {Initialiser::he, std::sqrt(2.0 / in)},
                                                       {Initialiser::zero, 0},
                                                       {Initialiser::normal, 1}};
    for (const auto& [kind, deviation] : expected) {
      const Mlp mlp({.inputs = in, .hidden = {out}, .initialiser = kind});
      const MlpState state = mlp.init(Rng(4));
      double square = 0;
      for (size_t i = 0; i < in * out; ++i)
        square += static_cast<double>(state.parameters[i]) * state.parameters[i] / (in * out);
      // Standard error of a standard deviation from 2000 draws: below 1.6 %; four of them.
      QVERIFY(std::abs(std::sqrt(square) - deviation) <= 0.064 * deviation);
      QCOMPARE(state.parameters[in * out] != 0, kind == Initialiser::torchDefault);
    }
    const Mlp wide({.hidden = {8, 9}}), narrow({.hidden = {8, 3}});
    QCOMPARE(wide.init(Rng(1)).parameters[5], narrow.init(Rng(1)).parameters[5]);
    QVERIFY(wide.init(Rng(1)) == wide.init(Rng(1)));
    QVERIFY(!(wide.init(Rng(1)) == wide.init(Rng(2))));
  }

  void linearNetworkIsItsProductMatrix() {
    const MlpParams params{.inputs = 5, .hidden = {7, 6}, .outputs = 3, .activation = Activation::identity};
    const Mlp mlp(params);
    const auto state = mlp.initAs<double>(Rng(5));
    Graph graph;
    const auto program =
        compile<double>(graph, {.outputs = {buildMlp(graph, params, 5, false, {}).activations.back()}});
    std::vector<double> identity(25);
    for (size_t i = 0; i < 5; ++i) identity[6 * i] = 1;
    ExecutorOf<double> executor(program);
    executor.setInput(program->input("x"), identity.data());
    executor.evaluate(state);
    // Product matrix and composed bias, by plain loops: W3 W2 W1 and W3 (W2 b1 + b2) + b3.
    std::vector<std::vector<double>> product(5, std::vector<double>(5));
    std::vector<double> bias(5);
    for (size_t i = 0; i < 5; ++i) product[i][i] = 1;
    for (size_t l = 0; l < 3; ++l) {
      const auto n = static_cast<size_t>(mlp.sizes()[l]), m = static_cast<size_t>(mlp.sizes()[l + 1]);
      std::vector<std::vector<double>> next(m, std::vector<double>(5));
      std::vector<double> nextBias(m);
      for (size_t to = 0; to < m; ++to) {
        nextBias[to] = state.parameters[mlp.biasIndex(l, to)];
        for (size_t from = 0; from < n; ++from) {
          const double w = state.parameters[mlp.weightIndex(l, from, to)];
          nextBias[to] += w * bias[from];
          for (size_t j = 0; j < 5; ++j) next[to][j] += w * product[from][j];
        }
      }
      product = next;
      bias = nextBias;
    }
    for (size_t to = 0; to < 3; ++to) {
      for (size_t j = 0; j < 5; ++j)
        QVERIFY(std::abs(executor.output(0)[to * executor.outputPitch(0) + j] - (product[to][j] + bias[to])) <= 1e-12);
    }
  }

  void dropoutKeepsTheMeanAndIsOffInEvaluation() {
    const Mlp mlp({.inputs = 2,
                   .hidden = {32},
                   .outputs = 1,
                   .activation = Activation::relu,
                   .loss = LossKind::mse,
                   .dropout = true});
    const MlpState start = mlp.init(Rng(6));
    const std::vector<float> x = randomNumbers(40, 1), y = randomNumbers(20, 2);
    const MlpBatch batch{20, x.data(), y.data()};
    MlpTrainer trainer(mlp);
    const auto lossWith = [&](double p, uint64_t seed) {
      MlpState state = start;
      TrainingSettings settings;
      settings.dropout = p;
      Rng rng(seed, "step");
      return trainer.step(state, batch, settings, rng).loss;
    };
    QCOMPARE(lossWith(0, 1), lossWith(0, 2));
    QVERIFY(lossWith(0.5, 1) != lossWith(0.5, 2));
    QCOMPARE(lossWith(0.5, 3), lossWith(0.5, 3));
    const double plain = MlpEvaluator(mlp).loss(start, x.data(), y.data(), 20);
    QVERIFY(std::abs(lossWith(0, 1) - plain) <= 1e-6 * plain);
  }

  void batchSizesMayChangeAndCopiesAreIndependent() {
    const Mlp mlp({.hidden = {8, 8}});
    const std::vector<float> x = randomNumbers(200, 1), y = randomNumbers(100, 2);
    MlpTrainer trainer(mlp);
    MlpState state = mlp.init(Rng(1));
    std::set<double> losses;
    for (const int size : {10, 64, 1, 33, 10, 7, 100})
      losses.insert(trainer.step(state, {size, x.data(), y.data()}, {}).loss);
    QCOMPARE(losses.size(), size_t{7});
    const MlpState middle = state;
    const StepInfo direct = trainer.step(state, {10, x.data(), y.data()}, {});
    MlpTrainer copy = trainer;
    MlpState other = middle;
    const StepInfo copied = copy.step(other, {10, x.data(), y.data()}, {});
    QCOMPARE(copied.loss, direct.loss);
    QVERIFY(other == state);
  }

  void largestPlaygroundLearns() {
    const Mlp mlp({.inputs = 2,
                   .hidden = std::vector<int>(8, 64),
                   .outputs = 1,
                   .activation = Activation::silu,
                   .loss = LossKind::mse,
                   .optimiser = OptimiserKind::adam});
    const std::vector<float> x = randomNumbers(64, 1);
    std::vector<float> y;
    for (size_t i = 0; i < 32; ++i) y.push_back(x[2 * i] * x[2 * i + 1]);
    MlpTrainer trainer(mlp);
    MlpState state = mlp.init(Rng(1));
    TrainingSettings settings;
    settings.optimiser = {.kind = OptimiserKind::adam, .learningRate = 0.003};
    const double first = trainer.step(state, {32, x.data(), y.data()}, settings).loss;
    double last = first;
    for (int i = 0; i < 300; ++i) last = trainer.step(state, {32, x.data(), y.data()}, settings).loss;
    QVERIFY(last < 0.05 * first);
  }

  void benchmarkWorksRun() {
    for (const std::string_view work : {"playground-sgd-b10", "playground-adam-b64"}) {
      const BenchResult result = benchTrain(work, 1, 0.02);
      QVERIFY(result.medianSeconds > 0);
      QCOMPARE(result.quality[1].first, std::string("loss_last"));
      QVERIFY(result.quality[1].second < result.quality[0].second);
    }
  }
};

QTEST_GUILESS_MAIN(TestMlp)
#include "tst_mlp.moc"
