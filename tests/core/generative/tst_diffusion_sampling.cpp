// The reverse process with the exact noise prediction: what went into the noise comes out again.
#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/generative/diffusion.h"
#include "core/generative/noised_mixture.h"
#include "core/metrics/wasserstein.h"

using namespace gradus;

namespace {

struct Moments {
  double mean = 0, variance = 0;
};
Moments momentsOf(const Matrix& x, size_t column) {
  Moments m;
  const auto n = static_cast<double>(x.rows);
  for (size_t i = 0; i < x.rows; ++i) m.mean += x(i, column) / n;
  for (size_t i = 0; i < x.rows; ++i) m.variance += (x(i, column) - m.mean) * (x(i, column) - m.mean) / (n - 1);
  return m;
}

GaussianMixture threeBlobs() {
  GaussianMixture mixture{{0.5, 0.3, 0.2}, Matrix(3, 2), {0.25, 0.15, 0.4}};
  mixture.means.values = {-1.2, 0.3, 1, 1, 0.7, -1.1};
  return mixture;
}

Matrix sampleWith(const GaussianMixture& mixture, const DiffusionSchedule& schedule, const ReverseParams& params,
                  size_t points) {
  ReverseState state = initReverse(params, schedule, points, mixture.means.cols, Rng(3, "noise"));
  while (!state.done()) {
    const Matrix eps = exactNoise(mixture, schedule.alphaBarAt(state.time()), state.x);
    const ReverseInfo info =
        stepReverse(params, schedule, state, eps, Rng(3, "reverse", static_cast<uint64_t>(state.position)));
    if (info.nonFinite) return {};
  }
  return state.x;
}

}  // namespace

class TestDiffusionSampling : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void onePointIsFoundAgain();
  void gaussianDataComeBack_data();
  void gaussianDataComeBack();
  void mixtureComesBackAndFewStepsBlur();
  void pointsKeepTheirOwnPaths();
  void copyThreadsAndTrouble();
  void badSettingsAreRefusedWithWords();
};

void TestDiffusionSampling::onePointIsFoundAgain() {
  Matrix point(1, 2);
  point.values = {0.7, -1.3};
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 100);
  for (const int used : {1, 7, 100}) {
    for (const ReverseKind kind : {ReverseKind::ancestral, ReverseKind::ddim}) {
      ReverseParams params{kind, ReverseVariance::posterior, 0.5, used};
      const Matrix x = sampleWith(mixtureOnData(point), schedule, params, 5);
      for (size_t i = 0; i < 5; ++i) QVERIFY(std::fabs(x(i, 0) - 0.7) < 1e-9 && std::fabs(x(i, 1) + 1.3) < 1e-9);
    }
  }
}

void TestDiffusionSampling::gaussianDataComeBack_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<int>("variance");
  QTest::addColumn<double>("eta");
  QTest::newRow("ancestral, posterior") << 0 << 0 << 0.0;
  QTest::newRow("ancestral, beta") << 0 << 1 << 0.0;
  QTest::newRow("ddim") << 1 << 0 << 0.0;
  QTest::newRow("ddim, half noise") << 1 << 0 << 0.5;
}

void TestDiffusionSampling::gaussianDataComeBack() {
  QFETCH(int, kind);
  QFETCH(int, variance);
  QFETCH(double, eta);
  GaussianMixture gaussian{{1}, Matrix(1, 2), {0.6}};
  gaussian.means.values = {1.5, -0.5};
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 1000);
  const ReverseParams params{static_cast<ReverseKind>(kind), static_cast<ReverseVariance>(variance), eta, 1000};
  const size_t n = 2000;
  const Matrix x = sampleWith(gaussian, schedule, params, n);
  for (size_t j = 0; j < 2; ++j) {
    const Moments m = momentsOf(x, j);
    // 4 standard errors, and 1 % for the finite number of steps
    QVERIFY(std::fabs(m.mean - gaussian.means(0, j)) < 4 * 0.6 / std::sqrt(n) + 0.01);
    QVERIFY2(std::fabs(m.variance / 0.36 - 1) < 4 * std::sqrt(2.0 / n) + 0.01, qPrintable(QString::number(m.variance)));
  }
}

