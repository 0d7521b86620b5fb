// Forward passes over many points against plain loops in double, their loss against the trainer's, and the time
// embedding.
#include <QtTest>

#include <cmath>

#include "core/base/parallel.h"
#include "core/nn/mlp.h"

using namespace gradus;

namespace {

std::vector<float> randomNumbers(size_t n, uint64_t seed) {
  Rng rng(seed, "numbers");
  std::vector<float> values(n);
  for (float& v : values) v = static_cast<float>(rng.normal());
  return values;
}

double activationOf(Activation kind, double z) {
  switch (kind) {
    case Activation::identity:
      return z;
    case Activation::tanh:
      return std::tanh(z);
    case Activation::relu:
      return std::max(z, 0.0);
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-z));
    case Activation::leakyRelu:
      return z > 0 ? z : 0.01 * z;
    case Activation::gelu:
      return 0.5 * z * (1 + std::erf(z / std::sqrt(2.0)));
    case Activation::silu:
      return z / (1 + std::exp(-z));
    case Activation::sine:
      return std::sin(z);
    case Activation::softplus:
      return std::log1p(std::exp(z));
    case Activation::step:
      return z > 0;
    case Activation::elu:
      return z > 0 ? z : std::expm1(z);
    case Activation::hardTanh:
      return std::clamp(z, -1.0, 1.0);
    case Activation::hardSigmoid:
      return std::clamp(z / 6 + 0.5, 0.0, 1.0);
    case Activation::hardSwish:
      return z * std::clamp(z / 6 + 0.5, 0.0, 1.0);
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

class TestMlpEvaluator : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void evaluatorMatchesPlainLoops() {
    for (int kind = 0; kind < static_cast<int>(activationNames().size()); ++kind) {
      const Mlp mlp({.inputs = 3,
                     .hidden = {7, 70},
                     .outputs = 2,
                     .activation = static_cast<Activation>(kind),
                     .outputActivation = Activation::tanh});
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
            QVERIFY2(std::abs(all.unit(l, unit)[i] - layers[l][unit]) <= 2e-6 * (1 + std::abs(layers[l][unit])),
                     std::string(activationNames()[static_cast<size_t>(kind)]).c_str());
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
};

QTEST_GUILESS_MAIN(TestMlpEvaluator)
#include "tst_mlp_evaluator.moc"
