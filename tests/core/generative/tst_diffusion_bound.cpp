#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "core/generative/diffusion_bound.h"
#include "core/generative/noised_mixture.h"
#include "core/probability/normal.h"

using namespace gradus;

namespace {

Matrix normals(size_t rows, size_t cols, uint64_t seed) {
  Matrix x(rows, cols);
  Rng(seed, "normals").fillNormal(x.values);
  return x;
}

struct Estimate {
  double mean = 0, error = 0;
};
Estimate estimate(const std::vector<double>& values) {
  Estimate e;
  const auto n = static_cast<double>(values.size());
  double square = 0;
  for (const double v : values) e.mean += v / n, square += v * v / n;
  e.error = std::sqrt((square - e.mean * e.mean) / n);
  return e;
}

}  // namespace

class TestDiffusionBound : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void priorTermMatchesMonteCarlo() {
    const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 10);
    Matrix x0(1, 2);
    x0.values = {1.7, -0.6};
    const double bar = schedule.alphaBarAt(10), exact = priorTerm(schedule, x0)[0];
    const Matrix z = normals(200000, 2, 1);
    std::vector<double> ratios;
    for (size_t i = 0; i < z.rows; ++i) {
      double ratio = 0;
      for (size_t j = 0; j < 2; ++j) {
        const double x = std::sqrt(bar) * x0(0, j) + std::sqrt(1 - bar) * z(i, j);
        ratio += normalLogDensity(x, std::sqrt(bar) * x0(0, j), std::sqrt(1 - bar)) - normalLogDensity(x);
      }
      ratios.push_back(ratio);
    }
    const Estimate e = estimate(ratios);
    QVERIFY(std::fabs(e.mean - exact) < 4 * e.error);
  }

  void stepTermsMatchMonteCarlo() {
    const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 12);
    Matrix x0(1, 2), predicted(1, 2);
    x0.values = {0.9, -1.4};
    predicted.values = {0.1, 0.7};  // some wrong answer of a network
    const Matrix eps = normals(1, 2, 3), z = normals(200000, 2, 4);
    for (const ReverseVariance kind : {ReverseVariance::posterior, ReverseVariance::beta}) {
      for (const int t : {2, 5, 12}) {
        const double exact = stepTerm(schedule, kind, x0, eps, predicted, t)[0];
        const Matrix x = noised(schedule, x0, eps, t);
        const StepPosterior q = stepPosterior(schedule, t, t - 1);
        const double sd = std::sqrt(q.variance), modelSd = std::sqrt(reverseVariance(schedule, kind, t, t - 1));
        std::vector<double> ratios;
        for (size_t i = 0; i < z.rows; ++i) {
          double ratio = 0;
          for (size_t j = 0; j < 2; ++j) {
            const double own = q.fromData * x0(0, j) + q.fromNoised * x(0, j), place = own + sd * z(i, j);
            // the model's mean, by the textbook's formula rather than through predictedData
            const double beta = schedule.beta[static_cast<size_t>(t)];
            const double model =
                (x(0, j) - beta / std::sqrt(1 - schedule.alphaBarAt(t)) * predicted(0, j)) / std::sqrt(1 - beta);
            ratio += normalLogDensity(place, own, sd) - normalLogDensity(place, model, modelSd);
          }
          ratios.push_back(ratio);
        }
        const Estimate e = estimate(ratios);
        QVERIFY2(std::fabs(e.mean - exact) < 4 * e.error + 1e-12,
                 qPrintable(QString("%1 %2 %3").arg(e.mean).arg(exact).arg(e.error)));
      }
    }
  }

  void aPerfectAnswerCostsNothing() {
    const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 50);
    const Matrix x0 = normals(10, 2, 1), eps = normals(10, 2, 2);
    for (int t = 2; t <= 50; ++t) {
      for (const double term : stepTerm(schedule, ReverseVariance::posterior, x0, eps, eps, t))
        QVERIFY(std::fabs(term) < 1e-12);
      for (const double term : stepTerm(schedule, ReverseVariance::posterior, x0, eps, Matrix(10, 2, 0.5), t))
        QVERIFY(term > 0);
    }
    QVERIFY(std::fabs(natsToBits(std::log(8)) - 3) < 1e-14);
  }

  void stepTermIsTheWeightedNoiseError() {
    // beta^2 / (2 sigma^2 alpha (1 - abar)) |eps - eps_theta|^2 (Ho et al. 2020, equation 12)
    const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 50);
    const Matrix x0 = normals(5, 2, 1), eps = normals(5, 2, 2), guess = normals(5, 2, 3);
    const int t = 17;
    const double beta = schedule.beta[t], sigma2 = reverseVariance(schedule, ReverseVariance::posterior, t, t - 1);
    const std::vector<double> terms = stepTerm(schedule, ReverseVariance::posterior, x0, eps, guess, t);
    for (size_t i = 0; i < 5; ++i) {
      const double expected = beta * beta / (2 * sigma2 * (1 - beta) * (1 - schedule.alphaBarAt(t))) *
                              squaredDistance(eps.row(i), guess.row(i));
      QVERIFY(std::fabs(terms[i] / expected - 1) < 1e-9);
    }
  }

  void theBoundLiesAboveTheEntropyAndCloseToIt() {
    // With the best possible noise prediction the bound is the data's entropy plus what the finite steps cost. For
    // smooth data the reverse step's own variance is nearly beta, so that choice comes close; the posterior's variance
    // is too small in the last steps and costs half a nat or more a coordinate however many there are.
    GaussianMixture mixture{{0.6, 0.4}, Matrix(2, 2), {0.5, 0.3}};
    mixture.means.values = {-1, 0.4, 1.2, -0.3};
    const size_t n = 10000;
    const Matrix x0 = drawMixture(mixture, n, Rng(1, "data"));
    const std::vector<double> logs = noisedLogDensity(mixture, 1, x0);
    double lastGap = std::numeric_limits<double>::infinity();
    for (const int steps : {20, 80, 320}) {
      const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, steps);
      std::vector<double> beta = priorTerm(schedule, x0);  // bound + log p, point by point: less noisy than either
      for (size_t i = 0; i < n; ++i) beta[i] += logs[i];
      std::vector<double> posterior = beta;
      for (int t = 1; t <= steps; ++t) {
        const Matrix eps = normals(n, 2, static_cast<uint64_t>(1000 + t));
        const Matrix predicted = exactNoise(mixture, schedule.alphaBarAt(t), noised(schedule, x0, eps, t));
        const std::vector<double> wide = stepTerm(schedule, ReverseVariance::beta, x0, eps, predicted, t);
        const std::vector<double> narrow = stepTerm(schedule, ReverseVariance::posterior, x0, eps, predicted, t);
        for (size_t i = 0; i < n; ++i) beta[i] += wide[i], posterior[i] += narrow[i];
      }
      const Estimate e = estimate(beta), p = estimate(posterior);
      qInfo("%d steps: bound - entropy = %.4f +- %.4f nats with beta, %.4f +- %.4f with the posterior's variance",
            steps, e.mean, e.error, p.mean, p.error);
      QVERIFY(e.mean > -4 * e.error && p.mean > -4 * p.error);
      QVERIFY(e.mean < lastGap);
      QVERIFY(p.mean > e.mean);
      lastGap = e.mean;
    }
    QVERIFY(lastGap < 0.1);
  }
};

QTEST_GUILESS_MAIN(TestDiffusionBound)
#include "tst_diffusion_bound.moc"
