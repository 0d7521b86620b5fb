#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/metrics/rank.h"
#include "core/metrics/trustworthiness.h"
#include "tests/core/manifold/lle_reference.h"
#include "tests/core/manifold/lle_run.h"

using namespace gradus;
using namespace gradus::testing;

namespace {
LleParams paramsOf(const ManifoldReference& r) {
  LleParams params;
  params.neighbours = r.neighbours;
  params.regularisation = r.regularisation;
  return params;
}
}  // namespace

class TestLle : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithScikitLearn_data();
  void agreesWithScikitLearn();
  void weightsAddUpAndDoNotFeelMotions();
  void embeddingKeepsItsConstraints();
  void eigenvaluesAreThoseOfM();
  void unrollsTheRoll();
  void manyNeighboursShortCircuitTheLayers();
  void stepsAndResidual();
  void shiftChangesTheWayNotTheEnd();
};

void TestLle::agreesWithScikitLearn_data() {
  QTest::addColumn<int>("at");
  for (int i = 0; i < 5; ++i) QTest::newRow(manifoldReferences[i].name) << i;
}

void TestLle::agreesWithScikitLearn() {
  QFETCH(int, at);
  const ManifoldReference& r = manifoldReferences[at];
  const Matrix x = makeManifold(r.shape, r.seed, r.n).x;
  const LleParams params = paramsOf(r);
  const Run run = embed(params, x);
  for (size_t j = 0; j < 5; ++j) {
    QCOMPARE(run.state.neighbours->of(7)[j], r.nearest[j]);
    QVERIFY(std::fabs((*run.state.weights)(7, j) - r.weights[j]) < 1e-9);
  }
  // Reference eigenvalues carry an absolute error of about 1e-15 (dense solver on M, norm about 5).
  QVERIFY(std::fabs(reconstructionError(run.state, params) - r.reconstructionError) <
          1e-8 * r.reconstructionError + 4e-15);
  QVERIFY(std::fabs(trustworthiness(x, run.state.embedding, 12) - r.trustworthiness12) < 1e-9);
  // The same error turns the reference's vectors by about 1e-15 over the gap between eigenvalues.
  const std::vector<double>& values = run.state.eigenvalues;
  const double gap = std::min({values[1], values[2] - values[1], values[3] - values[2]});
  for (size_t j = 0; j < 2; ++j) {
    const double sign = run.state.embedding(0, j) * r.lle[0][j] < 0 ? -1 : 1;
    for (size_t i = 0; i < 4; ++i) {
      const double off = std::fabs(sign * run.state.embedding(i, j) - r.lle[i][j]);
      QVERIFY2(off < 1e-8 + 1e-14 / gap, qPrintable(QString::number(off)));
    }
  }
}

void TestLle::weightsAddUpAndDoNotFeelMotions() {
  const ManifoldReference& r = manifoldReferences[0];
  const Matrix x = makeManifold(r.shape, r.seed, r.n).x;
  const double c = std::cos(0.7), s = std::sin(0.7);
  Matrix moved = x;
  for (size_t i = 0; i < x.rows; ++i) {
    const double u = c * x(i, 0) - s * x(i, 1), v = s * x(i, 0) + c * x(i, 1);
    moved(i, 0) = 3.5 * (c * u - s * x(i, 2)) - 40;
    moved(i, 1) = 3.5 * v + 7;
    moved(i, 2) = 3.5 * (s * u + c * x(i, 2)) + 100;
  }
  const Run here = embed(paramsOf(r), x), there = embed(paramsOf(r), moved);
  for (size_t i = 0; i < x.rows; ++i) {
    double sum = 0;
    for (const double w : here.state.weights->row(i)) sum += w;
    QVERIFY(std::fabs(sum - 1) < 1e-10);
    QVERIFY(std::ranges::equal(here.state.neighbours->of(i), there.state.neighbours->of(i)));
    for (size_t j = 0; j < 12; ++j)
      QVERIFY(std::fabs((*here.state.weights)(i, j) - (*there.state.weights)(i, j)) < 1e-10);
  }
}

void TestLle::embeddingKeepsItsConstraints() {
  const Matrix x = makeManifold(Shape::sCurve, 9, 500).x;
  LleParams params;
  params.components = 3;
  const Run run = embed(params, x);
  const Matrix& y = run.state.embedding;
  QCOMPARE(y.cols, size_t{3});
  for (size_t a = 0; a < 3; ++a) {
    double mean = 0;
    for (size_t i = 0; i < y.rows; ++i) mean += y(i, a) / 500;
    QVERIFY(std::fabs(mean) < 1e-12);
    for (size_t b = 0; b < 3; ++b) {
      double product = 0;
      for (size_t i = 0; i < y.rows; ++i) product += y(i, a) * y(i, b) / 500;
      QVERIFY(std::fabs(product - (a == b)) < 1e-10);
    }
  }
}

