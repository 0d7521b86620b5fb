#include <QTest>
#include <cmath>
#include <vector>

#include "core/base/rng.h"
#include "core/metrics/rank.h"

using namespace gradus;

class TestRank : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tiesShareTheirMeanRank() {
    const std::vector<double> values{3, 1, 3, -2, 3};
    QCOMPARE(averageRanks(values), (std::vector<double>{4, 2, 4, 1, 4}));
    QVERIFY(averageRanks({}).empty());
  }

  void spearmanSeesOnlyTheOrder() {
    Rng rng(1, "rank");
    std::vector<double> x, cubed, reversed;
    for (int i = 0; i < 50; ++i) {
      x.push_back(rng.normal());
      cubed.push_back(1e12 * x.back() * x.back() * x.back());
      reversed.push_back(-std::exp(x.back()));
    }
    QVERIFY(std::fabs(spearmanCorrelation(x, cubed) - 1) < 1e-14);
    QVERIFY(std::fabs(spearmanCorrelation(x, reversed) + 1) < 1e-14);
    QVERIFY(pearsonCorrelation(x, cubed) < 0.95);
  }

  void spearmanWithoutTiesIsTheTextbookFormula() {
    // 1 - 6 sum d^2 / (n (n^2 - 1)) on ranks 1 2 3 4 5 against 2 1 4 5 3: sum d^2 = 1 + 1 + 1 + 1 + 4
    const std::vector<double> a{10, 20, 30, 40, 50}, b{0.2, 0.1, 0.4, 0.5, 0.3};
    QVERIFY(std::fabs(spearmanCorrelation(a, b) - (1 - 6.0 * 8 / (5 * 24))) < 1e-15);
  }

  void aConstantSideHasNoCorrelation() {
    const std::vector<double> constant(4, 2.5), other{1, 2, 3, 4}, one{1};
    QVERIFY(std::isnan(spearmanCorrelation(constant, other)));
    QVERIFY(std::isnan(spearmanCorrelation(one, one)));
  }
};

QTEST_GUILESS_MAIN(TestRank)
#include "tst_rank.moc"
