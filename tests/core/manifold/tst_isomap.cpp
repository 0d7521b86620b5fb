#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/manifold/isomap.h"
#include "core/metrics/rank.h"
#include "tests/core/manifold/lle_reference.h"
#include "tests/core/manifold/lle_run.h"

using namespace gradus;
using namespace gradus::testing;

class TestIsomap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void geodesicsFollowTheGraph() {
    // Five points on a bent line, one neighbour each way: the way round is the sum of the edges.
    Matrix x(5, 2);
    x.values = {0, 0, 1, 0, 2.5, 0, 2.5, 2, 0.5, 2};
    const NeighbourGraph graph = neighbourGraph(x, nearestNeighbours(x, 1));
    const std::vector<double> distance = geodesicDistances(graph, 0);
    QCOMPARE(distance, (std::vector<double>{0, 1, 2.5, 4.5, 6.5}));
    const std::vector<double> back = geodesicDistances(graph, 4);
    QCOMPARE(back[0], 6.5);
  }

  void agreesWithScikitLearn_data() {
    QTest::addColumn<int>("at");
    for (int i = 0; i < 5; ++i) QTest::newRow(manifoldReferences[i].name) << i;
  }

  void agreesWithScikitLearn() {
    QFETCH(int, at);
    const ManifoldReference& r = manifoldReferences[at];
    const Matrix x = makeManifold(r.shape, r.seed, r.n).x;
    IsomapParams params;
    params.landmarks = static_cast<int>(r.n);
    const Matrix y = isomap(params, x, nearestNeighbours(x, static_cast<size_t>(r.neighbours)), Rng(1)).embedding;
    for (size_t j = 0; j < 2; ++j) {
      const double sign = y(0, j) * r.isomap[0][j] < 0 ? -1 : 1;
      for (size_t i = 0; i < 4; ++i)
        QVERIFY(std::fabs(sign * y(i, j) - r.isomap[i][j]) < 1e-7 * 30);  // the roll is 30 long
    }
  }

  void landmarksComeClose() {
    const ManifoldData data = makeManifold(Shape::swissRoll, 5, 1000);
    const Neighbours neighbours = nearestNeighbours(data.x, 10);
    IsomapParams all, some;
    all.landmarks = 1000;
    some.landmarks = 100;
    const IsomapResult exact = isomap(all, data.x, neighbours, Rng(1)),
                       quick = isomap(some, data.x, neighbours, Rng(1));
    QCOMPARE(quick.landmarks.size(), size_t{100});
    QVERIFY(std::ranges::is_sorted(quick.landmarks));
    QVERIFY(std::fabs(pearsonCorrelation(column(exact.embedding, 0), column(quick.embedding, 0))) > 0.999);
    QVERIFY(std::fabs(spearmanCorrelation(column(quick.embedding, 0), data.along)) > 0.99);
  }

  void aFlatSheetIsGivenBack() {
    Matrix x(400, 3);  // a tilted square: straight ways and ways along a dense graph nearly agree
    for (size_t i = 0; i < 400; ++i) {
      const double u = static_cast<double>(i % 20), v = static_cast<double>(i / 20);
      x(i, 0) = u, x(i, 1) = 0.6 * v, x(i, 2) = 0.8 * v;
    }
    IsomapParams params;
    params.components = 3;
    const IsomapResult result = isomap(params, x, nearestNeighbours(x, 24), Rng(2));
    QVERIFY(result.eigenvalues[2] < 0.02 * result.eigenvalues[1]);  // two dimensions are all there is
  }

  void partsAreJoined() {
    Matrix x = makeManifold(Shape::sCurve, 3, 150).x;
    for (size_t i = 0; i < 50; ++i) x(i, 0) += 100, x(149 - i, 1) += 100;
    const IsomapResult result = isomap({}, x, nearestNeighbours(x, 8), Rng(3));
    QVERIFY(result.parts >= 3);
    for (const double v : result.embedding.values) QVERIFY(std::isfinite(v));
  }

  void sameForAnyThreadCount() {
    const Matrix x = makeManifold(Shape::sCurve, 3, 300).x;
    const Neighbours neighbours = nearestNeighbours(x, 8);
    std::vector<Matrix> maps;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      maps.push_back(isomap({}, x, neighbours, Rng(3)).embedding);
    }
    QVERIFY(maps[0] == maps[1] && maps[1] == maps[2]);
  }

  void edgeCases() {
    const Matrix same(20, 2, 1.0);
    const IsomapResult result = isomap({}, same, nearestNeighbours(same, 3), Rng(1));
    for (const double v : result.embedding.values) QCOMPARE(v, 0.0);
    const Matrix x = makeManifold(Shape::sCurve, 3, 20).x;
    const Neighbours neighbours = nearestNeighbours(x, 5);
    IsomapParams bad;
    bad.components = 0;
    QVERIFY_EXCEPTION_THROWN(isomap(bad, x, neighbours, Rng(1)), UserError);
    bad.components = 20;
    QVERIFY_EXCEPTION_THROWN(isomap(bad, x, neighbours, Rng(1)), UserError);
    std::stop_source source;
    source.request_stop();
    QVERIFY(isomap({}, x, neighbours, Rng(1), source.get_token()).embedding.empty());
  }
};

QTEST_GUILESS_MAIN(TestIsomap)
#include "tst_isomap.moc"
