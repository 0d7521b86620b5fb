#include <QElapsedTimer>
#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "tests/core/manifold/lle_reference.h"
#include "tests/core/manifold/lle_run.h"

using namespace gradus;
using namespace gradus::testing;

class TestLleBattery : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void copyThenStepIsStepThenCopy();
  void sameForAnyThreadCount();
  void edgeCases();
  void badInputIsRefusedWithWords();
  void stopIsHonoured();
  void scaleDoesNotMatter();
  void fallingApartIsReported();
  void denseAndSparseFactorsAgree();
  void threeThousandRowsAreQuick();
};

void TestLleBattery::copyThenStepIsStepThenCopy() {
  const Matrix x = makeManifold(Shape::sCurve, 3, 300).x;
  LleState state = initLle({}, x);
  for (uint64_t tick = 0; state.stage != LleStage::done; ++tick) {
    LleState copy = state, bare = state;
    bare.solver = nullptr;  // as after reading a state back: the factorisation is made anew
    stepLle({}, state, x, Rng(4, "lle", tick));
    stepLle({}, copy, x, Rng(4, "lle", tick));
    stepLle({}, bare, x, Rng(4, "lle", tick));
    QCOMPARE(hashOf(copy), hashOf(state));
    QCOMPARE(hashOf(bare), hashOf(state));
    QVERIFY(state.iterations < 2 || copy.solver == state.solver);  // shared, not computed again
  }
}

void TestLleBattery::sameForAnyThreadCount() {
  for (const Shape shape : {Shape::swissRoll, Shape::cloud}) {
    const Matrix x = makeManifold(shape, 3, 600).x;
    std::vector<uint64_t> hashes;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use use(pool);
      hashes.push_back(hashOf(embed({}, x).state));
    }
    QVERIFY(hashes[0] == hashes[1] && hashes[1] == hashes[2]);
    QVERIFY(hashes[0] != hashOf(embed({}, x, 2).state));
  }
}

void TestLleBattery::edgeCases() {
  Matrix constantColumn = makeManifold(Shape::sCurve, 3, 200).x;
  for (size_t i = 0; i < 200; ++i) constantColumn(i, 1) = 5;
  LleParams few;
  few.neighbours = 2;
  few.components = 1;
  Matrix four(4, 1);
  four.values = {0, 1, 2, 4};
  for (const auto& [params, x] :
       {std::pair{LleParams{}, constantColumn}, {LleParams{}, Matrix(30, 2, 7.5)}, {few, four}}) {
    const Run run = embed(params, x);
    for (const double v : run.state.embedding.values) QVERIFY(std::isfinite(v));
    for (const double v : run.state.eigenvalues) QVERIFY(std::isfinite(v) && v >= -1e-12);
  }
}

void TestLleBattery::badInputIsRefusedWithWords() {
  const Matrix x = makeManifold(Shape::sCurve, 3, 50).x;
  const auto message = [](const LleParams& params, const Matrix& data) {
    try {
      initLle(params, data);
    } catch (const UserError& error) {
      return QString(error.what());
    }
    return QString();
  };
  LleParams params;
  QVERIFY(message(params, Matrix(1, 3, 1)).contains("from 1 rows"));
  QVERIFY(message(params, Matrix()).contains("from 0 rows"));
  QVERIFY(message(params, Matrix(12, 3, 1)).contains("Choose between 1 and 11"));
  Matrix broken = x;
  broken(2, 1) = std::numeric_limits<double>::quiet_NaN();
  QVERIFY(message(params, broken).contains("Row 3, column 2 holds NaN"));
  broken(2, 1) = std::numeric_limits<double>::infinity();
  QVERIFY(message(params, broken).contains("Row 3, column 2 holds infinity"));
  params.regularisation = 0;
  QVERIFY(message(params, x).contains("must be positive"));
  params = {};
  params.components = 0;
  QVERIFY(!message(params, x).isEmpty());
  QVERIFY(message({}, x).isEmpty());
}

