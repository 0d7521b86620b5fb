// The multilayer perceptron as a value: layout, edits, initial weights, evaluation, hashing, time embedding, and that a
// network of linear activations is one matrix.
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

double activationOf(Activation kind, double z) {
  switch (kind) {
    case Activation::identity: return z;
    case Activation::tanh: return std::tanh(z);
    case Activation::relu: return std::max(z, 0.0);
    case Activation::sigmoid: return 1 / (1 + std::exp(-z));
    case Activation::leakyRelu: return z > 0 ? z : 0.01 * z;
    case Activation::gelu: return 0.5 * z * (1 + std::erf(z / std::sqrt(2.0)));
    case Activation::silu: return z / (1 + std::exp(-z));
    case Activation::sine: return std::sin(z);
    case Activation::softplus: return std::log1p(std::exp(z));
  }
  return z;
}

/// Plain loops over one sample in double; every layer's values.
std::vector<std::vector<double>> plainForward(const Mlp& mlp, const MlpState& state, std::vector<double> a) {
  std::vector<std::vector<double>> layers;
  for (size_t l = 0; l < mlp.layers(); ++l) {
    std::vector<double> next;
    for (size_t to = 0; to < static_cast<size_t>(mlp.sizes()[l + 1]); ++to) {
      double z = mlp.bias(state, l, to);
      for (size_t from = 0; from < a.size(); ++from) z += static_cast<double>(mlp.weight(state, l, from, to)) * a[from];
      next.push_back(activationOf(l + 1 == mlp.layers() ? mlp.params().outputActivation : mlp.params().activation, z));
    }
    layers.push_back(a = next);
  }
  return layers;
}

}  // namespace

