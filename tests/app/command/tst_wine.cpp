// Data that no demo was made for: UCI Wine through k-means, PCA and LLE as a user runs them, against scikit-learn
// (tests/reference/wine_reference.py).
#include <QtTest>

#include "tests/app/command/program.h"

using namespace gradus::harness;

namespace {
const QString referenceFolder = QStringLiteral(GRADUS_SOURCE_DIR "/tests/reference/");

#define EXPECT_NEAR_RELATIVE(found, expected, tolerance)                       \
  QVERIFY2(std::fabs((found) - (expected)) <= (tolerance)*std::fabs(expected), \
           qPrintable(QStringLiteral("%1 instead of %2").arg(found, 0, 'g', 17).arg(expected, 0, 'g', 17)))
}  // namespace

class TestWine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void kMeans_data() { scalings(); }
  void kMeans();
  void pca_data() { scalings(); }
  void pca();
  void lle_data() { scalings(); }
  void lle();

 private:
  static void scalings() {
    QTest::addColumn<QString>("scaling");
    QTest::newRow("raw") << "none";
    QTest::newRow("standardised") << "standardise";
  }
  ProgramResult run(const QStringList& arguments) const {
    return program(QStringList{"run"} + arguments +
                   QStringList{"--data", referenceFolder + "wine.csv", "--target", "cultivar"});
  }
  QJsonObject reference_;
};

void TestWine::initTestCase() {
  reference_ = QJsonDocument::fromJson(fileContents(referenceFolder + "wine_reference.json")).object();
  QVERIFY(!reference_.isEmpty());
}

/// The best of 50 starts is the same optimum; sums over 178 rows agree to rounding.
void TestWine::kMeans() {
  QFETCH(QString, scaling);
  const QJsonValue expected = reference_[scaling];
  const QTemporaryDir folder;
  const ProgramResult result =
      run({"k-means", "--set", "k=3", "--set", "restarts=50", "--set", "scaling=" + scaling, "--out", folder.path()});
  EXPECT_EXIT(result, 0);
  QCOMPARE(result.object()["data"]["rows"].toInt(), 178);
  QCOMPARE(result.object()["data"]["columns"].toArray().size(), 13);
  EXPECT_NEAR_RELATIVE(result.metrics()["inertia"].toDouble(), expected["k_means_inertia"].toDouble(), 1e-10);
  QList<int> sizes{0, 0, 0};
  const QList<QByteArray> labels = csvLines(folder.filePath("labels.csv"));
  QCOMPARE(labels.size(), 179);
  for (const QByteArray& line : labels.mid(1)) ++sizes[line.mid(line.indexOf(',') + 1).toInt()];
  std::sort(sizes.begin(), sizes.end());
  for (int j = 0; j < 3; ++j) QCOMPARE(sizes[j], expected["k_means_sizes"][j].toInt());
}

/// All thirteen ratios. Raw columns differ by a factor 1000 in size: the smallest ratio is 1e-7 of the largest, where a
/// double keeps nine digits.
void TestWine::pca() {
  QFETCH(QString, scaling);
  const QJsonValue expected = reference_[scaling];
  const ProgramResult result = run({"pca", "--set", "components=2", "--set", "scaling=" + scaling});
  EXPECT_EXIT(result, 0);
  const QJsonArray ratios = expected["pca_ratios"].toArray();
  QCOMPARE(ratios.size(), 13);
  for (int j = 0; j < 13; ++j) {
    EXPECT_NEAR_RELATIVE(result.metrics()[QStringLiteral("explained_variance_ratio_%1").arg(j + 1)].toDouble(),
                         ratios[j].toDouble(), 1e-8);
  }
  EXPECT_NEAR_RELATIVE(result.metrics()["reconstruction_error"].toDouble(),
                       expected["pca_discarded_after_2"].toDouble(), 1e-8);
}

/// The eigenvalues are the smallest of (I - W)^T (I - W), about 1e-6 beside the largest, about 5: rounding of the
/// matrix (1e-16 times 5 times the size) leaves nine digits. Trustworthiness is a ratio of sums of ranks: exact while
/// no rank is swapped.
void TestWine::lle() {
  QFETCH(QString, scaling);
  const QJsonValue expected = reference_[scaling];
  const ProgramResult result = run({"lle", "--set", "neighbours=" + QString::number(reference_["neighbours"].toInt()),
                                    "--set", "scaling=" + scaling});
  EXPECT_EXIT(result, 0);
  EXPECT_NEAR_RELATIVE(result.metrics()["reconstruction_error"].toDouble(),
                       expected["lle_reconstruction_error"].toDouble(), 1e-7);
  EXPECT_NEAR_RELATIVE(result.metrics()["trustworthiness"].toDouble(), expected["lle_trustworthiness"].toDouble(),
                       1e-6);
}

QTEST_GUILESS_MAIN(TestWine)
#include "tst_wine.moc"
