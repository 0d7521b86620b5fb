// What the catalogue promises of the diffusion demo, trained with its default settings (about five seconds of processor
// time a run).
#include <QtTest>
#include <cmath>
#include <numbers>

#include "core/data/sources.h"
#include "core/generative/denoiser.h"
#include "core/generative/noised_mixture.h"
#include "core/metrics/wasserstein.h"
#include "tests/app/demos/catalogue_runs.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
const std::string id = "diffusion/swiss-roll";

/// A trained run that has not begun to sample.
Session trained(const RunOptions& options) {
  Session session = startRun(id, options);
  const int64_t steps = session.settings().integer("training_steps");
  while (session.tick() < steps && session.stepTick()) {
  }
  return session;
}

DiffusionSchedule scheduleOf(const Session& session) {
  return makeSchedule(session.settings().choice("schedule") == "linear" ? NoiseSchedule::linear : NoiseSchedule::cosine,
                      static_cast<int>(session.settings().integer("diffusion_steps")));
}

struct ScoreField {
  int t = 1;
  Matrix places, scores;
};

/// The score of the network as the demo's arrows show it: centred on a grid cell, of length 0.9 cells times tanh of the
/// size.
ScoreField shownScore(Session& session, double share) {
  session.act({.name = "set", .args = {{"name", std::string("score_time")}, {"value", share}}});
  const Arrows arrows = derivedValue<Arrows>(session, "score");
  const size_t count = arrows.values.size() / 4;
  const double cell = 6 / std::sqrt(static_cast<double>(count));  // the field reaches from -3 to 3
  ScoreField field{static_cast<int>(std::lround(share * session.settings().integer("diffusion_steps"))),
                   Matrix(count, 2), Matrix(count, 2)};
  for (size_t i = 0; i < count; ++i) {
    const double dx = arrows.values[4 * i + 2], dy = arrows.values[4 * i + 3], length = std::hypot(dx, dy);
    field.places(i, 0) = arrows.values[4 * i] + dx / 2;
    field.places(i, 1) = arrows.values[4 * i + 1] + dy / 2;
    const double size = std::atanh(std::min(length / (0.9 * cell), 1 - 1e-7));
    field.scores(i, 0) = length > 0 ? size * dx / length : 0;
    field.scores(i, 1) = length > 0 ? size * dy / length : 0;
  }
  return field;
}

Matrix rowsOf(std::vector<double> values) {  // two columns
  Matrix x(values.size() / 2, 2);
  x.values = std::move(values);
  return x;
}

std::string normalTable(double mean1, double mean2, double sd) {
  return csvOf(drawMixture({{1}, rowsOf({mean1, mean2}), {sd}}, 6000, Rng(5, "normal")));
}

}  // namespace

class TestCatalogueDiffusion : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void samplesLieOnTheRoll();
  void gaussianNoiseIsPredictedAsWellAsCanBe();
  void boundLiesAboveTheTrueCrossEntropy();
  void mixtureScorePointsTheRightWay();
};

/// 5000 samples of the default network against 5000 fresh points of the roll, beside two fresh sets of 5000 against
/// each other.
void TestCatalogueDiffusion::samplesLieOnTheRoll() {
  Session session = startRun(id, {.settings = {{"data.rows", int64_t{10000}}, {"samples", int64_t{5000}}}});
  toTheEnd(session);
  QVERIFY(session.done());
  const Table table = fileTable(session, "samples");
  const auto &x1 = numbersOf(table, "x1"), &x2 = numbersOf(table, "x2");
  Matrix samples(5000, 2);
  QCOMPARE(x1.size(), samples.rows);
  for (size_t i = 0; i < samples.rows; ++i) samples(i, 0) = x1[i], samples(i, 1) = x2[i];
  GeneratorParams params = findDataSource("swiss-roll")->defaults;
  params.rows = 5000;
  params.noise = session.settings().number("data.noise");
  const Matrix directions = randomDirections(64, 2, Rng(1, "directions"));
  double real = 0, drawn = 0;  // means over pairs of fresh sets
  constexpr int sets = 6;
  std::vector<Matrix> fresh;
  for (int i = 0; i < sets; ++i)
    fresh.push_back(generate("swiss-roll", params, Rng(100 + static_cast<uint64_t>(i), "data")).features());
  for (int i = 0; i < sets; ++i) {
    real +=
        slicedWasserstein(fresh[static_cast<size_t>(i)], fresh[static_cast<size_t>((i + 1) % sets)], directions) / sets;
    drawn += slicedWasserstein(samples, fresh[static_cast<size_t>(i)], directions) / sets;
  }
  qInfo("samples to real %g, real to real %g (units of the data); the demo's own figures %g and %g", drawn, real,
        metric(session, "sliced_wasserstein"), metric(session, "real_sliced_wasserstein"));
  QVERIFY2(drawn < 3 * real, numberText(drawn / real).c_str());
  QVERIFY(metric(session, "sliced_wasserstein") < 3 * metric(session, "real_sliced_wasserstein"));
}

