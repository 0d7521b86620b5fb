#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/mcmc/line_fit.h"

using namespace gradus;

namespace {
void noisyLine(double scale, std::vector<double>& x, std::vector<double>& y) {
  Rng rng(4, "line");
  for (int i = 0; i < 40; ++i) {
    x.push_back(scale * (3 + rng.normal()));
    y.push_back(scale * (2 + rng.normal()) - 0.5 * x.back());
  }
}
}  // namespace

class TestLineFit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void posteriorIsTheSumOfSquares() {
    for (const double scale : {1.0, 1e12, 1e-9}) {
      std::vector<double> x, y;
      noisyLine(scale, x, y);
      const LineFit fit = fitLine(x, y);
      const double reference = lineLogPosterior(fit, 0, 0);
      for (const double z1 : {-3.0, 0.5, 2.0}) {
        for (const double z2 : {-1.0, 0.0, 4.0}) {
          const auto [a, b] = lineFromStandardised(fit, z1, z2);
          double sum = 0, best = 0;
          for (size_t i = 0; i < x.size(); ++i) {
            sum += std::pow((y[i] - a - b * x[i]) / fit.sigma, 2);
            best += std::pow((y[i] - fit.intercept - fit.slope * x[i]) / fit.sigma, 2);
          }
          QVERIFY(std::fabs(lineLogPosterior(fit, z1, z2) - reference + 0.5 * (sum - best)) < 1e-9 * sum);
          const auto back = lineToStandardised(fit, a, b);
          QVERIFY(std::fabs(back[0] - z1) < 1e-9 && std::fabs(back[1] - z2) < 1e-9);
        }
      }
    }
  }

  void standardisedPosteriorIsACorrelatedGaussian() {
    std::vector<double> x, y;
    noisyLine(1, x, y);
    const LineFit fit = fitLine(x, y);
    const double rho = fit.correlation, z1 = 0.7, z2 = -1.2;
    const double expected = -0.5 * (z1 * z1 - 2 * rho * z1 * z2 + z2 * z2) / (1 - rho * rho);
    QVERIFY(std::fabs(lineLogPosterior(fit, z1, z2) - lineLogPosterior(fit, 0, 0) - expected) < 1e-10);
    QVERIFY(rho < -0.9);  // x lies right of the origin: a steeper line starts lower
  }

  void byHandOnFourRows() {
    // y = 1 + 2 x with residuals 1 -1 -1 1, orthogonal to 1 and x: sigma^2 = 4 / (4 - 2), sum (x - 1.5)^2 = 5.
    const LineFit fit = fitLine(std::vector<double>{0, 1, 2, 3}, std::vector<double>{2, 2, 4, 8});
    QVERIFY(std::fabs(fit.intercept - 1) < 1e-14 && std::fabs(fit.slope - 2) < 1e-14);
    QVERIFY(std::fabs(fit.sigma - std::sqrt(2)) < 1e-14);
    QVERIFY(std::fabs(fit.slopeSd - std::sqrt(2.0 / 5)) < 1e-14);
    QVERIFY(std::fabs(fit.interceptSd - std::sqrt(2 * (0.25 + 2.25 / 5))) < 1e-14);
    QVERIFY(std::fabs(fit.correlation + 1.5 / std::sqrt(14.0 / 4)) < 1e-14);  // -mean(x) / sqrt(mean(x^2))
  }

  void badDataIsRefusedWithWords() {
    const auto message = [](const std::vector<double>& x, const std::vector<double>& y) {
      try {
        fitLine(x, y);
      } catch (const UserError& error) {
        return QString(error.what());
      }
      return QString();
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(message({1}, {2}).contains("at least 3 rows"));
    QVERIFY(message({1, 2, 3}, {2, nan, 5}).contains("Row 2"));
    QVERIFY(message({0.1, 0.1, 0.1, 0.1}, {1, 2, 3, 4}).contains("never changes"));
    QVERIFY(message({1, 2, 3, 4}, {0.1, 0.2, 0.3, 0.4}).contains("exactly on one line"));
    QVERIFY(message({1, 2, 3, 4}, {7, 7, 7, 7}).contains("exactly on one line"));
    QVERIFY(message({1, 2, 3, 4}, {0.1, 0.2, 0.31, 0.4}).isEmpty());
  }
};

QTEST_GUILESS_MAIN(TestLineFit)
#include "tst_line_fit.moc"
