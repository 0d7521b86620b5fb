// Diffusion, formula by formula.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/generative/diffusion.h"
#include "core/probability/normal.h"
#include "core/probability/special.h"

using namespace gradus;

namespace {

Matrix normals(size_t rows, size_t cols, uint64_t seed) {
  Matrix x(rows, cols);
  Rng(seed, "normals").fillNormal(x.values);
  return x;
}

struct Moments {
  double mean = 0, variance = 0;
};
Moments momentsOf(const Matrix& x, size_t column) {
  Moments m;
  const auto n = static_cast<double>(x.rows);
  for (size_t i = 0; i < x.rows; ++i) m.mean += x(i, column) / n;
  for (size_t i = 0; i < x.rows; ++i) m.variance += (x(i, column) - m.mean) * (x(i, column) - m.mean) / (n - 1);
  return m;
}

}  // namespace

class TestDiffusion : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void schedules();
  void manySmallStepsAreOneJump();
  void endsInStandardNoise();
  void posteriorIsBayes();
  void ancestralStepIsTheTextbookFormula();
  void ddimWithFullNoiseIsAncestral();
  void dataAndScoreFromNoise();
  void sequences();
};

void TestDiffusion::schedules() {
  const DiffusionSchedule linear = makeSchedule(NoiseSchedule::linear, 1000);
  QCOMPARE(linear.beta[1], 1e-4);
  QVERIFY(std::fabs(linear.beta[1000] - 0.02) < 1e-15);
  QVERIFY(std::fabs(linear.alphaBar[1000] / 4.036e-5 - 1) < 5e-4);  // the figure is given to four digits
  const DiffusionSchedule cosine = makeSchedule(NoiseSchedule::cosine, 1000);
  const auto f = [](double u) { return std::pow(std::cos((u + 0.008) / 1.008 * std::numbers::pi / 2), 2); };
  for (const int t : {1, 250, 500, 900}) QVERIFY(std::fabs(cosine.alphaBarAt(t) - f(t / 1000.0) / f(0)) < 1e-12);
  QVERIFY(std::fabs(cosine.beta[1000] - 0.999) < 1e-15);
  for (const NoiseSchedule kind : {NoiseSchedule::linear, NoiseSchedule::cosine}) {
    for (const int steps : {1, 2, 10, 100, 4000}) {
      const DiffusionSchedule s = makeSchedule(kind, steps);
      QVERIFY(s.beta.size() == static_cast<size_t>(steps) + 1 && s.alphaBar[0] == 1 && s.beta[0] == 0);
      for (int t = 1; t <= steps; ++t) {
        QVERIFY(s.beta[static_cast<size_t>(t)] > 0 && s.beta[static_cast<size_t>(t)] < 1);
        QVERIFY(s.alphaBarAt(t) > 0 && s.alphaBarAt(t) < s.alphaBarAt(t - 1));
      }
      if (steps >= 10) QVERIFY(s.alphaBarAt(steps) < 0.01);
    }
  }
}

void TestDiffusion::manySmallStepsAreOneJump() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 50);
  const size_t n = 20000;
  Matrix x0(n, 2, 1.5), walked = x0;
  for (size_t i = 0; i < n; ++i) x0(i, 1) = walked(i, 1) = i % 2 ? -1 : 1;
  const int end = 30;
  for (int t = 1; t <= end; ++t) walked = forwardStep(schedule, walked, normals(n, 2, static_cast<uint64_t>(t)), t);
  const Matrix jumped = noised(schedule, x0, normals(n, 2, 999), end);
  const double bar = schedule.alphaBarAt(end);
  for (size_t j = 0; j < 2; ++j) {
    const double mean = j == 0 ? 1.5 * std::sqrt(bar) : 0, variance = 1 - bar + (j == 0 ? 0 : bar);
    for (const Moments& m : {momentsOf(walked, j), momentsOf(jumped, j)}) {
      QVERIFY(std::fabs(m.mean - mean) < 4 * std::sqrt(variance / n));
      QVERIFY(std::fabs(m.variance - variance) < 4 * variance * std::sqrt(2.0 / n));
    }
  }
}

void TestDiffusion::endsInStandardNoise() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 1000);
  const Matrix x = noised(schedule, Matrix(5000, 1, 2.0), normals(5000, 1, 5), 1000);
  std::vector<double> sorted = x.values;
  std::ranges::sort(sorted);
  double d = 0;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const double p = normalCdf(sorted[i]);
    d = std::max({d, std::fabs(p - static_cast<double>(i) / 5000), std::fabs(p - static_cast<double>(i + 1) / 5000)});
  }
  QVERIFY(kolmogorovSurvival(d, 5000) > 0.001);
}

