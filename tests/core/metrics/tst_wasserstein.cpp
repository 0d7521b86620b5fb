#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/parallel.h"
#include "core/metrics/wasserstein.h"

using namespace gradus;

namespace {
Matrix cloud(size_t rows, size_t cols, uint64_t seed, double sd = 1) {
  Matrix x(rows, cols);
  Rng rng(seed, "cloud");
  for (double& v : x.values) v = sd * rng.normal();
  return x;
}
}  // namespace

class TestWasserstein : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void onTheLineByHand() {
    const std::vector<double> a{3, 0, 1}, b{6, 5, 8};  // sorted pairs 0-5, 1-6, 3-8
    QCOMPARE(wassersteinOnLine(a, b, 1), 5.0);
    QCOMPARE(wassersteinOnLine(a, b, 2), 5.0);
    // 0 0 0 1 1 1 against 0 0 2 2 2 2 (every value repeated to the common size 6): costs 0 0 2 1 1 1
    const std::vector<double> two{1, 0}, three{2, 0, 2};
    QVERIFY(std::fabs(wassersteinOnLine(two, three, 1) - 5.0 / 6) < 1e-15);
    QVERIFY(std::fabs(wassersteinOnLine(two, three, 2) - std::sqrt(7.0 / 6)) < 1e-15);
    QCOMPARE(wassersteinOnLine(three, two, 2), wassersteinOnLine(two, three, 2));
  }

  void repeatingASampleChangesNothing() {
    const Matrix x = cloud(101, 1, 1), y = cloud(77, 1, 2);
    std::vector<double> thrice;
    for (int i = 0; i < 3; ++i) thrice.insert(thrice.end(), x.values.begin(), x.values.end());
    QVERIFY(wassersteinOnLine(x.values, thrice) < 1e-15);
    QVERIFY(std::fabs(wassersteinOnLine(thrice, y.values) - wassersteinOnLine(x.values, y.values)) < 1e-12);
  }

  void normalsOnTheLine() {
    // W_2 between N(0, 1) and N(2, 3^2) is sqrt(2^2 + (3 - 1)^2).
    Matrix a = cloud(100000, 1, 1), b = cloud(100000, 1, 2, 3);
    for (double& v : b.values) v += 2;
    QVERIFY(std::fabs(wassersteinOnLine(a.values, b.values) / std::sqrt(8) - 1) < 0.02);
  }

  void slicedOfAShift() {
    // Every projection moves by delta . direction: the root mean square over directions is |delta| / sqrt(d).
    const Matrix a = cloud(500, 2, 1), directions = randomDirections(4000, 2, Rng(3));
    Matrix b = a;
    for (size_t i = 0; i < 500; ++i) b(i, 0) += 3, b(i, 1) -= 4;
    QVERIFY(std::fabs(slicedWasserstein(a, b, directions) / (5 / std::sqrt(2)) - 1) < 0.03);
    QCOMPARE(slicedWasserstein(a, a, directions), 0.0);
    Matrix large = b, largeA = a;
    for (double& v : large.values) v *= 0x1p40;
    for (double& v : largeA.values) v *= 0x1p40;
    QVERIFY(std::fabs(slicedWasserstein(largeA, large, directions) / slicedWasserstein(a, b, directions) / 0x1p40 - 1) <
            1e-12);
  }

  void seesWhatMarginalsDoNot() {
    Matrix a = cloud(4000, 2, 1), b = a;  // same marginals, opposite correlation
    for (size_t i = 0; i < 4000; ++i) a(i, 1) = a(i, 0), b(i, 1) = -b(i, 0);
    const Matrix directions = randomDirections(100, 2, Rng(3));
    QVERIFY(slicedWasserstein(a, b, directions) > 0.3);
    QVERIFY(slicedWasserstein(cloud(4000, 2, 5), cloud(4000, 2, 6), directions) < 0.06);
  }

  void directionsAreUnitVectors() {
    const Matrix directions = randomDirections(50, 5, Rng(3));
    for (size_t i = 0; i < 50; ++i) {
      double norm = 0;
      for (const double v : directions.row(i)) norm += v * v;
      QVERIFY(std::fabs(norm - 1) < 1e-14);
    }
    QVERIFY(directions == randomDirections(50, 5, Rng(3)));
  }

  void edgesAndThreads() {
    const Matrix directions = randomDirections(33, 2, Rng(3));
    Matrix broken = cloud(10, 2, 1);
    broken(3, 1) = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(std::isnan(slicedWasserstein(broken, cloud(10, 2, 2), directions)));
    QVERIFY(std::isnan(slicedWasserstein(Matrix(0, 2), cloud(10, 2, 2), directions)));
    QVERIFY(slicedWasserstein(Matrix(1, 2, 1.0), Matrix(7, 2, 1.0), directions) < 1e-15);
    std::vector<double> values;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      values.push_back(slicedWasserstein(cloud(500, 2, 1), cloud(400, 2, 2), directions));
    }
    QVERIFY(values[0] == values[1] && values[1] == values[2]);
  }
};

QTEST_GUILESS_MAIN(TestWasserstein)
#include "tst_wasserstein.moc"
