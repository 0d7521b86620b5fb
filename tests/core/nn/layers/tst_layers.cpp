// Small layers: against PyTorch's values where it has them, inverses, statistics of the random ones, gradients.
#include <QTest>

#include "core/base/error.h"
#include "core/nn/activation.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/dropout.h"
#include "core/nn/layers/flow.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/mixture.h"
#include "core/nn/layers/quantise.h"
#include "core/nn/losses/reduction.h"
#include "tests/core/compute/numeric.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

std::vector<double> drawn(size_t n, uint64_t seed, double scale = 1) {
  Rng rng(seed, "drawn");
  std::vector<double> values(n);
  for (double& v : values) v = scale * rng.normal();
  return values;
}

std::vector<double> valueOf(Tensor y, const std::vector<double>& at = {}) {
  return evaluateAll(compile<double>(*y.graph, {.outputs = {y}}), at);
}

/// First and second derivatives of `loss` at `at` against central differences.
void checkDerivatives(Tensor loss, const std::vector<double>& at) {
  const std::vector<Tensor> params = parametersOf(*loss.graph), first = gradients(loss, params);
  QVERIFY(differenceError(loss, first, at) < 1e-6);
  Tensor mixed;
  for (size_t k = 0; k < first.size(); ++k) {
    const Tensor part = probe(first[k], 0.3 + static_cast<double>(k));
    mixed = mixed ? mixed + part : part;
  }
  QVERIFY(differenceError(mixed, gradients(mixed, params), at) < 1e-6);
}

}  // namespace

class TestLayers : public QObject {
  Q_OBJECT

 private:
  void quantiserFollows(const json& c) {  // its codebook is a parameter of the layer, in the case it is an input
    json renamed = c;
    renamed["parameters"] = json::array({c["inputs"][1]});
    renamed["parameters"][0]["name"] = "weight";
    renamed["parameter_gradients"] = {{"weight", c["input_gradients"][1]}};
    renamed["inputs"] = json::array({c["inputs"][0]});
    renamed["input_gradients"] = json::array({c["input_gradients"][0]});
    const double error = torchLayerError<double>(
        renamed, [](Graph&, const std::vector<Tensor>& in, const json& a) -> std::vector<Tensor> {
          const Quantised q = vectorQuantise(in[0], "m", 4, a["commitment"]);
          return {q.y, q.loss};
        });
    QVERIFY2(error < 1e-9, qPrintable(QString::number(error)));
  }