void TestLleBattery::stopIsHonoured() {
  const Matrix x = makeManifold(Shape::cloud, 3, 400).x;
  std::stop_source source;
  source.request_stop();
  LleState state = initLle({}, x);
  for (uint64_t tick = 0; state.stage != LleStage::done; ++tick) {
    const uint64_t before = hashOf(state);
    QVERIFY(stepLle({}, state, x, Rng(1, "lle", tick), source.get_token()).stopped);
    QCOMPARE(hashOf(state), before);
    QVERIFY(!stepLle({}, state, x, Rng(1, "lle", tick)).stopped);
  }
}

void TestLleBattery::scaleDoesNotMatter() {
  const Matrix x = makeManifold(Shape::swissRoll, 3, 300).x;
  for (const double scale : {0x1p40, 0x1p-40, 0x1p400}) {  // powers of two: 1e12, 1e-12, 1e120 without rounding
    Matrix scaled = x;
    for (double& v : scaled.values) v *= scale;
    const Run run = embed({}, scaled), plain = embed({}, x);
    QVERIFY(run.state.embedding == plain.state.embedding);
  }
}

void TestLleBattery::fallingApartIsReported() {
  Matrix x = makeManifold(Shape::sCurve, 3, 100).x;
  for (size_t i = 0; i < 50; ++i) x(i, 0) += 1000;
  LleState state = initLle({}, x);
  QCOMPARE(stepLle({}, state, x, Rng(1, "lle", 0)).parts, size_t{2});
  const Run run = embed({}, x);
  // One eigenvalue more is 0, and its vector only tells the two parts apart.
  QVERIFY(run.state.eigenvalues[1] < 1e-14);
  for (size_t i = 1; i < 50; ++i) QVERIFY(std::fabs(run.state.embedding(i, 0) - run.state.embedding(0, 0)) < 1e-5);
}

void TestLleBattery::denseAndSparseFactorsAgree() {
  const Matrix roll = makeManifold(Shape::swissRoll, 3, 500).x, cloud = makeManifold(Shape::cloud, 3, 300).x;
  LleParams many;
  many.neighbours = 60;
  const Run sparse = embed({}, roll), dense = embed(many, cloud);
  QVERIFY(sparse.state.solver->isSparse());
  QVERIFY(!dense.state.solver->isSparse());
  for (const Run* run : {&sparse, &dense}) {
    // (M + s) applied to the solution gives the right side back.
    const LleState& s = run->state;
    const Matrix solved = s.solver->solve(s.subspace), errors = reconstructionErrors(*s.neighbours, *s.weights, solved);
    Matrix m = errors;
    double trace = 0;
    for (size_t i = 0; i < m.rows; ++i) {
      trace += 1;
      for (size_t l = 0; l < s.neighbours->k; ++l) {
        trace += (*s.weights)(i, l) * (*s.weights)(i, l);
        for (size_t c = 0; c < m.cols; ++c)
          m(static_cast<size_t>(s.neighbours->of(i)[l]), c) -= (*s.weights)(i, l) * errors(i, c);
      }
    }
    const double shift = 1e-6 * trace / static_cast<double>(m.rows);
    for (size_t i = 0; i < m.values.size(); ++i) {
      QVERIFY(std::fabs(m.values[i] + shift * solved.values[i] - s.subspace.values[i]) <
              1e-8);  // 1e-16 / shift, and room
    }
  }
}

void TestLleBattery::threeThousandRowsAreQuick() {
  for (const Shape shape : {Shape::swissRoll, Shape::cloud}) {
    const Matrix x = makeManifold(shape, 1, 3000).x;
    LleState state = initLle({}, x);
    std::vector<qint64> ms;
    QElapsedTimer timer;
    timer.start();
    for (uint64_t tick = 0; state.stage != LleStage::done; ++tick) {
      stepLle({}, state, x, Rng(1, "lle", tick));
      ms.push_back(timer.restart());
    }
    qInfo(
        "3000 rows: neighbours %lld ms, weights %lld ms, first iteration with the %s factor %lld ms, then %lld ms "
        "each, %lld in all; residual %.1e",
        ms[0], ms[1], state.solver->isSparse() ? "sparse" : "dense", ms[2], ms[3],
        static_cast<long long>(state.iterations), state.residual);
    QVERIFY(ms[0] + ms[1] < 5000 && ms[2] < 20000);  // far above what it takes, for sanitizer builds on busy machines
  }
}

QTEST_GUILESS_MAIN(TestLleBattery)
#include "tst_lle_battery.moc"
