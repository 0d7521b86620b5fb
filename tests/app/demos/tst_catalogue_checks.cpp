// What the catalogue promises of whole demos with their default settings and presets. What is proved of the algorithms
// alone stands below tests/core; the diffusion demo is in tst_catalogue_diffusion_slow.cpp.
#include <QtTest>
#include <cmath>
#include <map>
#include <numeric>

#include "core/metrics/mcmc_diagnostics.h"
#include "core/metrics/rank.h"
#include "tests/app/demos/catalogue_runs.h"
#include "tests/harness/checks.h"

using namespace gradus;
using namespace gradus::harness;

namespace {

std::string inertiaRises(const Session& session) {
  const Series* inertia = session.recording().series("inertia");
  if (!inertia || inertia->size() < 2) return "fewer than two samples";
  for (size_t i = 1; i < inertia->size(); ++i) {
    // Sums of a few hundred squares: equal to rounding where nothing moves any more.
    if (inertia->y(i) > inertia->y(i - 1) * (1 + 1e-12))
      return "rises to " + numberText(inertia->y(i)) + " at " + numberText(inertia->x(i));
  }
  return {};
}

/// Chains x draws of one column of chain.csv (or a function of z1 and z2), after burn-in.
template <typename Function>
Matrix drawsOf(const Table& chain, size_t chains, int64_t burnIn, Function function) {
  const auto &step = numbersOf(chain, "step"), &number = numbersOf(chain, "chain"), &z1 = numbersOf(chain, "z1"),
             &z2 = numbersOf(chain, "z2");
  std::vector<std::vector<double>> kept(chains);
  for (size_t i = 0; i < step.size(); ++i) {
    if (step[i] > static_cast<double>(burnIn))
      kept[static_cast<size_t>(number[i]) - 1].push_back(function(z1[i], z2[i]));
  }
  Matrix draws(chains, kept.front().size());
  for (size_t c = 0; c < chains; ++c) std::copy(kept[c].begin(), kept[c].end(), draws.row(c).begin());
  return draws;
}

/// The weights of the layer as a matrix [to][from], from what the network view shows.
std::vector<std::vector<double>> layerWeights(const Network& network, int layer) {
  const auto units = [&](int l) { return static_cast<size_t>(network.layers[static_cast<size_t>(l)].units); };
  std::vector<std::vector<double>> weights(units(layer + 1), std::vector<double>(units(layer), 0.0));
  for (const Network::Edge& edge : network.edges) {
    if (edge.layer == layer && edge.from >= 0)
      weights[static_cast<size_t>(edge.to)][static_cast<size_t>(edge.from)] = edge.weight;
  }
  return weights;
}

double logistic(double z) {
  return 1 / (1 + std::exp(-z));
}

}  // namespace

class TestCatalogueChecks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void kMeansInertiaNeverRises_data();
  void kMeansInertiaNeverRises();
  void kMeansPlusPlusStartsCheaper();
  void kMeansIris();
  void pcaScoresAreUncorrelated_data();
  void pcaScoresAreUncorrelated();
  void lleUnrollsTheRoll_data();
  void lleUnrollsTheRoll();
  void metropolisMomentsOfTheGaussian_data();
  void metropolisMomentsOfTheGaussian();
  void twoSpiralsAreLearnt();
  void linearNetworkIsOneMatrix();
};

void TestCatalogueChecks::kMeansInertiaNeverRises_data() {
  QTest::addColumn<QString>("preset");
  for (const Preset& preset : demoNamed("clustering/k-means")->presets)
    QTest::newRow(preset.name.c_str()) << QString::fromStdString(preset.name);
}

void TestCatalogueChecks::kMeansInertiaNeverRises() {
  QFETCH(QString, preset);
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    Session session = startRun("clustering/k-means", {.preset = preset.toStdString(), .seed = seed});
    toTheEnd(session);
    QVERIFY(session.done());
    QCOMPARE_GOOD(inertiaRises(session));
  }
}

/// Mean final inertia over 200 seeds on the demo's own groups, as many as there are clear groups and more than that.
void TestCatalogueChecks::kMeansPlusPlusStartsCheaper() {
  for (const int64_t k : {3, 6}) {
    std::map<std::string, double> mean;
    for (const std::string init : {"k-means++", "random"}) {
      for (uint64_t seed = 1; seed <= 200; ++seed) {
        Session session = startRun("clustering/k-means", {.settings = {{"init", init}, {"k", k}}, .seed = seed});
        toTheEnd(session);
        mean[init] += metric(session, "inertia") / 200;
      }
    }
    qInfo("k = %d: mean inertia %g with k-means++, %g with random starts", static_cast<int>(k), mean["k-means++"],
          mean["random"]);
    QVERIFY(mean["k-means++"] <= mean["random"]);
  }
}