class TestMlp : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void layoutIsPyTorchs() {
    const Mlp mlp({.inputs = 2, .hidden = {8, 4}, .outputs = 3});
    const char* names[] = {"layer1.weight", "layer1.bias", "layer2.weight", "layer2.bias", "layer3.weight", "layer3.bias"};
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
    const std::pair<Initialiser, double> expected[] = {{Initialiser::torchDefault, 1 / std::sqrt(3.0 * in)}, {Initialiser::xavier, std::sqrt(2.0 / (in + out))},
                                                       {Initialiser::he, std::sqrt(2.0 / in)}, {Initialiser::zero, 0}, {Initialiser::normal, 1}};
    for (const auto& [kind, deviation] : expected) {
      const Mlp mlp({.inputs = in, .hidden = {out}, .initialiser = kind});
      const MlpState state = mlp.init(Rng(4));
      double square = 0;
      for (size_t i = 0; i < in * out; ++i) square += static_cast<double>(state.parameters[i]) * state.parameters[i] / (in * out);
      // Standard error of a standard deviation from 2000 draws: below 1.6 %; four of them.
      QVERIFY(std::abs(std::sqrt(square) - deviation) <= 0.064 * deviation);
      QCOMPARE(state.parameters[in * out] != 0, kind == Initialiser::torchDefault);
    }
    const Mlp wide({.hidden = {8, 9}}), narrow({.hidden = {8, 3}});
    QCOMPARE(wide.init(Rng(1)).parameters[5], narrow.init(Rng(1)).parameters[5]);
    QVERIFY(wide.init(Rng(1)) == wide.init(Rng(1)));
    QVERIFY(!(wide.init(Rng(1)) == wide.init(Rng(2))));
  }

  void evaluatorMatchesPlainLoops() {
    for (int kind = 0; kind < static_cast<int>(activationNames().size()); ++kind) {
      const Mlp mlp({.inputs = 3, .hidden = {7, 70}, .outputs = 2, .activation = static_cast<Activation>(kind), .outputActivation = Activation::tanh});
      const MlpState state = mlp.init(Rng(7));
      const size_t count = 1301;  // neither a whole number of blocks nor of vectors
      const std::vector<float> x = randomNumbers(count * 3, 1);
      MlpActivations all;
      std::vector<float> outputs(count * 2);
      const MlpEvaluator evaluator(mlp);
      WorkerPool pool(3);
      const WorkerPool::Use use(pool);
      evaluator.activations(state, x.data(), count, all);
      evaluator.outputs(state, x.data(), count, outputs.data());
      for (const size_t i : {size_t{0}, size_t{255}, size_t{256}, size_t{1024}, count - 1}) {
        const auto layers = plainForward(mlp, state, {x[3 * i], x[3 * i + 1], x[3 * i + 2]});
        for (size_t l = 0; l < layers.size(); ++l) {
          for (size_t unit = 0; unit < layers[l].size(); ++unit) {
            // Float sums of up to 70 products and elementary functions good to a few units in the last place.
            QVERIFY2(std::abs(all.unit(l, unit)[i] - layers[l][unit]) <= 2e-6 * (1 + std::abs(layers[l][unit])), std::string(activationNames()[static_cast<size_t>(kind)]).c_str());
          }
        }
        for (size_t unit = 0; unit < 2; ++unit) QCOMPARE(outputs[2 * i + unit], all.output(unit)[i]);
      }
    }
  }

  void evaluatorLossIsTheTrainersLoss() {
    for (const LossKind loss : {LossKind::mse, LossKind::softmax}) {
      const Mlp mlp({.inputs = 2, .hidden = {8}, .outputs = 3, .loss = loss});
      const size_t count = 600;
      const std::vector<float> x = randomNumbers(count * 2, 1);
      std::vector<float> target = randomNumbers(count * 3, 2);
      if (loss == LossKind::softmax) {
        for (size_t i = 0; i < count; ++i) target[i] = static_cast<float>(i % 3);
      }
      MlpState state = mlp.init(Rng(3));
      const double found = MlpEvaluator(mlp).loss(state, x.data(), target.data(), count);
      MlpTrainer trainer(mlp);
      const double expected = trainer.step(state, {static_cast<int>(count), x.data(), target.data()}, {}).loss;
      QVERIFY(std::abs(found - expected) <= 1e-6 * expected);
    }
  }

  void linearNetworkIsItsProductMatrix() {
    const MlpParams params{.inputs = 5, .hidden = {7, 6}, .outputs = 3, .activation = Activation::identity};
    const Mlp mlp(params);
    const auto state = mlp.initAs<double>(Rng(5));
    Graph graph;
    const auto program = compile<double>(graph, {.outputs = {buildMlp(graph, params, 5, false, {}).activations.back()}});
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
      for (size_t j = 0; j < 5; ++j) QVERIFY(std::abs(executor.output(0)[to * executor.outputPitch(0) + j] - (product[to][j] + bias[to])) <= 1e-12);
    }
  }

  void timeEmbeddingIsSinesThenCosines() {
    const MlpParams params{.inputs = 1, .hidden = {}, .outputs = 1, .timeFrequencies = 16};
    const Mlp mlp(params);
    QCOMPARE(mlp.sizes()[0], 33);
    const MlpEvaluator evaluator(mlp);
    const std::vector<float> x{0.25f, 0.25f, 0.25f}, times{0, 17, 999};
    std::vector<float> out(3);
    for (size_t from = 0; from < 33; ++from) {  // one input at a time
      MlpState state = mlp.init(Rng(1));
      std::fill(state.parameters.begin(), state.parameters.end(), 0.0f);
      mlp.setWeight(state, 0, from, 0, 1);
      evaluator.outputs(state, x.data(), 3, out.data(), times.data());
      for (size_t i = 0; i < 3; ++i) {
        const double angle = times[i] * std::pow(10000.0, -static_cast<double>((from - 1) % 16) / 15);
        const double expected = from == 0 ? 0.25 : from <= 16 ? std::sin(angle) : std::cos(angle);
        QVERIFY(std::abs(out[i] - expected) <= 6e-5);  // float spacing of the angle 999 is 6e-5
      }
      evaluator.outputsAt(state, x.data(), 3, 17, out.data());
      QCOMPARE(out[0], out[2]);
    }
  }

  void dropoutKeepsTheMeanAndIsOffInEvaluation() {
    const Mlp mlp({.inputs = 2, .hidden = {32}, .outputs = 1, .activation = Activation::relu, .loss = LossKind::mse, .dropout = true});
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
    for (const int size : {10, 64, 1, 33, 10, 7, 100}) losses.insert(trainer.step(state, {size, x.data(), y.data()}, {}).loss);
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
    const Mlp mlp({.inputs = 2, .hidden = std::vector<int>(8, 64), .outputs = 1, .activation = Activation::silu, .loss = LossKind::mse, .optimiser = OptimiserKind::adam});
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