/// Normal data have mean 0 and variance 1 in the network's units, so the best prediction is sqrt(1 - abar) x. Squared
/// error per coordinate, weighted by where the points are; noise has mean square 1. The arrows' tanh can be undone
/// where |x| < 2.5.
void TestCatalogueDiffusion::gaussianNoiseIsPredictedAsWellAsCanBe() {
  Session session = trained({.table = normalTable(1, -2, 3)});
  const DiffusionSchedule schedule = scheduleOf(session);
  const GaussianMixture normal{{1}, rowsOf({0, 0}), {1}};
  double worst = 0;
  for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    const ScoreField field = shownScore(session, share);
    const double noise = std::sqrt(1 - schedule.alphaBarAt(field.t));
    const Matrix best = exactNoise(normal, schedule.alphaBarAt(field.t), field.places);
    double error = 0, weights = 0;
    for (size_t i = 0; i < best.rows; ++i) {
      const double square = field.places(i, 0) * field.places(i, 0) + field.places(i, 1) * field.places(i, 1);
      if (square > 2.5 * 2.5) continue;
      const double weight = std::exp(-square / 2);
      weights += weight;
      for (size_t j = 0; j < 2; ++j) error += weight / 2 * std::pow(-noise * field.scores(i, j) - best(i, j), 2);
    }
    qInfo("t = %d: mean squared error %.3f %%", field.t, 100 * error / weights);
    worst = std::max(worst, error / weights);
  }
  QVERIFY2(worst < 0.01, numberText(worst).c_str());
}

/// -log p of normal data is 1 + log 2 pi nats a point on average (two coordinates of variance 1), and the bars add up
/// to a bound above it. How far above is known too: with the best network the terms are log(2 pi (1 - abar_1)) + 1 for
/// L_0 and (SNR(t-1) - SNR(t)) (1 - abar_t) for t >= 2, SNR = abar / (1 - abar), the squared error of the best guess
/// being 1 - abar_t a coordinate. A network can't stay below that sum; what it adds is its own error where the noise is
/// small. 128 rows know either to about 0.15 nats.
void TestCatalogueDiffusion::boundLiesAboveTheTrueCrossEntropy() {
  const Session session = trained({.table = normalTable(1, -2, 3)});
  const Bars bars = derivedValue<Bars>(session, "bound");
  QCOMPARE(bars.labels.front(), std::string("L_0"));
  QCOMPARE(bars.labels.back(), std::string("L_T"));
  double sum = 0;
  for (const double value : bars.values) sum += value;
  for (size_t i = 1; i < bars.values.size(); ++i) QVERIFY(bars.values[i] >= 0);  // divergences; L_0 is a log density
  const DiffusionSchedule schedule = scheduleOf(session);
  const auto noise = [&](int t) { return 1 - schedule.alphaBarAt(t); };
  const double truth = 1 + std::log(2 * std::numbers::pi);
  double best = std::log(2 * std::numbers::pi * noise(1)) + 1;
  for (int t = 2; t <= schedule.steps; ++t) best += (1 / noise(t - 1) - 1 / noise(t)) * noise(t);
  qInfo("bound %.3f nats, with the best network %.3f, true cross entropy %.3f", sum, best, truth);
  QVERIFY(best > truth);
  QVERIFY2(sum > best - 0.45 && sum < best + 1.5, numberText(sum).c_str());
}

/// Three groups of known place and width: mean cosine between the arrows and the true score, weighted by where the
/// points are.
void TestCatalogueDiffusion::mixtureScorePointsTheRightWay() {
  const GaussianMixture mixture{{0.5, 0.3, 0.2}, rowsOf({-4, 1, 3, 3, 2, -4}), {1, 0.7, 1.3}};
  const Matrix x = drawMixture(mixture, 6000, Rng(9, "mixture"));
  Session session = trained({.table = csvOf(x)});
  const denoiser::Data data = denoiser::normalise(x, {});
  GaussianMixture shown = mixture;  // in the network's units
  for (size_t k = 0; k < 3; ++k) {
    for (size_t j = 0; j < 2; ++j) shown.means(k, j) = (mixture.means(k, j) - data.centre[j]) / data.scale;
    shown.sds[k] = mixture.sds[k] / data.scale;
  }
  const DiffusionSchedule schedule = scheduleOf(session);
  for (const double share : {0.1, 0.3, 0.5, 0.7}) {
    const ScoreField field = shownScore(session, share);
    const double alphaBar = schedule.alphaBarAt(field.t);
    const Matrix score = noisedScore(shown, alphaBar, field.places);
    const std::vector<double> density = noisedLogDensity(shown, alphaBar, field.places);
    double sum = 0, weights = 0;
    for (size_t i = 0; i < score.rows; ++i) {
      const double size = std::hypot(score(i, 0), score(i, 1)) * std::hypot(field.scores(i, 0), field.scores(i, 1));
      const double weight = std::exp(density[i]);
      sum += weight * (score(i, 0) * field.scores(i, 0) + score(i, 1) * field.scores(i, 1)) / size;
      weights += weight;
    }
    qInfo("t = %d: mean cosine %.4f", field.t, sum / weights);
    QVERIFY2(sum / weights > 0.97, numberText(sum / weights).c_str());
  }
}

QTEST_GUILESS_MAIN(TestCatalogueDiffusion)
#include "tst_catalogue_diffusion_slow.moc"
