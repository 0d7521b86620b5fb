#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/metrics/mcmc_diagnostics.h"

using namespace gradus;

namespace {

// Draws that tests/reference/ess_reference.py makes bit for bit too.
struct Lcg {
  uint64_t state;
  double uniform() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state >> 11) * 0x1.0p-53;
  }
  double bell() {
    double total = 0;
    for (int i = 0; i < 12; ++i) total += uniform();
    return total - 6;
  }
};

struct Recipe {
  uint64_t seed;
  size_t chains, length;
  double a, hold, shift;
};

Matrix drawsOf(const Recipe& recipe) {
  Lcg g{recipe.seed};
  Matrix out(recipe.chains, recipe.length);
  for (size_t c = 0; c < recipe.chains; ++c) {
    double x = g.bell();
    for (size_t t = 0; t < recipe.length; ++t) {
      if (t > 0 && g.uniform() >= recipe.hold) x = recipe.a * x + g.bell();
      out(c, t) = x + static_cast<double>(c) * recipe.shift;
    }
  }
  return out;
}

struct Reference {
  const char* name;
  Recipe recipe;
  struct {
    double rhat, essBulk, essTail, essMean, mcseMean, splitRhat;
  } expected;
};

// Output of tests/reference/ess_reference.py (numpy 1.24, scipy 1.10).
const Reference references[] = {
    {"white noise",
     {1, 4, 200, 0.0, 0.0, 0.0},
     {1.0007774551721482, 866.6926869936084, 797.539501028487, 858.499716426064, 0.03340991787257732,
      1.0007539223254722}},
    {"slow chain",
     {2, 4, 500, 0.9, 0.0, 0.0},
     {1.0214657119390171, 140.28250214392372, 249.97410319690084, 139.9768769518995, 0.19216185945701397,
      1.0212961944581869}},
    {"antithetic",
     {3, 2, 301, -0.6, 0.0, 0.0},
     {1.0043640911626135, 1666.8907502301863, 439.5994673815746, 1666.8907502301863, 0.03162093396241644,
      0.9966997548620605}},
    {"repeated draws",
     {4, 4, 400, 0.3, 0.7, 0.0},
     {1.0243600447913805, 189.7065943500698, 195.3102364101879, 187.58571029126213, 0.08083402415971448,
      1.0252112603256616}},
    {"apart",
     {5, 3, 250, 0.5, 0.0, 1.5},
     {1.5519678049418235, 5.391649915359292, 42.406539982446944, 5.273457572423181, 0.7647341207051509,
      1.5773032334830315}},
    {"one chain",
     {6, 1, 1000, 0.7, 0.2, 0.0},
     {1.0013181424733457, 117.13918798774053, 220.76942432942008, 117.3770544770483, 0.13588493816776942,
      1.0009790459430115}},
};

Matrix autoregression(double a, size_t chains, size_t length, uint64_t seed) {
  Matrix out(chains, length);
  for (size_t c = 0; c < chains; ++c) {
    Rng rng = Rng(seed, "ar").split(c);
    double x = rng.normal() / std::sqrt(1 - a * a);
    for (size_t t = 0; t < length; ++t) out(c, t) = x = a * x + rng.normal();
  }
  return out;
}

bool close(double value, double expected, double tolerance) {
  return std::fabs(value / expected - 1) < tolerance;
}

}  // namespace

class TestMcmcDiagnostics : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithTheWrittenOutFormulas();
  void oneCallGivesTheSameAsEach();
  void autoregressionHasItsKnownSize();
  void autocorrelationOfAutoregression();
  void chainsApartAreNoticed();
  void scaleAndShiftDoNotMatter();
  void foldingSeesUnequalSpread();
  void whatCannotBeKnownIsNaN();
  void isFastEnoughForALiveView();
};

void TestMcmcDiagnostics::agreesWithTheWrittenOutFormulas() {
  const double rounding = 1e-9;  // FFT and inverse normal against the time domain and scipy
  for (const Reference& r : references) {
    const Matrix draws = drawsOf(r.recipe);
    QVERIFY2(close(rankNormalisedSplitRhat(draws), r.expected.rhat, rounding), r.name);
    QVERIFY2(close(essBulk(draws), r.expected.essBulk, rounding), r.name);
    QVERIFY2(close(essTail(draws), r.expected.essTail, rounding), r.name);
    QVERIFY2(close(essMean(draws), r.expected.essMean, rounding), r.name);
    QVERIFY2(close(mcseMean(draws), r.expected.mcseMean, rounding), r.name);
    QVERIFY2(close(splitRhat(draws), r.expected.splitRhat, rounding), r.name);
  }
}

void TestMcmcDiagnostics::oneCallGivesTheSameAsEach() {
  const Matrix draws = drawsOf(references[3].recipe);
  const ChainDiagnostics all = diagnoseChains(draws);
  QCOMPARE(all.rhat, rankNormalisedSplitRhat(draws));
  QCOMPARE(all.essBulk, essBulk(draws));
  QCOMPARE(all.essTail, essTail(draws));
  QCOMPARE(all.mcseMean, mcseMean(draws));
}