void TestCatalogueChecks::kMeansIris() {
  Session session = startRun("clustering/k-means", {.preset = "iris"});
  toTheEnd(session);
  QVERIFY2(std::fabs(metric(session, "inertia") - 78.851) <= 0.01, numberText(metric(session, "inertia")).c_str());
}

void TestCatalogueChecks::pcaScoresAreUncorrelated_data() {
  QTest::addColumn<QString>("preset");
  for (const Preset& preset : demoNamed("dimred/pca")->presets)
    QTest::newRow(preset.name.c_str()) << QString::fromStdString(preset.name);
}

/// Correlations of the exported scores below 1e-10; the error is the sum of the discarded eigenvalues.
void TestCatalogueChecks::pcaScoresAreUncorrelated() {
  QFETCH(QString, preset);
  Session session = startRun("dimred/pca", {.preset = preset.toStdString()});
  toTheEnd(session);
  const Table scores = fileTable(session, "scores");
  const size_t kept = scores.columns.size() - 1;
  double total = 0;
  const Matrix x = session.data()->features();
  for (size_t j = 0; j < x.cols; ++j) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < x.rows; ++i) sum += x(i, j);
    for (size_t i = 0; i < x.rows; ++i) squares += std::pow(x(i, j) - sum / static_cast<double>(x.rows), 2);
    total += squares / static_cast<double>(x.rows - 1);
  }
  for (size_t j = 1; j <= kept; ++j) {
    for (size_t k = 1; k < j; ++k) {
      const double r = pearsonCorrelation(scores.columns[j].numbers, scores.columns[k].numbers);
      QVERIFY2(std::fabs(r) < 1e-10, numberText(r).c_str());
    }
    double squares = 0;
    for (const double score : scores.columns[j].numbers) squares += score * score / static_cast<double>(x.rows - 1);
    total -= squares;
  }
  // What is left of the total variance, to the rounding of the difference.
  QVERIFY2(std::fabs(metric(session, "reconstruction_error") - total) < 1e-9 * (total + 1), numberText(total).c_str());
}

void TestCatalogueChecks::lleUnrollsTheRoll_data() {
  QTest::addColumn<int>("dataSeed");
  for (const int seed : {1, 2, 3}) QTest::newRow(std::to_string(seed).c_str()) << seed;
}

/// n = 1500 as the demo starts: one coordinate follows the true arc length of the roll.
void TestCatalogueChecks::lleUnrollsTheRoll() {
  QFETCH(int, dataSeed);
  Session session = startRun("dimred/lle", {.settings = {{"data.seed", int64_t{dataSeed}}}});
  QCOMPARE(session.data()->rows(), size_t{1500});
  toTheEnd(session);
  QVERIFY(session.done());
  const Table embedding = fileTable(session, "embedding");
  const std::vector<double> place = session.data()->target();
  double best = 0;
  for (const char* column : {"y1", "y2"})
    best = std::max(best, std::fabs(spearmanCorrelation(numbersOf(embedding, column), place)));
  qInfo("Spearman %g", best);
  QVERIFY2(best > 0.95, numberText(best).c_str());
}

void TestCatalogueChecks::metropolisMomentsOfTheGaussian_data() {
  QTest::addColumn<int>("seed");
  for (const int seed : {1, 2, 3}) QTest::newRow(std::to_string(seed).c_str()) << seed;
}

