#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/rng.h"
#include "core/probability/normal.h"
#include "core/probability/special.h"

using namespace gradus;

class TestNormal : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void quantileInvertsTheDistributionFunction();
  void quantileKnownValues();
  void densityIntegratesToOne();
  void klMatchesMonteCarlo();
  void klOfNearlyEqualVariances();
  void tailProbabilities();
};

void TestNormal::quantileInvertsTheDistributionFunction() {
  for (double p = 1e-300; p < 0.6; p *= 3.7) {
    const double x = normalQuantile(p);
    // d log Phi / dx grows like |x|, so a relative error of x of a few epsilon becomes x^2 times that in p.
    QVERIFY2(std::fabs(normalCdf(x) / p - 1) < 1e-15 * (10 + 4 * x * x), qPrintable(QString::number(p)));
  }
}

void TestNormal::quantileKnownValues() {
  QVERIFY(std::fabs(normalQuantile(0.975) - 1.959963984540054) < 1e-14);  // the textbook's 1.96
  QCOMPARE(normalQuantile(0.25), -normalQuantile(0.75));
  QCOMPARE(normalQuantile(0.5), 0.0);
  QCOMPARE(normalQuantile(0), -std::numeric_limits<double>::infinity());
  QCOMPARE(normalQuantile(1), std::numeric_limits<double>::infinity());
  QVERIFY(std::isnan(normalQuantile(-0.1)) && std::isnan(normalQuantile(std::nan(""))));
}

void TestNormal::densityIntegratesToOne() {
  double sum = 0;
  for (int i = -4000; i <= 4000; ++i) sum += 0.01 * normalDensity(3 + i * 0.01, 3, 2.5);
  QVERIFY(std::fabs(sum - 1) < 1e-12);
}

void TestNormal::klMatchesMonteCarlo() {
  const std::vector<double> mean1{0.3, -1}, mean2{1, 0.2};
  const double var1 = 0.5, var2 = 1.7;
  Rng rng(7, "kl");
  double sum = 0, squares = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const std::vector<double> x{rng.normal(mean1[0], std::sqrt(var1)), rng.normal(mean1[1], std::sqrt(var1))};
    const double ratio =
        isotropicNormalLogDensity(x, mean1, std::sqrt(var1)) - isotropicNormalLogDensity(x, mean2, std::sqrt(var2));
    sum += ratio;
    squares += ratio * ratio;
  }
  const double mean = sum / n, error = std::sqrt((squares / n - mean * mean) / n);
  QVERIFY(std::fabs(mean - isotropicNormalKl(mean1, var1, mean2, var2)) < 4 * error);
  QCOMPARE(isotropicNormalKl(mean1, var1, mean1, var1), 0.0);
}

void TestNormal::klOfNearlyEqualVariances() {
  // KL = d r^2 / 4 for var1 = var2 (1 + r) with small r: the naive formula has no digit left at r = 1e-9.
  const std::vector<double> zero{0};
  const double r = std::ldexp(1.0, -30);
  QVERIFY(std::fabs(isotropicNormalKl(zero, 1 + r, zero, 1) / (r * r / 4) - 1) < 1e-6);
}

void TestNormal::tailProbabilities() {
  QVERIFY(std::fabs(chiSquareSurvival(3.841458820694124, 1) - 0.05) < 1e-12);  // 1.96 squared
  QVERIFY(std::fabs(chiSquareSurvival(5, 2) - std::exp(-2.5)) < 1e-14);        // exponential
  QVERIFY(std::fabs(chiSquareSurvival(0.5, 2) - std::exp(-0.25)) < 1e-14);
  QCOMPARE(chiSquareSurvival(0, 3), 1.0);
  QVERIFY(std::fabs(kolmogorovSurvival(1.3581 / std::sqrt(1e6), 1000000) - 0.05) < 1e-4);  // the asymptotic 5 % point
  QVERIFY(kolmogorovSurvival(0.0001, 100) == 1 && kolmogorovSurvival(0.9, 100) < 1e-12);
}

QTEST_GUILESS_MAIN(TestNormal)
#include "tst_normal.moc"
