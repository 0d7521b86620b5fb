#include <QTest>

#include "core/base/rng.h"
#include "core/cluster/voronoi.h"

using namespace gradus;

class TestVoronoi : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rowZeroIsTheLowest() {
    Matrix centroids(2, 2);
    centroids.values = {0, -1, 0, 1};
    QCOMPARE(kmeans::voronoiLabels(centroids, {-1, 1, -1, 1}, 2, 2), (std::vector<int>{0, 0, 1, 1}));
    centroids.values = {-1, 0, 1, 0};
    QCOMPARE(kmeans::voronoiLabels(centroids, {-1, 1, -1, 1}, 2, 2), (std::vector<int>{0, 1, 0, 1}));
  }

  void everyCellHasItsNearest() {
    Matrix centroids(7, 2);
    Rng(3).fillNormal(centroids.values);
    const Extent extent{-3, 2, -1, 4};
    constexpr int nx = 37, ny = 23;
    const std::vector<int> labels = kmeans::voronoiLabels(centroids, extent, nx, ny);
    for (int row = 0; row < ny; ++row) {
      for (int column = 0; column < nx; ++column) {
        const double place[2] = {-3 + (column + 0.5) * 5 / nx, -1 + (row + 0.5) * 5 / ny};
        const double own = squaredDistance(centroids.row(size_t(labels[size_t(row * nx + column)])), place);
        for (size_t c = 0; c < 7; ++c) QVERIFY(own <= squaredDistance(centroids.row(c), place) + 1e-12);
      }
    }
  }

  // In a slice of a higher space a centroid off the slice loses cells to one in it.
  void sliceCountsTheOtherColumns() {
    Matrix centroids(2, 3);
    centroids.values = {0, 0, 5, 1, 0, 0};
    const double at[3] = {0, 0, 0};
    QCOMPARE(kmeans::sliceLabels(centroids, 0, 1, at, {-1, 0, -1, 1}, 2, 2), (std::vector<int>{1, 1, 1, 1}));
    const double above[3] = {0, 0, 5};
    QCOMPARE(kmeans::sliceLabels(centroids, 0, 1, above, {-1, 0, -1, 1}, 2, 2), (std::vector<int>{0, 0, 0, 0}));
  }
};

QTEST_GUILESS_MAIN(TestVoronoi)
#include "tst_voronoi.moc"