/// First and second moments of the correlated Gaussian (means 0, variances 1, correlation rho) within 4 Monte-Carlo
/// standard errors of the exported chains, and the metrics are those of the same draws.
void TestCatalogueChecks::metropolisMomentsOfTheGaussian() {
  QFETCH(int, seed);
  Session session = startRun("mcmc/metropolis-hastings",
                             {.settings = {{"target", std::string("gaussian")}}, .seed = static_cast<uint64_t>(seed)});
  toTheEnd(session);
  const Table chain = fileTable(session, "chain");
  const auto chains = static_cast<size_t>(session.settings().integer("chains"));
  const int64_t burnIn = session.settings().integer("burn_in");
  const double rho = session.settings().number("rho");
  struct Moment {
    const char* name;
    double (*of)(double, double);
    double expected;
  };
  const Moment moments[] = {{"mean 1", [](double a, double) { return a; }, 0},
                            {"mean 2", [](double, double b) { return b; }, 0},
                            {"square 1", [](double a, double) { return a * a; }, 1},
                            {"square 2", [](double, double b) { return b * b; }, 1},
                            {"product", [](double a, double b) { return a * b; }, rho}};
  for (const Moment& moment : moments) {
    const ChainDiagnostics found = diagnoseChains(drawsOf(chain, chains, burnIn, moment.of));
    QVERIFY2(std::fabs(found.mean - moment.expected) <= 4 * found.mcseMean,
             (std::string(moment.name) + " = " + numberText(found.mean) + " +- " + numberText(found.mcseMean)).c_str());
    QVERIFY(found.mcseMean < 0.1);  // a check that could not fail would be none
  }
  const ChainDiagnostics first = diagnoseChains(drawsOf(chain, chains, burnIn, moments[0].of));
  QVERIFY(std::fabs(metric(session, "mean_1") - first.mean) < 1e-9 &&
          std::fabs(metric(session, "sd_1") - first.sd) < 1e-9);
  QVERIFY(metric(session, "rhat_max") < 1.05);
}

/// Share of right answers on the training rows after the preset's steps: the promise is about fitting the spirals. What
/// the held-out rows say is printed beside it.
void TestCatalogueChecks::twoSpiralsAreLearnt() {
  int learnt = 0;
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    Session session = startRun("nn/mlp-playground", {.preset = "two-spirals", .seed = seed});
    toTheEnd(session);
    QVERIFY(session.done());
    const double train = metric(session, "train_accuracy"), validation = metric(session, "validation_accuracy");
    qInfo("seed %d: %.1f %% of the training rows, %.1f %% of the validation rows", static_cast<int>(seed), 100 * train,
          100 * validation);
    QVERIFY(validation > 0.6);  // clearly better than guessing
    learnt += train >= 0.98 ? 1 : 0;
  }
  QVERIFY2(learnt >= 4, std::to_string(learnt).c_str());
}

/// With linear activations the layers' weight matrices multiply to one row of weights: p = sigma(w x + b) at every row.
/// The bias comes from one row; weights and probabilities are single precision.
void TestCatalogueChecks::linearNetworkIsOneMatrix() {
  Session session =
      startRun("nn/mlp-playground",
               {.preset = "linear-only",
                .settings = {{"data", std::string("gaussians")}, {"data.noise", 0.5}, {"max_steps", int64_t{400}}}});
  toTheEnd(session);
  AllChannels sink;
  session.show(sink);
  const Network& network = std::get<Network>(*sink.values.at("network"));
  QVERIFY(network.layers.size() > 3);
  std::vector<std::vector<double>> product = layerWeights(network, 0);
  for (int layer = 1; layer + 1 < static_cast<int>(network.layers.size()); ++layer) {
    const auto weights = layerWeights(network, layer);
    std::vector<std::vector<double>> next(weights.size(), std::vector<double>(product.front().size(), 0.0));
    for (size_t i = 0; i < weights.size(); ++i) {
      for (size_t k = 0; k < product.size(); ++k) {
        for (size_t j = 0; j < next[i].size(); ++j) next[i][j] += weights[i][k] * product[k][j];
      }
    }
    product = next;
  }
  QCOMPARE(product.size(), size_t{1});
  const std::vector<double> p = fileTable(session, "predictions").columns.back().numbers;  // of the second class
  const Matrix x = session.data()->features();
  const auto score = [&](size_t i) { return product[0][0] * x(i, 0) + product[0][1] * x(i, 1); };
  size_t middle = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    if (std::fabs(p[i] - 0.5) < std::fabs(p[middle] - 0.5)) middle = i;
  }
  const double bias = std::log(p[middle] / (1 - p[middle])) - score(middle);
  double low = 1, high = 0;
  for (size_t i = 0; i < p.size(); ++i) {
    QVERIFY2(std::fabs(logistic(score(i) + bias) - p[i]) <= 1e-5, numberText(p[i]).c_str());
    low = std::min(low, p[i]);
    high = std::max(high, p[i]);
  }
  QVERIFY(low < 0.1 && high > 0.9);  // it has learnt something, so the weights matter
}

QTEST_GUILESS_MAIN(TestCatalogueChecks)
#include "tst_catalogue_checks.moc"