void TestMcmcDiagnostics::autoregressionHasItsKnownSize() {
  // ESS of the mean of an AR(1) is n (1 - a) / (1 + a). Cut off at lag M, tau is estimated with a relative standard
  // deviation of sqrt(2 (2 M + 1) / n) (Sokal 1997, section 3), and M is about 3 tau here.
  for (const double a : {0.0, 0.5, 0.9, -0.3}) {
    const Matrix draws = autoregression(a, 4, 20000, 1);
    const double expected = 80000 * (1 - a) / (1 + a);
    const double tau = 80000 / expected, scatter = std::sqrt(2 * (6 * tau + 1) / 80000);
    QVERIFY2(close(essBulk(draws), expected, 4 * scatter), qPrintable(QString::number(essBulk(draws) / expected)));
    QVERIFY(close(essMean(draws), expected, 4 * scatter));
    QVERIFY(rankNormalisedSplitRhat(draws) < 1.01);
  }
}

void TestMcmcDiagnostics::autocorrelationOfAutoregression() {
  const Matrix draws = autoregression(0.8, 1, 200000, 3);
  const std::vector<double> rho = autocorrelation(draws.row(0), 20);
  QCOMPARE(rho.size(), size_t{21});
  QCOMPARE(rho[0], 1.0);
  // Bartlett: sd of an estimated rho_t is below sqrt((1 + a^2)/(1 - a^2)/n) = 0.0048.
  for (int t = 1; t <= 20; ++t) QVERIFY(std::fabs(rho[t] - std::pow(0.8, t)) < 4 * 0.0048);

  const std::vector<double> five{1, 4, 2, 8, 5};  // against the sum written out
  const std::vector<double> short5 = autocorrelation(five, 99);
  QCOMPARE(short5.size(), size_t{5});
  double c0 = 0, c2 = 0;
  for (int i = 0; i < 5; ++i) c0 += (five[i] - 4) * (five[i] - 4);
  for (int i = 0; i < 3; ++i) c2 += (five[i] - 4) * (five[i + 2] - 4);
  QVERIFY(std::fabs(short5[2] - c2 / c0) < 1e-14);
}

void TestMcmcDiagnostics::chainsApartAreNoticed() {
  Matrix draws = autoregression(0, 4, 1000, 5);
  QVERIFY(rankNormalisedSplitRhat(draws) < 1.01);
  for (double& v : draws.row(3)) v += 5;
  QVERIFY(rankNormalisedSplitRhat(draws) > 1.3);
  Matrix drifting = autoregression(0, 1, 1000, 6);  // one chain whose halves disagree
  for (size_t t = 0; t < 1000; ++t) drifting(0, t) += 0.005 * static_cast<double>(t);
  QVERIFY(rankNormalisedSplitRhat(drifting) > 1.3);
}

void TestMcmcDiagnostics::scaleAndShiftDoNotMatter() {
  const Matrix draws = autoregression(0.5, 2, 500, 8);
  Matrix scaled = draws;
  for (double& v : scaled.values) v = v * 0x1p40;  // about 1e12, exact
  QCOMPARE(essBulk(scaled), essBulk(draws));
  QCOMPARE(rankNormalisedSplitRhat(scaled), rankNormalisedSplitRhat(draws));
  QVERIFY(close(essMean(scaled), essMean(draws), 1e-9));
  QVERIFY(close(mcseMean(scaled), mcseMean(draws) * 0x1p40, 1e-9));
}

void TestMcmcDiagnostics::foldingSeesUnequalSpread() {
  Matrix draws = autoregression(0, 4, 1000, 9);
  for (double& v : draws.row(0)) v *= 4;
  QVERIFY(splitRhat(draws) < 1.01);  // equal means: the plain figure is blind
  QVERIFY(rankNormalisedSplitRhat(draws) > 1.1);
}

void TestMcmcDiagnostics::whatCannotBeKnownIsNaN() {
  const Matrix frozen(4, 100, 0.1), few(4, 3, 1.0);
  Matrix broken = autoregression(0, 2, 100, 10);
  broken(1, 50) = std::numeric_limits<double>::quiet_NaN();
  for (const Matrix& draws : {frozen, few, broken, Matrix()}) {
    const ChainDiagnostics d = diagnoseChains(draws);
    QVERIFY(std::isnan(d.essBulk) && std::isnan(d.essTail) && std::isnan(d.rhat) && std::isnan(d.mcseMean));
  }
  QCOMPARE(diagnoseChains(frozen).sd < 1e-12, true);
  QVERIFY(std::isnan(autocorrelation(frozen.row(0), 5)[1]));
  QVERIFY(autocorrelation({}, 5).empty());
  // Chains frozen at different places: never mixed.
  Matrix apart(2, 100, 0.0);
  for (double& v : apart.row(1)) v = 1;
  QVERIFY(std::isinf(rankNormalisedSplitRhat(apart)));
}

void TestMcmcDiagnostics::isFastEnoughForALiveView() {
  const Matrix draws = autoregression(0.9, 8, 20000, 11);
  QElapsedTimer timer;
  timer.start();
  const ChainDiagnostics d = diagnoseChains(draws);
  qInfo("8 chains x 20 000 draws: %lld ms, bulk %.0f", timer.elapsed(), d.essBulk);
  QVERIFY(timer.elapsed() < 2000);  // 50 times what it takes, so that a sanitizer build passes too
}

QTEST_GUILESS_MAIN(TestMcmcDiagnostics)
#include "tst_mcmc_diagnostics.moc"