void TestDiffusion::posteriorIsBayes() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 20);
  const double x0 = 0.8, xt = -0.4;
  for (const auto& [t, s] : {std::pair{7, 6}, {20, 3}, {2, 1}}) {
    // q(x_s | x_t, x_0) is proportional to q(x_t | x_s) q(x_s | x_0): moments on a fine grid.
    const double barS = schedule.alphaBarAt(s), alpha = schedule.alphaBarAt(t) / barS;
    double total = 0, mean = 0, square = 0;
    for (double x = -8; x < 8; x += 1e-3) {
      const double q = normalDensity(xt, std::sqrt(alpha) * x, std::sqrt(1 - alpha)) *
                       normalDensity(x, std::sqrt(barS) * x0, std::sqrt(1 - barS));
      total += q, mean += q * x, square += q * x * x;
    }
    mean /= total;
    const StepPosterior p = stepPosterior(schedule, t, s);
    QVERIFY(std::fabs(p.fromData * x0 + p.fromNoised * xt - mean) < 1e-9);
    QVERIFY(std::fabs(p.variance - (square / total - mean * mean)) < 1e-9);
  }
  QCOMPARE(stepPosterior(schedule, 1, 0).variance, 0.0);
  QCOMPARE(stepPosterior(schedule, 1, 0).fromData, 1.0);
}

void TestDiffusion::ancestralStepIsTheTextbookFormula() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 40);
  const Matrix x = normals(30, 2, 1), eps = normals(30, 2, 2);
  for (const int t : {1, 2, 20, 40}) {
    const auto at = static_cast<size_t>(t);
    for (const ReverseVariance kind : {ReverseVariance::posterior, ReverseVariance::beta}) {
      const double beta = schedule.beta[at], bar = schedule.alphaBar[at], before = schedule.alphaBar[at - 1];
      const double sd = t == 1 ? 0 : std::sqrt(kind == ReverseVariance::beta ? beta : beta * (1 - before) / (1 - bar));
      const Matrix next = ancestralStep(schedule, kind, x, eps, t, t - 1, Rng(4, "step"));
      for (size_t i = 0; i < 30; ++i) {
        Rng own = Rng(4, "step").split(i);
        for (size_t j = 0; j < 2; ++j) {
          const double expected = (x(i, j) - beta / std::sqrt(1 - bar) * eps(i, j)) / std::sqrt(1 - beta) +
                                  sd * (sd > 0 ? own.normal() : 0);
          QVERIFY(std::fabs(next(i, j) - expected) < 1e-10 / std::sqrt(1 - beta));
        }
      }
    }
  }
}

void TestDiffusion::ddimWithFullNoiseIsAncestral() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 100);
  const Matrix x = normals(20, 3, 1), eps = normals(20, 3, 2);
  for (const auto& [t, s] : {std::pair{100, 99}, {60, 20}, {5, 4}, {9, 0}}) {
    const Matrix a = ancestralStep(schedule, ReverseVariance::posterior, x, eps, t, s, Rng(1)),
                 b = ddimStep(schedule, 1, x, eps, t, s, Rng(1));
    for (size_t i = 0; i < a.values.size(); ++i) QVERIFY(std::fabs(a.values[i] - b.values[i]) < 1e-11);
  }
  // In between, eta scales the noise's deviation and the direction makes up for it.
  const double bar = schedule.alphaBarAt(60), before = schedule.alphaBarAt(20);
  const double sd = 0.3 * std::sqrt((1 - before) / (1 - bar) * (1 - bar / before));
  const Matrix next = ddimStep(schedule, 0.3, x, eps, 60, 20, Rng(1));
  Rng own = Rng(1).split(0);
  for (size_t j = 0; j < 3; ++j) {
    const double data = (x(0, j) - std::sqrt(1 - bar) * eps(0, j)) / std::sqrt(bar);
    const double expected = std::sqrt(before) * data + std::sqrt(1 - before - sd * sd) * eps(0, j) + sd * own.normal();
    QVERIFY(std::fabs(next(0, j) - expected) < 1e-12);
  }
  QVERIFY(ddimStep(schedule, 0, x, eps, 60, 20, Rng(1)) == ddimStep(schedule, 0, x, eps, 60, 20, Rng(2)));
}

void TestDiffusion::dataAndScoreFromNoise() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 100);
  const Matrix x0 = normals(20, 2, 1), eps = normals(20, 2, 2);
  for (const int t : {1, 30, 100}) {
    const Matrix back = predictedData(schedule, noised(schedule, x0, eps, t), eps, t),
                 score = scoreFromNoise(schedule, eps, t);
    for (size_t i = 0; i < 40; ++i) {
      QVERIFY(std::fabs(back.values[i] - x0.values[i]) < 1e-12);
      QVERIFY(std::fabs(score.values[i] + eps.values[i] / std::sqrt(1 - schedule.alphaBarAt(t))) < 1e-12);
    }
  }
}

void TestDiffusion::sequences() {
  QCOMPARE(samplingSequence(10, 10), (std::vector<int>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
  QCOMPARE(samplingSequence(1000, 4), (std::vector<int>{1000, 750, 500, 250, 0}));
  QCOMPARE(samplingSequence(7, 1), (std::vector<int>{7, 0}));
  for (int used = 1; used <= 97; ++used) {
    const std::vector<int> times = samplingSequence(97, used);
    QVERIFY(times.size() == static_cast<size_t>(used) + 1 && times.front() == 97 && times.back() == 0);
    for (size_t i = 1; i < times.size(); ++i) QVERIFY(times[i] < times[i - 1]);
  }
}

QTEST_GUILESS_MAIN(TestDiffusion)
#include "tst_diffusion.moc"
