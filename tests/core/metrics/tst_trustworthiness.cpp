#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/metrics/trustworthiness.h"
#include "tests/core/manifold/lle_reference.h"

using namespace gradus;
using namespace gradus::testing;

class TestTrustworthiness : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithScikitLearn() {
    for (const ManifoldReference& r : manifoldReferences) {
      const Matrix x = makeManifold(r.shape, r.seed, r.n).x;
      Matrix map(r.n, 2);
      for (size_t i = 0; i < r.n; ++i) map(i, 0) = x(i, 0), map(i, 1) = x(i, 1);
      QVERIFY2(std::fabs(trustworthiness(x, map, 5) - r.trustworthinessPlane5) < 1e-12, r.name);
    }
  }

  void anHonestMapHasOne() {
    const Matrix x = makeManifold(Shape::cloud, 3, 100).x;
    QCOMPARE(trustworthiness(x, x, 12), 1.0);
    Matrix scaled = x;
    for (double& v : scaled.values) v = 1e12 * v + 3;
    QVERIFY(trustworthiness(x, scaled, 12) > 0.99999);
  }

  void byHandOnFiveRows() {
    Matrix x(5, 1), map(5, 1);
    x.values = {0, 1, 2, 3.5, 10};
    map.values = {3.1, 1, 2, 0, 10};
    // k = 1. Nearest in the map, and its rank in the data: row 0 -> 2, rank 2. Row 1 -> 2 (a tie with 3, the lower
    // index), rank 2 (a tie with 0, again the lower index first). Row 2 -> 1, rank 1. Row 3 -> 1, rank 2. Row 4 -> 0,
    // rank 4.
    const double excess = 1 + 1 + 0 + 1 + 3;
    QVERIFY(std::fabs(trustworthiness(x, map, 1) - (1 - 2.0 / (5 * 1 * (10 - 3 - 1)) * excess)) < 1e-15);
  }

  void noiseIsNotTrusted() {
    const Matrix x = makeManifold(Shape::swissRoll, 3, 400).x;
    Matrix map(400, 2);
    Rng(1, "noise").fillNormal(map.values);
    QVERIFY(std::fabs(trustworthiness(x, map, 12) - 0.5) < 0.05);
  }

  void outsideItsRangeIsNaN() {
    const Matrix x = makeManifold(Shape::sCurve, 3, 24).x;
    QVERIFY(std::isfinite(trustworthiness(x, x, 11)));
    QVERIFY(std::isnan(trustworthiness(x, x, 12)));
    QVERIFY(std::isnan(trustworthiness(x, x, 0)));
    Matrix broken = x;
    broken(3, 1) = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(std::isnan(trustworthiness(broken, x, 5)));
    QVERIFY(std::isnan(trustworthiness(x, broken, 5)));
    QVERIFY(std::isnan(trustworthiness(Matrix(1, 2), Matrix(1, 2), 1)));
    std::stop_source source;
    source.request_stop();
    QVERIFY(std::isnan(trustworthiness(x, x, 5, source.get_token())));
  }

  void sameForAnyThreadCountAndQuick() {
    const Matrix x = makeManifold(Shape::swissRoll, 3, 3000).x;
    Matrix map(3000, 2);
    for (size_t i = 0; i < 3000; ++i) map(i, 0) = x(i, 0), map(i, 1) = x(i, 2);
    std::vector<double> values;
    QElapsedTimer timer;
    timer.start();
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      values.push_back(trustworthiness(x, map));
    }
    qInfo("three times 3000 rows: %lld ms", timer.elapsed());
    QVERIFY(values[0] == values[1] && values[1] == values[2]);
  }
};

QTEST_GUILESS_MAIN(TestTrustworthiness)
#include "tst_trustworthiness.moc"
