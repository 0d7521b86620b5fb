// What gradients of gradients are for: Wasserstein penalty, physics-informed networks, meta-learning.
#include <QTest>
#include <cmath>

#include "core/compute/ops/ops.h"
#include "core/nn/gradient_program.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/linear.h"
#include "core/nn/losses/adversarial.h"
#include "core/nn/losses/classification.h"
#include "core/nn/losses/regression.h"
#include "core/optimize/lbfgs.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using gradus::testing::differenceError;

namespace {

std::vector<double> drawn(size_t n, uint64_t seed, double scale) {
  Rng rng(seed, "drawn");
  std::vector<double> values(n);
  for (double& v : values) v = scale * rng.normal();
  return values;
}

/// Two layers with given weights, so that a changed copy of the weights can be put in.
Tensor network(Tensor x, const std::vector<Tensor>& w) {
  return matmul(tanh(matmul(x, w[0], false, true) + w[1]), w[2], false, true) + w[3];
}

std::vector<Tensor> weights(Graph& graph) {
  return {graph.parameter("fc1.weight", {5, 1}), graph.parameter("fc1.bias", {5}),
          graph.parameter("fc2.weight", {1, 5}), graph.parameter("fc2.bias", {1})};
}

}  // namespace

class TestSecondOrder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void wassersteinPenaltyOfACritic() {
    Graph graph;
    const Tensor x = graph.constant(drawn(12, 1, 1), {4, 3});
    const Tensor score = linear(softplus(linear(tanh(linear(x, "a", 6)), "b", 5)), "c", 1);
    const Tensor loss = discriminatorLoss(GanLoss::wasserstein, slice(score, 0, 0, 2), slice(score, 0, 2, 4)) +
                        10 * gradientPenalty(score, x);
    const std::vector<Tensor> params = parametersOf(graph);
    size_t count = 0;
    for (const Tensor p : params) count += static_cast<size_t>(p.shape().count());
    QVERIFY(differenceError(loss, gradients(loss, params), drawn(count, 2, 0.6)) < 1e-6);
  }
  void penaltyIsTheDistanceOfSlopesFromOne() {
    Graph graph;  // score = 3 x1 + 4 x2: slope 5 everywhere
    const Tensor x = graph.constant(drawn(10, 3, 1), {5, 2});
    const Tensor score = matmul(x, graph.constant({3, 4}, {2, 1}));
    const auto value =
        gradus::testing::evaluateAll(compile<double>(graph, {.outputs = {gradientPenalty(score, x)}}), {});
    QVERIFY(std::abs(value[0] - 16) < 1e-12);
  }
  void metaGradientThroughAnInnerStep() {  // MAML (Finn, Abbeel, Levine 2017, equation 1), one and two inner steps
    for (const int steps : {1, 2}) {
      Graph graph;
      const std::vector<Tensor> w = weights(graph);
      const Tensor support = graph.constant(drawn(4, 1, 1), {4, 1}), query = graph.constant(drawn(6, 2, 1), {6, 1});
      const Tensor wanted = graph.constant(drawn(4, 3, 1), {4, 1}), asked = graph.constant(drawn(6, 4, 1), {6, 1});
      std::vector<Tensor> adapted = w;
      for (int step = 0; step < steps; ++step) {
        const std::vector<Tensor> g = gradients(mseLoss(network(support, adapted), wanted), adapted);
        for (size_t i = 0; i < adapted.size(); ++i) adapted[i] = adapted[i] - 0.3 * g[i];
      }
      const Tensor outer = mseLoss(network(query, adapted), asked);
      const std::vector<double> at = drawn(16, 5, 0.7);
      QVERIFY(differenceError(outer, gradients(outer, w), at) < 1e-6);
      // First-order MAML treats the inner gradient as fixed and so differs.
      std::vector<Tensor> fixed = w;
      const std::vector<Tensor> g = gradients(mseLoss(network(support, w), wanted), w);
      for (size_t i = 0; i < fixed.size(); ++i) fixed[i] = fixed[i] - 0.3 * stopGradient(g[i]);
      const Tensor shortcut = mseLoss(network(query, fixed), asked);
      if (steps == 1) QVERIFY(differenceError(shortcut, gradients(shortcut, w), at) > 1e-3);
    }
  }
  void physicsInformedNetworkFindsTheDampedOscillation() {
    // u'' + 2 d u' + w0^2 u = 0, u(0) = 1, u'(0) = 0 on [0, 2]: only the equation and the start are given.
    const double d = 0.8, w0 = 4;
    const int points = 40;
    Graph graph;
    std::vector<double> times(points);
    for (int i = 0; i < points; ++i) times[static_cast<size_t>(i)] = 2.0 * i / (points - 1);
    const auto net = [](Tensor t) { return linear(tanh(linear(tanh(linear(t - 1, "fc1", 20)), "fc2", 20)), "fc3", 1); };
    const Tensor t = graph.constant(times, {points, 1}), origin = graph.constant({0}, {1, 1});
    const Tensor u = net(t), first = derivative(u, t), second = derivative(first, t);
    const Tensor start = net(origin), speed = derivative(start, origin);
    const Tensor loss =
        residualLoss(second + 2 * d * first + w0 * w0 * u) * 1e-3 + sum(square(start - 1)) + sum(square(speed)) * 0.1;
    GradientProgramOf<double> program(graph, loss);
    ProgramStateOf<double> state;
    initialise(program.program(), state, Rng(1));
    LbfgsState search{.x = state.parameters};
    for (int step = 0; step < 60; ++step)
      lbfgsStep(search, objectiveOf(program, state), {.iterations = 25, .changeTolerance = 1e-14, .history = 30});
    const double w = std::sqrt(w0 * w0 - d * d);
    const std::vector<double> found = gradus::testing::evaluateAll(compile<double>(graph, {.outputs = {u}}), search.x);
    double worst = 0;
    for (size_t i = 0; i < times.size(); ++i) {
      const double exact = std::exp(-d * times[i]) * (std::cos(w * times[i]) + d / w * std::sin(w * times[i]));
      worst = std::max(worst, std::abs(found[i] - exact));
    }
    QVERIFY2(worst < 1e-3, qPrintable(QString::number(worst)));
  }
};

QTEST_GUILESS_MAIN(TestSecondOrder)
#include "tst_second_order.moc"
