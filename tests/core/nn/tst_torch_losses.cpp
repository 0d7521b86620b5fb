// Losses and penalties against PyTorch's values and gradients, and those it has none of against plain loops.
#include <QTest>

#include "core/base/error.h"
#include "tests/core/compute/numeric.h"
#include "tests/core/nn/losses_by_name.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

const LossOf* lossNamed(const std::string& layer) {
  for (const auto* all : {&lossesOfPairs(), &lossesOfModels()}) {
    if (const auto it = all->find(layer); it != all->end()) return &it->second;
  }
  return nullptr;
}

double valueOf(Tensor scalar) {
  return evaluateAll(compile<double>(*scalar.graph, {.outputs = {scalar}}), {})[0];
}

template <typename Make>
std::string errorOf(Make make) {
  try {
    make();
  } catch (const UserError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

class TestTorchLosses : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followPyTorch_data() {
    QTest::addColumn<QString>("name");
    for (const json& c : torchLayers()) {
      if (lossNamed(c["layer"]))
        QTest::newRow(c["name"].get<std::string>().c_str()) << QString::fromStdString(c["name"]);
    }
  }
  void followPyTorch() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    const BuildLayer build = [&](Graph&, const std::vector<Tensor>& in, const json& config) -> std::vector<Tensor> {
      return {(*lossNamed(c["layer"]))(in, config)};
    };
    std::string where;
    const double error = torchLayerError<double>(c, build, &where);
    QVERIFY2(error < 1e-9, qPrintable(QString("%1: %2").arg(where.c_str()).arg(error)));
    const double single = torchLayerError<float>(c, build, &where);
    QVERIFY2(single < 2e-5, qPrintable(QString("float %1: %2").arg(where.c_str()).arg(single)));
  }
  void everyKindIsCovered() {
    size_t count = 0;
    for (const json& c : torchLayers()) count += lossNamed(c["layer"]) != nullptr;
    QVERIFY2(count > 90, qPrintable(QString::number(count)));
  }
  void elementsAreTheSumsParts() {
    Graph graph;
    const Tensor x = graph.constant({-2, 0.3, 1.2, 0.7}, {2, 2}), y = graph.constant({1, -0.5, 0.2, 0.1}, {2, 2});
    const auto same = [](Tensor elements, Tensor total) {
      QVERIFY(std::abs(valueOf(sum(elements)) - valueOf(total)) < 1e-14);
    };
    same(huberLoss(x, y, 0.7, Reduction::none), huberLoss(x, y, 0.7, Reduction::sum));
    const Tensor classes = graph.constant({1, 0}, {2});
    same(crossEntropyLoss(x, classes, {.reduction = Reduction::none}),
         crossEntropyLoss(x, classes, {.reduction = Reduction::sum}));
  }
  void bellmanErrorIsThatOfTheTable() {
    Graph graph;
    const Tensor q = graph.constant({1, 2, 3, 4, 5, 6}, {2, 3}), next = graph.constant({0, 1, 5, 2, 7, 3}, {2, 3});
    const Tensor target = bellmanTarget(graph.constant({1, 2}, {2}), graph.constant({0, 1}, {2}), next, 0.9);
    const double d0 = 2 - (1 + 0.9 * 5), d1 = 6 - 2;  // the second is the last of its episode
    const Tensor actions = graph.constant({1, 2}, {2});
    QVERIFY(std::abs(valueOf(bellmanLoss(q, actions, target)) - (d0 * d0 + d1 * d1) / 2) < 1e-13);
    QVERIFY(std::abs(valueOf(bellmanLoss(q, actions, target, true)) - (std::abs(d0) + std::abs(d1) - 1) / 2) < 1e-13);
  }
  void divergencesOfKnownCases() {
    Graph graph;
    const Tensor p = graph.constant({0.2, 0.9}, {1, 2}), q = graph.constant({0.5, 0.6}, {1, 2});
    double expected = 0;
    const double ps[] = {0.2, 0.9}, qs[] = {0.5, 0.6};
    for (int i = 0; i < 2; ++i)
      expected += ps[i] * std::log(ps[i] / qs[i]) + (1 - ps[i]) * std::log((1 - ps[i]) / (1 - qs[i]));
    QVERIFY(std::abs(valueOf(klBernoulli(p, q)) - expected) < 1e-14);
    const Tensor a = graph.constant({std::log(0.2), std::log(0.3), std::log(0.5)}, {1, 3});
    const Tensor b = graph.constant({0, 0, 0}, {1, 3});
    const double kl = 0.2 * std::log(0.6) + 0.3 * std::log(0.9) + 0.5 * std::log(1.5);
    QVERIFY(std::abs(valueOf(klCategorical(a, b)) - kl) < 1e-14);
    QVERIFY(std::abs(valueOf(klCategorical(a, a))) < 1e-15);
    const Tensor x = graph.constant({1, 2}, {1, 2}), r = graph.constant({0.5, 4}, {1, 2});
    QVERIFY(std::abs(valueOf(elboGaussian(r, x, p * 0, q * 0)) - (0.25 + 4) / 2) < 1e-14);
  }
  void leastSquaresAndCycle() {
    Graph graph;
    const Tensor real = graph.constant({2, 0}, {2, 1}), fake = graph.constant({1, 3}, {2, 1});
    QCOMPARE(valueOf(discriminatorLoss(GanLoss::leastSquares, real, fake)), (1 + 5) * 0.5);
    QCOMPARE(valueOf(generatorLoss(GanLoss::leastSquares, fake)), 1.0);
    QCOMPARE(valueOf(cycleLoss(real, fake)), 2.0);
    QCOMPARE(valueOf(noisePredictionLoss(real, fake)), 5.0);
    const Tensor between = interpolated(real, fake);
    for (const double value : evaluateAll(compile<double>(graph, {.outputs = {between}}), {}))
      QVERIFY(value >= 0 && value <= 3);
  }
  void secondGradients_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"huber-loss-delta", "gaussian-nll-loss-full", "bce", "bce-logits-positive-weight",
                             "cross-entropy-weights-smoothed", "multi-margin-loss-squared", "kl-div",
                             "cosine-embedding-loss", "triplet-margin-loss-wide", "nt-xent", "contrastive",
                             "distillation", "elbo-bernoulli", "gradient-penalty", "dice"})
      QTest::newRow(name) << QString(name);
  }
  void secondGradients() {
    QFETCH(QString, name);
    const json& c = torchLayer(name.toStdString());
    Graph graph;
    std::vector<Tensor> in;
    std::vector<double> at;
    for (const json& spec : c["inputs"]) {
      const std::vector<double> values = elementsOf(spec);
      const bool moves = spec.value("gradient", true);
      in.push_back(moves ? graph.parameter(spec["name"], shapeOf(spec["shape"]))
                         : graph.constant(values, shapeOf(spec["shape"])));
      if (moves) at.insert(at.end(), values.begin(), values.end());
    }
    const Tensor loss = (*lossNamed(c["layer"]))(in, c["config"]);
    const std::vector<Tensor> params = parametersOf(graph), first = gradients(loss, params);
    QVERIFY(differenceError(loss, first, at) < 1e-6);
    Tensor mixed;
    for (size_t k = 0; k < first.size(); ++k) {
      const Tensor part = probe(first[k], 0.3 + static_cast<double>(k));
      mixed = mixed ? mixed + part : part;
    }
    QVERIFY(differenceError(mixed, gradients(mixed, params), at) < 1e-6);
  }
  void errorsNameTheLoss() {
    Graph graph;
    graph.setLayer("head");
    const Tensor a = graph.input("a", {3, 4}), b = graph.input("b", {4, 3});
    QCOMPARE(errorOf([&] { mseLoss(a, b); }),
             "squared loss in head: got [3, 4] and [4, 3], expected two equal shapes.");
    QVERIFY(errorOf([&] { crossEntropyLoss(a, b); }).find("one class index a row") != std::string::npos);
    QVERIFY(errorOf([&] {
              crossEntropyLoss(a, graph.input("y", {3}), {.weights = {1, 2}});
            }).find("one weight a class") != std::string::npos);
    QVERIFY(errorOf([&] { huberLoss(a, a, -1); }).find("must be positive") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestTorchLosses)
#include "tst_torch_losses.moc"
