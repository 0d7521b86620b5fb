#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/manifold/neighbours.h"
#include "tests/core/manifold/lle_reference.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

Neighbours byDefinition(const Matrix& x, size_t k) {
  Neighbours result{k, {}, {}};
  for (size_t i = 0; i < x.rows; ++i) {
    std::vector<std::pair<double, int32_t>> all;
    for (size_t j = 0; j < x.rows; ++j) {
      if (j != i) all.emplace_back(squaredDistance(x.row(i), x.row(j)), static_cast<int32_t>(j));
    }
    std::ranges::sort(all);
    for (size_t j = 0; j < k; ++j) {
      result.index.push_back(all[j].second);
      result.distance.push_back(std::sqrt(all[j].first));
    }
  }
  return result;
}

Matrix normals(size_t rows, size_t cols, uint64_t seed, double scale = 1) {
  Matrix x(rows, cols);
  Rng rng(seed, "normals");
  for (double& v : x.values) v = scale * rng.normal();
  return x;
}

}  // namespace

class TestNeighbours : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bothMethodsAgreeWithTheDefinition() {
    for (const size_t d : {1, 2, 3, 7, 40}) {
      const Matrix x = normals(300, d, d);
      const Neighbours expected = byDefinition(x, 9);
      QVERIFY(nearestNeighbours(x, 9, {}, NeighbourSearch::tree) == expected);
      QVERIFY(nearestNeighbours(x, 9, {}, NeighbourSearch::bruteForce) == expected);
      QVERIFY(nearestNeighbours(x, 9) == expected);
    }
  }

  void tiesGoByIndex() {
    Matrix grid(144, 2);  // whole numbers: many equal distances
    for (size_t i = 0; i < 144; ++i) grid(i, 0) = static_cast<double>(i % 12), grid(i, 1) = static_cast<double>(i / 12);
    const Matrix same(40, 3, 0.1);
    for (const Matrix& x : {grid, same}) {
      for (const size_t k : {1, 5, 39}) {
        const Neighbours expected = byDefinition(x, k);
        QVERIFY(nearestNeighbours(x, k, {}, NeighbourSearch::tree) == expected);
        QVERIFY(nearestNeighbours(x, k, {}, NeighbourSearch::bruteForce) == expected);
      }
    }
  }

  void tiesSurviveTheRoundingOfTheBlockedTable() {
    // 0 or 0.1 in every column: distances are sums of equal terms, so ties are exact, but not in a rounded product.
    Matrix x(250, 16);
    Rng rng(6, "bits");
    for (double& v : x.values) v = rng.below(2) ? 0.1 : 0;
    for (const size_t k : {3, 10, 40}) {
      const Neighbours expected = byDefinition(x, k);
      QVERIFY(nearestNeighbours(x, k, {}, NeighbourSearch::bruteForce) == expected);
      QVERIFY(nearestNeighbours(x, k, {}, NeighbourSearch::tree) == expected);
    }
  }

  void farFromTheOriginAndHugeScales() {
    Matrix x = normals(200, 15, 4);
    for (double& v : x.values) v = std::round(v * 1024) / 1024 + 1e9;  // exact steps on a large offset
    QVERIFY(nearestNeighbours(x, 6, {}, NeighbourSearch::bruteForce) == byDefinition(x, 6));
    const Matrix large = normals(200, 3, 5, 1e12);
    QVERIFY(nearestNeighbours(large, 6) == byDefinition(large, 6));
    const Matrix largest = normals(60, 30, 5, 1e148);
    QVERIFY(nearestNeighbours(largest, 6) == byDefinition(largest, 6));
  }

  void sameForAnyThreadCount() {
    for (const size_t d : {3, 30}) {
      const Matrix x = normals(700, d, 8);
      std::vector<uint64_t> hashes;
      for (const int threads : {1, 2, 8}) {
        WorkerPool pool(threads);
        const WorkerPool::Use use(pool);
        hashes.push_back(hashOf(nearestNeighbours(x, 10)));
      }
      QVERIFY(hashes[0] == hashes[1] && hashes[1] == hashes[2]);
    }
  }

  void partsAreCounted() {
    Matrix x = normals(60, 2, 2, 0.1);
    for (size_t i = 0; i < 20; ++i) x(3 * i + 1, 0) += 100;  // every third row far away
    const Neighbours neighbours = nearestNeighbours(x, 5);
    QCOMPARE(countParts(neighbours), size_t{2});
    const std::vector<int32_t> parts = connectedParts(neighbours);
    for (size_t i = 0; i < 60; ++i) QCOMPARE(parts[i], i % 3 == 1 ? 1 : 0);
    QCOMPARE(countParts(nearestNeighbours(normals(100, 2, 1), 8)), size_t{1});
  }

  void badInputIsRefusedWithWords() {
    Matrix x = normals(10, 2, 1);
    QVERIFY_EXCEPTION_THROWN(nearestNeighbours(x, 0), UserError);
    QVERIFY_EXCEPTION_THROWN(nearestNeighbours(x, 10), UserError);
    QVERIFY_EXCEPTION_THROWN(nearestNeighbours(Matrix(1, 2), 1), UserError);
    x(4, 1) = std::numeric_limits<double>::quiet_NaN();
    try {
      nearestNeighbours(x, 3);
      QFAIL("accepted");
    } catch (const UserError& error) {
      QVERIFY(QString(error.what()).contains("Row 5, column 2 holds NaN"));
    }
  }

  void stopIsHonoured() {
    std::stop_source source;
    source.request_stop();
    QCOMPARE(nearestNeighbours(normals(500, 2, 1), 5, source.get_token()).rows(), size_t{0});
    QCOMPARE(nearestNeighbours(normals(500, 40, 1), 5, source.get_token()).rows(), size_t{0});
  }

  void threeThousandRowsAreQuick() {
    const Matrix roll = makeManifold(Shape::swissRoll, 1, 3000).x, wide = normals(3000, 64, 1);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(nearestNeighbours(roll, 12).rows(), size_t{3000});
    const qint64 low = timer.restart();
    QCOMPARE(nearestNeighbours(wide, 12).rows(), size_t{3000});
    qInfo("12 neighbours of 3000 rows: %lld ms in 3 columns, %lld ms in 64", low, timer.elapsed());
    QVERIFY(low < 5000 && timer.elapsed() < 10000);  // far above what it takes, for sanitizer builds on busy machines
  }
};

QTEST_GUILESS_MAIN(TestNeighbours)
#include "tst_neighbours.moc"
