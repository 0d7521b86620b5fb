#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/generative/diffusion.h"
#include "core/generative/noised_mixture.h"
#include "core/probability/normal.h"

using namespace gradus;

namespace {
Matrix normals(size_t rows, size_t cols, uint64_t seed) {
  Matrix x(rows, cols);
  Rng(seed, "normals").fillNormal(x.values);
  return x;
}

GaussianMixture twoBlobs() {
  GaussianMixture mixture{{3, 1}, Matrix(2, 2), {0.3, 0.5}};
  mixture.means.values = {-1, 0.5, 1.5, -0.2};
  return mixture;
}
}  // namespace

class TestNoisedMixture : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bestPredictionForGaussianData() {
    // Linear regression of eps on x_t is optimal for normal data: slope sqrt(1 - abar) / var(x_t), remaining error
    // 1 - (1 - abar) / var(x_t) per coordinate.
    GaussianMixture gaussian{{1}, Matrix(1, 1, 0.8), {0.5}};
    const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 1000);
    const size_t n = 200000;
    const Matrix x0 = drawMixture(gaussian, n, Rng(1, "data")), eps = normals(n, 1, 2);
    for (const int t : {20, 200, 700}) {
      const double bar = schedule.alphaBarAt(t), variance = bar * 0.25 + 1 - bar;
      const Matrix x = noised(schedule, x0, eps, t), best = exactNoise(gaussian, bar, x);
      double error = 0;
      for (size_t i = 0; i < n; ++i) {
        QVERIFY(std::fabs(best.values[i] - std::sqrt(1 - bar) * (x.values[i] - std::sqrt(bar) * 0.8) / variance) <
                1e-12);
        error += (eps.values[i] - best.values[i]) * (eps.values[i] - best.values[i]) / n;
      }
      const double expected = 1 - (1 - bar) / variance;
      QVERIFY(std::fabs(error / expected - 1) < 0.01);
    }
  }

  void scoreIsTheGradientOfTheLogDensity() {
    const GaussianMixture mixture = twoBlobs();
    for (const double bar : {0.99, 0.5, 0.01}) {
      const Matrix x = normals(50, 2, 3), score = noisedScore(mixture, bar, x);
      const double h = 1e-5;
      for (size_t j = 0; j < 2; ++j) {
        Matrix up = x, down = x;
        for (size_t i = 0; i < 50; ++i) up(i, j) += h, down(i, j) -= h;
        const auto high = noisedLogDensity(mixture, bar, up), low = noisedLogDensity(mixture, bar, down);
        for (size_t i = 0; i < 50; ++i)
          QVERIFY(std::fabs((high[i] - low[i]) / (2 * h) - score(i, j)) < 1e-6 * (1 + std::fabs(score(i, j))));
      }
    }
  }

  void scoreOfNoisedSamplesPointsTheRightWay() {
    // The score estimated from samples alone: a kernel-free check by denoising. E[-eps / sqrt(1 - abar) | x_t] averaged
    // in cells of the plane has the direction of the closed form.
    const GaussianMixture mixture = twoBlobs();
    const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 100);
    const int t = 40;
    const size_t n = 400000;
    const Matrix x0 = drawMixture(mixture, n, Rng(5, "data")), eps = normals(n, 2, 6), x = noised(schedule, x0, eps, t);
    const Matrix sampled = scoreFromNoise(schedule, eps, t);
    Matrix sums(64, 2), centres(64, 2);
    std::vector<double> counts(64);
    for (size_t i = 0; i < n; ++i) {
      const int cx = static_cast<int>(std::floor((x(i, 0) + 2) * 2)),
                cy = static_cast<int>(std::floor((x(i, 1) + 2) * 2));
      if (cx < 0 || cx > 7 || cy < 0 || cy > 7) continue;
      const auto cell = static_cast<size_t>(8 * cy + cx);
      counts[cell] += 1;
      for (size_t j = 0; j < 2; ++j) sums(cell, j) += sampled(i, j), centres(cell, j) += x(i, j);
    }
    double dot = 0, a = 0, b = 0;
    for (size_t cell = 0; cell < 64; ++cell) {
      if (counts[cell] < 500) continue;
      Matrix centre(1, 2);
      for (size_t j = 0; j < 2; ++j) centre(0, j) = centres(cell, j) / counts[cell];
      const Matrix exact = noisedScore(mixture, schedule.alphaBarAt(t), centre);
      for (size_t j = 0; j < 2; ++j) {
        const double estimate = sums(cell, j) / counts[cell];
        dot += estimate * exact(0, j), a += estimate * estimate, b += exact(0, j) * exact(0, j);
      }
    }
    QVERIFY2(dot / std::sqrt(a * b) > 0.97, qPrintable(QString::number(dot / std::sqrt(a * b))));
  }

  void densityIntegratesToOne() {
    double total = 0;
    Matrix x(161 * 161, 2);
    for (size_t i = 0; i < x.rows; ++i)
      x(i, 0) = -8 + 0.1 * static_cast<double>(i % 161), x(i, 1) = -8 + 0.1 * static_cast<double>(i / 161);
    for (const double log : noisedLogDensity(twoBlobs(), 0.6, x)) total += 0.01 * std::exp(log);
    QVERIFY(std::fabs(total - 1) < 1e-9);
  }

  void farAwayArrowsPointToTheMean() {
    Matrix far(1, 2);
    far.values = {1e12, -1e12};
    const Matrix score = noisedScore(twoBlobs(), 1e-9, far);  // no overflow, almost standard noise
    QVERIFY(std::fabs(score(0, 0) / -1e12 - 1) < 1e-3 && std::fabs(score(0, 1) / 1e12 - 1) < 1e-3);
  }

  void badMixturesAreRefused() {
    GaussianMixture mixture = twoBlobs();
    mixture.weights[0] = 0;
    QVERIFY_EXCEPTION_THROWN(mixture.validate(), UserError);
    mixture = twoBlobs();
    mixture.sds.pop_back();
    QVERIFY_EXCEPTION_THROWN(mixture.validate(), UserError);
    mixture = twoBlobs();
    mixture.means(1, 1) = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(drawMixture(mixture, 3, Rng(1)), UserError);
  }
};

QTEST_GUILESS_MAIN(TestNoisedMixture)
#include "tst_noised_mixture.moc"
