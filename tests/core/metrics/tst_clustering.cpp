#include <QFile>
#include <QTest>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/parallel.h"
#include "core/cluster/k_means_search.h"
#include "core/data/sources.h"
#include "core/metrics/clustering.h"

using namespace gradus;

namespace {

std::string readText(const std::string& path) {
  QFile file(QString::fromStdString(GRADUS_SOURCE_DIR "/" + path));
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot open %s", path.c_str());
  return file.readAll().toStdString();
}

}  // namespace

class TestClusteringMetrics : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithScikitLearn() {
    const auto reference = nlohmann::json::parse(readText("tests/reference/sklearn_k_means.json"));
    int compared = 0;
    for (const auto& run : reference["runs"]) {
      const std::string name = run["name"];
      if (name == "small") continue;
      const Dataset data = parseShippedTable(name, readText("datasets/" + name + ".csv"));
      const auto labels = run["labels"].get<std::vector<int>>();
      const Silhouette s = silhouette(data.features(), labels);
      QVERIFY(!s.sampled && s.values.size() == data.rows());
      QVERIFY(std::fabs(s.mean - run["silhouette"].get<double>()) < 1e-12);
      for (size_t i = 0; i < 5; ++i) QVERIFY(std::fabs(s.values[i] - run["silhouette_first"][i].get<double>()) < 1e-12);
      QVERIFY(std::fabs(adjustedRandIndex(labels, data.classes()) - run["adjusted_rand"].get<double>()) < 1e-12);
      ++compared;
    }
    QCOMPARE(compared, 4);
  }

  void silhouetteByHand() {
    Matrix x(4, 1);
    x.values = {0, 1, 5, 9};
    // Row 0: a = 1, b = (5 + 9) / 2 = 7; row 1: a = 1, b = 6; row 2: a = 4, b = 4.5; row 3: a = 4, b = 8.5.
    const Silhouette s = silhouette(x, {0, 0, 1, 1});
    const double wanted[4] = {6.0 / 7, 5.0 / 6, 0.5 / 4.5, 4.5 / 8.5};
    for (size_t i = 0; i < 4; ++i) QVERIFY(std::fabs(s.values[i] - wanted[i]) < 1e-15);
    QVERIFY(std::fabs(s.groupMeans[0] - (wanted[0] + wanted[1]) / 2) < 1e-15);
    QCOMPARE(silhouette(x, {0, 0, 0, 1}).values[3], 0.0);  // alone in its group
    QVERIFY(std::isnan(silhouette(x, {0, 0, 0, 0}).mean));
    QVERIFY(std::isnan(silhouette(Matrix(0, 1), {}).mean));
    QCOMPARE(silhouette(Matrix(4, 1, 2.0), {0, 0, 1, 1}).mean, 0.0);  // all rows alike
  }

  void largeTablesAreSampledAndSayso() {
    const Dataset data = generate("equal-blobs", {4000, 0.1, 3}, Rng(1));
    const Silhouette s = silhouette(data.features(), data.classes());
    QVERIFY(s.sampled);
    QCOMPARE(s.rows.size(), size_t(3000));
    QCOMPARE(s.note.str(), std::string("Silhouette of 3000 of 4000 rows, evenly spaced."));
    QVERIFY(s.mean > 0.5);
    std::stop_source source;
    source.request_stop();
    const Silhouette stopped = silhouette(data.features(), data.classes(), source.get_token());
    QVERIFY(stopped.stopped && std::isnan(stopped.mean));
  }

  void sameBitsOnAnyThreads() {
    const Dataset data = generate("equal-blobs", {700, 0.2, 4}, Rng(1));
    const double serial = silhouette(data.features(), data.classes()).mean;
    WorkerPool pool(4);
    WorkerPool::Use use(pool);
    QCOMPARE(silhouette(data.features(), data.classes()).mean, serial);
  }

  void elbowFallsAndBendsAtTheTruth() {
    const Matrix x = generate("equal-blobs", {300, 0.06, 4}, Rng(2)).features();
    const auto points = elbow(x, 12, 5, true, Rng(1));
    QCOMPARE(points.size(), size_t(12));
    double best = -1;
    int bestK = 0;
    for (size_t i = 0; i < points.size(); ++i) {
      QCOMPARE(points[i].k, int(i) + 1);
      if (i > 0) QVERIFY(points[i].inertia < points[i - 1].inertia);
      if (i > 0 && points[i].silhouette > best) {
        best = points[i].silhouette;
        bestK = points[i].k;
      }
    }
    QVERIFY(std::isnan(points[0].silhouette));
    QCOMPARE(bestK, 4);
    QVERIFY(points[2].inertia > 3 * points[3].inertia);
    QVERIFY(points[3].inertia < 2 * points[4].inertia);
    QCOMPARE(elbow(Matrix(3, 1, 1.0), 12, 1, false, Rng(1)).size(), size_t(3));  // no more groups than rows
    std::stop_source source;
    source.request_stop();
    QVERIFY(elbow(x, 12, 5, true, Rng(1), source.get_token()).empty());
  }

  void randIndex() {
    QCOMPARE(adjustedRandIndex({0, 0, 1, 1}, {5, 5, 2, 2}), 1.0);
    QVERIFY(std::fabs(adjustedRandIndex({0, 0, 1, 2}, {0, 0, 1, 1}) - 4.0 / 7) < 1e-15);
    QCOMPARE(adjustedRandIndex({0, 1, 0, 1}, {0, 0, 1, 1}), -0.5);
    QCOMPARE(adjustedRandIndex({0, 0, 0}, {1, 1, 1}), 1.0);
    QCOMPARE(adjustedRandIndex({0, 0, 1, 1, -1}, {5, 5, 2, 2, 5}), 1.0);
    std::vector<int> a(3000), b(3000);
    Rng rng(1);
    for (size_t i = 0; i < a.size(); ++i) a[i] = int(rng.below(4)), b[i] = int(rng.below(4));
    QVERIFY(std::fabs(adjustedRandIndex(a, b)) < 0.01);  // by chance
  }
};

QTEST_GUILESS_MAIN(TestClusteringMetrics)
#include "tst_clustering.moc"
