#include <QFile>
#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/rng.h"
#include "core/metrics/correlation.h"

using namespace gradus;

class TestCorrelation : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithSciPy() {
    QFile file(QStringLiteral(GRADUS_SOURCE_DIR "/tests/reference/sklearn_pca.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto wanted = nlohmann::json::parse(file.readAll().toStdString())["spearman"];
    const auto a = wanted["a"].get<std::vector<double>>(), b = wanted["b"].get<std::vector<double>>();
    QVERIFY(std::fabs(spearman(a, b) - wanted["rho"].get<double>()) < 1e-14);
    QVERIFY(std::fabs(pearson(a, b) - wanted["r"].get<double>()) < 1e-14);
  }

  void ranksShareTies() {
    const std::vector<double> values = {3, 1, 3, 2, 3};
    QCOMPARE(ranks(values), (std::vector<double>{4, 1, 4, 2, 4}));
    QCOMPARE(ranks(std::vector<double>{}), std::vector<double>{});
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QCOMPARE(ranks(std::vector<double>{nan, 1, 2}), (std::vector<double>{3, 1, 2}));
  }

  void limits() {
    std::vector<double> a(100), falling(100), curved(100);
    for (size_t i = 0; i < a.size(); ++i) {
      a[i] = double(i);
      falling[i] = 5 - 0.1 * double(i);
      curved[i] = std::exp(0.1 * double(i));
    }
    QVERIFY(std::fabs(pearson(a, falling) + 1) < 1e-14);
    QVERIFY(std::fabs(spearman(a, curved) - 1) < 1e-14);
    QVERIFY(pearson(a, curved) < 0.9);
    QVERIFY(std::isnan(pearson(a, std::vector<double>(100, 0.1))));  // 0.1 is not centred to exact zeros
  }

  void matrixOfColumns() {
    Matrix x(200, 3);
    Rng(1).fillNormal(x.values);
    for (size_t i = 0; i < x.rows; ++i) x(i, 2) = 1e12;
    const Matrix r = correlationMatrix(x);
    QCOMPARE(r(0, 0), 1.0);
    QCOMPARE(r(0, 1), r(1, 0));
    QVERIFY(std::fabs(r(0, 1)) < 4 / std::sqrt(200.0));
    for (size_t j = 0; j < 3; ++j) QVERIFY(std::isnan(r(2, j)));
  }
};

QTEST_GUILESS_MAIN(TestCorrelation)
#include "tst_correlation.moc"