 private Q_SLOTS:
  void followPyTorch_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"minibatch-discrimination", "vector-quantiser", "affine-coupling", "time-embedding"})
      QTest::newRow(name) << QString(name);
  }
  void followPyTorch() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    const BuildLayer build = [&](Graph&, const std::vector<Tensor>& in, const json& a) -> std::vector<Tensor> {
      if (name == "minibatch-discrimination") return {minibatchDiscrimination(in[0], in[1])};
      if (name == "time-embedding") return {sinusoidalEmbedding(in[0], a["width"], a["base"])};
      if (name == "affine-coupling") {
        const Flow flow = affineCoupling(in[0], matmul(passingHalf(in[0]), in[1]) + in[2]);
        return {flow.y, reshape(flow.logDeterminant, {in[0].shape()[0]})};
      }
      return {};
    };
    if (name == "vector-quantiser") return quantiserFollows(c);
    std::string where;
    const double error = torchLayerError<double>(c, build, &where);
    QVERIFY2(error < 1e-9, qPrintable(QString("%1: %2").arg(where.c_str()).arg(error)));
  }
  void nearestCodesAndTies() {
    Graph graph;
    const Tensor z = graph.constant({0, 0, 1, 1, 0.5, 0.5}, {3, 2});
    const Quantised q = vectorQuantise(z, "vq", 3);
    QCOMPARE(valueOf(q.index, {0, 0, 1, 1, 1, 1}), (std::vector<double>{0, 1, 0}));  // equal ones: the first
    QCOMPARE(valueOf(q.y, {0, 0, 1, 1, 9, 9}), (std::vector<double>{0, 0, 1, 1, 0, 0}));
  }
  void movingCodebookFollowsItsRows() {
    Graph graph;
    const std::vector<double> rows{1, 1, 1.2, 1, -1, -1};
    const Quantised q = vectorQuantiseAverage(graph.constant(rows, {3, 2}), "vq", 2, 0.5);
    const auto program = compile<double>(graph, {.outputs = {q.loss}});
    ProgramStateOf<double> state = program->makeState();
    const size_t counts = program->parameter("vq.counts").offset, sums = program->parameter("vq.sums").offset;
    for (size_t i = 0; i < 2; ++i) state.parameters[counts + i] = 1;
    const double start[] = {0.5, 0.5, -0.5, -0.5};
    std::copy(start, start + 4, state.parameters.begin() + static_cast<std::ptrdiff_t>(sums));
    ExecutorOf<double> executor(program);
    executor.run(state);
    QCOMPARE(state.parameters[counts], 0.5 * 1 + 0.5 * 2);
    QCOMPARE(state.parameters[counts + 1], 0.5 * 1 + 0.5 * 1);
    QCOMPARE(state.parameters[sums], 0.5 * 0.5 + 0.5 * 2.2);
    QCOMPARE(state.parameters[sums + 2], 0.5 * -0.5 + 0.5 * -1);
    for (int i = 0; i < 60; ++i) executor.run(state);
    QVERIFY(std::abs(state.parameters[sums] / state.parameters[counts] - 1.1) < 1e-12);
  }
  void couplingIsInverted() {
    for (const bool swapped : {false, true}) {
      Graph graph;
      const Tensor x = graph.parameter("x", {4, 6});
      const auto numbers = [&](Tensor from) { return linear(passingHalf(from, swapped), "net", 6); };
      const Flow forward = affineCoupling(x, numbers(x), swapped);
      const Flow back = affineCouplingInverse(forward.y, numbers(forward.y), swapped);
      const std::vector<double> at = drawn(24 + 18 + 6, 3);
      const std::vector<double> found = valueOf(back.y, at),
                                sum = valueOf(forward.logDeterminant + back.logDeterminant, at);
      for (size_t i = 0; i < 24; ++i) QVERIFY(std::abs(found[i] - at[i]) < 1e-12);
      for (const double s : sum) QVERIFY(std::abs(s) < 1e-12);
    }
    Graph graph;
    QVERIFY_THROWS_EXCEPTION(UserError, affineCoupling(graph.input("x", {2, 3}), graph.input("s", {2, 3})));
  }
  void splineIsMonotoneAndInverted() {
    Graph graph;
    const int bins = 5;
    const Tensor x = graph.parameter("x", {40, 1}), numbers = graph.parameter("numbers", {40, 14});
    const Flow forward = rationalQuadraticSpline(x, numbers, bins);
    const Flow back = rationalQuadraticSpline(forward.y, numbers, bins, 3, true);
    std::vector<double> at(40 + 40 * 14);
    const std::vector<double> same = drawn(14, 8);  // one spline at all points
    for (size_t i = 0; i < 40; ++i) {
      at[i] = -4 + 0.2 * static_cast<double>(i) + 0.01;
      std::copy(same.begin(), same.end(), at.begin() + static_cast<std::ptrdiff_t>(40 + 14 * i));
    }
    const std::vector<double> y = valueOf(forward.y, at), x2 = valueOf(back.y, at);
    const std::vector<double> slope = valueOf(forward.logDeterminant, at), reverse = valueOf(back.logDeterminant, at);
    const Tensor params[] = {x};
    const std::vector<double> exact = valueOf(gradients(sum(forward.y), params)[0], at);
    for (size_t i = 0; i < 40; ++i) {
      if (i > 0) QVERIFY(y[i] > y[i - 1]);
      QVERIFY(std::abs(x2[i] - at[i]) < 1e-9);
      QVERIFY(std::abs(std::exp(slope[i]) - exact[i]) < 1e-9 * (1 + exact[i]));
      QVERIFY(std::abs(slope[i] + reverse[i]) < 1e-8);
      if (std::abs(at[i]) > 3) QCOMPARE(y[i], at[i]);
    }
  }
  void splineDerivatives() {
    Graph graph;
    const Tensor x = graph.parameter("x", {2, 2}), numbers = graph.parameter("numbers", {2, 2 * 8});
    const Flow flow = rationalQuadraticSpline(x, numbers, 3, 2);
    std::vector<double> at = drawn(4 + 32, 12, 0.5);
    checkDerivatives(probe(flow.y, 0.1) + probe(flow.logDeterminant, 0.7), at);
  }
  void mixtureIsItsDensity() {
    Graph graph;
    const Tensor h = graph.parameter("h", {3, 4});
    const MixtureDensity m = mixtureDensity(h, "mdn", 2, 2);
    const std::vector<double> target{0.3, -0.2, 1, 0.5, -1, 2};
    const Tensor loss = mixtureNllLoss(m, graph.constant(target, {3, 2}));
    const std::vector<double> at = drawn(12 + 40 + 10, 5, 0.5);
    const std::vector<double> logW = valueOf(m.logWeights, at), mean = valueOf(m.means, at),
                              logS = valueOf(m.logDeviations, at);
    double expected = 0;
    std::vector<double> center(6, 0);
    for (size_t i = 0; i < 3; ++i) {
      double density = 0;
      for (size_t k = 0; k < 2; ++k) {
        double p = std::exp(logW[i * 2 + k]);
        for (size_t d = 0; d < 2; ++d) {
          center[i * 2 + d] += std::exp(logW[i * 2 + k]) * mean[i * 4 + k * 2 + d];
          const double s = std::exp(logS[i * 4 + k * 2 + d]), z = (target[i * 2 + d] - mean[i * 4 + k * 2 + d]) / s;
          p *= std::exp(-z * z / 2) / (s * std::sqrt(2 * M_PI));
        }
        density += p;
      }
      expected -= std::log(density) / 3;
    }
    QVERIFY(std::abs(valueOf(loss, at)[0] - expected) < 1e-12);
    const std::vector<double> found = valueOf(mixtureMean(m), at);
    for (size_t i = 0; i < 6; ++i) QVERIFY(std::abs(found[i] - center[i]) < 1e-12);
    checkDerivatives(loss, at);
  }
  void stochasticDepthKeepsTheMean() {
    Graph graph;
    const Tensor p = graph.scalar("p", 0.3);
    const Tensor y = stochasticDepth(graph.constant(1, {4000, 3}), p);
    const std::vector<double> found = valueOf(y);
    double mean = 0;
    for (size_t i = 0; i < 4000; ++i) {
      QVERIFY(found[3 * i] == found[3 * i + 1] && (found[3 * i] == 0 || std::abs(found[3 * i] - 1 / 0.7) < 1e-12));
      mean += found[3 * i] / 4000;
    }
    QVERIFY(std::abs(mean - 1) < 4 * std::sqrt(0.3 / 0.7 / 4000));
  }
  void residualProjectsWhereWidthsDiffer() {
    Graph graph;
    const Tensor x = graph.parameter("x", {3, 4});
    QCOMPARE(residual(x, x * 2, "r").shape().str(), std::string("[3, 4]"));
    QCOMPARE(graph.parameters("r.").size(), size_t{0});
    QCOMPARE(residual(x, linear(x, "f", 5), "r").shape().str(), std::string("[3, 5]"));
    QCOMPARE(graph.parameters("r.").size(), size_t{1});
    QVERIFY_THROWS_EXCEPTION(UserError, residual(x, graph.input("z", {4, 4}), "r"));
  }
  void gumbelSoftmaxDrawsTheCategory() {
    Graph graph;
    const size_t n = 6000;
    std::vector<double> logits;
    const double p[] = {0.2, 0.5, 0.3};
    for (size_t i = 0; i < n; ++i) logits.insert(logits.end(), {std::log(p[0]), std::log(p[1]), std::log(p[2])});
    const Tensor z = graph.constant(logits, {static_cast<int64_t>(n), 3}), t = graph.scalar("t", 0.7);
    const std::vector<double> soft = valueOf(gumbelSoftmax(z, t));
    const std::vector<double> hard = valueOf(gumbelSoftmax(z, t, true));
    double counts[3] = {};
    for (size_t i = 0; i < n; ++i) {
      QVERIFY(std::abs(soft[3 * i] + soft[3 * i + 1] + soft[3 * i + 2] - 1) < 1e-12);
      for (size_t k = 0; k < 3; ++k) counts[k] += hard[3 * i + k] / static_cast<double>(n);
    }
    for (size_t k = 0; k < 3; ++k) {
      const double share = counts[k];
      QVERIFY(std::abs(share - p[k]) < 4 * std::sqrt(p[k] * (1 - p[k]) / static_cast<double>(n)));
    }
  }
  void deadUnitsAreCounted() {
    Graph graph;
    const Tensor a = graph.constant({0, 1, 0, 0, 0, 0, 2, 0}, {2, 4});
    QCOMPARE(valueOf(deadUnits(relu(a)))[0], 0.5);
  }
};

QTEST_GUILESS_MAIN(TestLayers)
#include "tst_layers.moc"