void TestLle::eigenvaluesAreThoseOfM() {
  const Matrix x = makeManifold(Shape::swissRoll, 6, 400).x;
  const Run run = embed({}, x);
  const LleState& s = run.state;
  QCOMPARE(s.eigenvalues.size(), size_t{11});
  QVERIFY(s.eigenvalues[0] >= 0 && s.eigenvalues[0] < 1e-8);  // the constant vector
  QVERIFY(std::ranges::is_sorted(s.eigenvalues));
  const Matrix errors = reconstructionErrors(*s.neighbours, *s.weights, s.subspace);
  for (size_t j = 0; j < 2; ++j) {  // M v = (I - W)^T (I - W) v = lambda v
    std::vector<double> mv = column(errors, j);
    for (size_t i = 0; i < 400; ++i) {
      for (size_t l = 0; l < 12; ++l)
        mv[static_cast<size_t>(s.neighbours->of(i)[l])] -= (*s.weights)(i, l) * errors(i, j);
    }
    for (size_t i = 0; i < 400; ++i) QVERIFY(std::fabs(mv[i] - s.eigenvalues[j + 1] * s.subspace(i, j)) < 1e-14);
  }
}

void TestLle::unrollsTheRoll() {
  const ManifoldData data = makeManifold(Shape::swissRoll, 21, 1500);
  const Run run = embed({}, data.x);
  double best = 0;
  for (size_t j = 0; j < 2; ++j)
    best = std::max(best, std::fabs(spearmanCorrelation(column(run.state.embedding, j), data.along)));
  qInfo("rank correlation with arc length %.4f, trustworthiness %.4f, %d steps", best,
        trustworthiness(data.x, run.state.embedding), run.steps);
  QVERIFY(best > 0.95);
  QVERIFY(!run.last.notConverged && !run.last.atRoundingFloor);
  // No straight axis does that.
  for (size_t j = 0; j < 3; ++j) QVERIFY(std::fabs(spearmanCorrelation(column(data.x, j), data.along)) < 0.6);
}

void TestLle::manyNeighboursShortCircuitTheLayers() {
  const ManifoldData data = makeManifold(Shape::swissRoll, 21, 600);
  LleParams many;
  many.neighbours = 40;
  const Run good = embed({}, data.x), bad = embed(many, data.x);
  QVERIFY(trustworthiness(data.x, good.state.embedding) > trustworthiness(data.x, bad.state.embedding) + 0.02);
}

void TestLle::stepsAndResidual() {
  const Matrix x = makeManifold(Shape::swissRoll, 3, 700).x;
  LleState state = initLle({}, x);
  QCOMPARE(stepLle({}, state, x, Rng(1, "lle", 0)).did, LleStage::neighbours);
  QVERIFY(state.neighbours && !state.weights && state.embedding.empty());
  QCOMPARE(stepLle({}, state, x, Rng(1, "lle", 1)).did, LleStage::weights);
  QVERIFY(state.weights && state.embedding.empty());
  QCOMPARE(reconstructionError(state, {}), 0.0);
  double last = 2, error = std::numeric_limits<double>::infinity();
  for (uint64_t tick = 2; state.stage != LleStage::done; ++tick) {
    QCOMPARE(stepLle({}, state, x, Rng(1, "lle", tick)).did, LleStage::embedding);
    QVERIFY(state.residual < last);
    QVERIFY(reconstructionError(state, {}) < error * (1 + 1e-9));  // Ritz values only fall
    last = state.residual;
    error = reconstructionError(state, {});
  }
  QVERIFY(state.residual <= 1e-10 && state.iterations >= 3);
}

void TestLle::shiftChangesTheWayNotTheEnd() {
  const Matrix x = makeManifold(Shape::swissRoll, 3, 500).x;
  LleParams slow;
  slow.shift = 1e-4;
  const Run quick = embed({}, x), visible = embed(slow, x, 2);
  QVERIFY(visible.state.iterations > 2 * quick.state.iterations);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < 2; ++j)
      QVERIFY(std::fabs(quick.state.embedding(i, j) - visible.state.embedding(i, j)) < 1e-6);
  }
}

QTEST_GUILESS_MAIN(TestLle)
#include "tst_lle.moc"