void TestDiffusionSampling::mixtureComesBackAndFewStepsBlur() {
  const GaussianMixture mixture = threeBlobs();
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 200);
  const size_t n = 2000;
  const Matrix real = drawMixture(mixture, n, Rng(1, "a")), again = drawMixture(mixture, n, Rng(1, "b"));
  const Matrix directions = randomDirections(64, 2, Rng(1, "directions"));
  const double floor = slicedWasserstein(real, again, directions);
  const auto distance = [&](int used) {
    return slicedWasserstein(
        sampleWith(mixture, schedule, {ReverseKind::ancestral, ReverseVariance::posterior, 0, used}, n), real,
        directions);
  };
  const double full = distance(200), few = distance(4);
  qInfo("sliced Wasserstein: real-real %.4f, 200 steps %.4f, 4 steps %.4f", floor, full, few);
  QVERIFY(full < 3 * floor);
  QVERIFY(few > 2 * full);
}

void TestDiffusionSampling::pointsKeepTheirOwnPaths() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 30);
  const ReverseParams params{ReverseKind::ancestral, ReverseVariance::posterior, 0, 30};
  const Matrix few = sampleWith(threeBlobs(), schedule, params, 3),
               many = sampleWith(threeBlobs(), schedule, params, 50);
  for (size_t i = 0; i < 3; ++i) QVERIFY(few(i, 0) == many(i, 0) && few(i, 1) == many(i, 1));
}

void TestDiffusionSampling::copyThreadsAndTrouble() {
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::cosine, 20);
  const ReverseParams params{ReverseKind::ddim, ReverseVariance::posterior, 0.7, 20};
  std::vector<uint64_t> hashes;
  for (const int threads : {1, 2, 8}) {
    WorkerPool pool(threads);
    const WorkerPool::Use use(pool);
    ReverseState state = initReverse(params, schedule, 300, 2, Rng(3, "noise"));
    while (!state.done()) {
      const Matrix eps = exactNoise(threeBlobs(), schedule.alphaBarAt(state.time()), state.x);
      ReverseState copy = state;
      stepReverse(params, schedule, copy, eps, Rng(1));
      stepReverse(params, schedule, state, eps, Rng(1));
      QCOMPARE(hashOf(copy), hashOf(state));
    }
    hashes.push_back(hashOf(state));
  }
  QVERIFY(hashes[0] == hashes[1] && hashes[1] == hashes[2]);
  ReverseState state = initReverse(params, schedule, 2, 2, Rng(3, "noise"));
  QVERIFY(
      stepReverse(params, schedule, state, Matrix(2, 2, std::numeric_limits<double>::quiet_NaN()), Rng(1)).nonFinite);
  state = initReverse(params, schedule, 2, 2, Rng(3, "noise"));
  QVERIFY(!stepReverse(params, schedule, state, Matrix(2, 2, 1e12), Rng(1)).nonFinite);
}

void TestDiffusionSampling::badSettingsAreRefusedWithWords() {
  QVERIFY_EXCEPTION_THROWN(makeSchedule(NoiseSchedule::linear, 0), UserError);
  QVERIFY_EXCEPTION_THROWN(samplingSequence(10, 11), UserError);
  QVERIFY_EXCEPTION_THROWN(samplingSequence(10, 0), UserError);
  const DiffusionSchedule schedule = makeSchedule(NoiseSchedule::linear, 10);
  ReverseParams params{ReverseKind::ddim, ReverseVariance::posterior, 1.5, 5};
  QVERIFY_EXCEPTION_THROWN(initReverse(params, schedule, 1, 2, Rng(1)), UserError);
  params.eta = std::numeric_limits<double>::quiet_NaN();
  QVERIFY_EXCEPTION_THROWN(initReverse(params, schedule, 1, 2, Rng(1)), UserError);
}

QTEST_GUILESS_MAIN(TestDiffusionSampling)
#include "tst_diffusion_sampling.moc"
