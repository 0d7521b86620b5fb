#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/rng.h"
#include "core/mcmc/target_quadrature.h"
#include "core/mcmc/targets.h"

using namespace gradus;

namespace {
Target anyTarget(TargetKind kind) {
  if (kind != TargetKind::lineFit) return makeTarget(targetEntry(kind).name);
  const std::vector<double> x{1, 2, 3, 5, 8}, y{2.1, 2.9, 4.3, 6.2, 8.8};
  return makeLineTarget(x, y);
}

double areaUnder(const MarginalCurve& curve) {
  double sum = 0;
  for (size_t i = 0; i + 1 < curve.at.size(); ++i) {
    sum += 0.5 * (curve.density[i] + curve.density[i + 1]) * (curve.at[i + 1] - curve.at[i]);
  }
  return sum;
}
}  // namespace

class TestTargets : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tableIsCompleteAndNamed();
  void closedFormsAgreeWithQuadrature_data();
  void closedFormsAgreeWithQuadrature();
  void marginalsAreDensities_data() { closedFormsAgreeWithQuadrature_data(); }
  void marginalsAreDensities();
  void ringMomentsByHand();
  void gridRunsFromTheLowCorner();
  void badTargetsAreRefusedWithWords();
  void hashCoversEverySetting();
};

void TestTargets::tableIsCompleteAndNamed() {
  QCOMPARE(targetTable().size(), static_cast<size_t>(TargetKind::gaussianMany) + 1);
  for (const TargetEntry& entry : targetTable()) {
    QCOMPARE(targetEntry(entry.kind).name, entry.name);
    QVERIFY(!entry.title.empty() && !entry.help.empty());
    const Target target = anyTarget(entry.kind);
    validate(target);
    QCOMPARE(dimensionOf(target), size_t{2});
    for (const double z1 : {-1e12, -1.0, 0.0, 2.0, 1e12}) {  // far out: hugely negative or -infinity, never NaN
      const double z[2] = {z1, 0.5 * z1};
      QVERIFY2(!std::isnan(logDensity(target, z)) && logDensity(target, z) < 100, entry.name.data());
    }
  }
}

void TestTargets::closedFormsAgreeWithQuadrature_data() {
  QTest::addColumn<int>("kind");
  for (const TargetEntry& entry : targetTable()) QTest::newRow(entry.name.data()) << static_cast<int>(entry.kind);
}

void TestTargets::closedFormsAgreeWithQuadrature() {
  QFETCH(int, kind);
  const Target target = anyTarget(static_cast<TargetKind>(kind));
  const TargetEntry& entry = targetEntry(target.kind);
  if (!entry.exactMoments) {
    QVERIFY(!summarise(target).exactMoments);
    return;
  }
  const TargetMoments exact = entry.exactMoments(target);
  // The funnel's neck is narrower than the grid and its mouth reaches past it: only there is the grid coarse.
  const double tolerance = target.kind == TargetKind::funnel ? 0.02 : 1e-6;
  const GridMarginals grid = integrateOnGrid(target, entry.domain, 1201);
  QVERIFY(std::fabs(grid.moments.mean1 - exact.mean1) < tolerance);
  QVERIFY(std::fabs(grid.moments.mean2 - exact.mean2) < tolerance);
  QVERIFY(std::fabs(grid.moments.sd1 - exact.sd1) < tolerance);
  QVERIFY(std::fabs(grid.moments.sd2 - exact.sd2) < tolerance);
  QVERIFY(std::fabs(grid.moments.correlation - exact.correlation) < tolerance);
  for (size_t i = 0; i < grid.x.size(); i += 50) {
    const auto closed1 = entry.exactMarginal(target, 0, grid.x[i]), closed2 = entry.exactMarginal(target, 1, grid.y[i]);
    if (closed1) QVERIFY(std::fabs(*closed1 - grid.marginalX[i]) < tolerance);
    if (closed2) QVERIFY(std::fabs(*closed2 - grid.marginalY[i]) < tolerance);
  }
}

void TestTargets::marginalsAreDensities() {
  QFETCH(int, kind);
  const TargetSummary summary = summarise(anyTarget(static_cast<TargetKind>(kind)));
  QCOMPARE(summary.marginal1.at.size(), size_t{201});
  for (const MarginalCurve* curve : {&summary.marginal1, &summary.marginal2}) {
    for (const double density : curve->density) QVERIFY(density >= 0 && density < 10);
    const double area = areaUnder(*curve);  // the plot leaves a little of the tails out
    QVERIFY2(area > 0.94 && area < 1.001, qPrintable(QString::number(area)));
  }
  QVERIFY(summary.moments.sd1 > 0 && summary.moments.sd2 > 0 && std::fabs(summary.moments.correlation) < 1);
}

void TestTargets::ringMomentsByHand() {
  // By symmetry means 0 and var = E r^2 / 2 with density r exp(-(r - R)^2 / (2 s^2)): E r^2 = (R^3 + 3 R s^2) / R up to
  // the negligible mass at r < 0.
  const TargetSummary summary = summarise(makeTarget("ring"));
  const double expected = std::sqrt((2.5 * 2.5 + 3 * 0.35 * 0.35) / 2);
  QVERIFY(std::fabs(summary.moments.sd1 - expected) < 1e-6 && std::fabs(summary.moments.sd2 - expected) < 1e-6);
  QVERIFY(std::fabs(summary.moments.mean1) < 1e-10 && std::fabs(summary.moments.correlation) < 1e-10);
}

void TestTargets::gridRunsFromTheLowCorner() {
  const Target target = makeTarget("banana");
  const Matrix grid = logDensityGrid(target, {-1, 2, -3, 4}, 8, 4);
  QVERIFY(grid.rows == 8 && grid.cols == 4);
  const double low[2] = {-1, -3}, high[2] = {2, 4}, inner[2] = {0, -2};
  QCOMPARE(grid(0, 0), logDensity(target, low));
  QCOMPARE(grid(7, 3), logDensity(target, high));
  QCOMPARE(grid(1, 1), logDensity(target, inner));
}

void TestTargets::badTargetsAreRefusedWithWords() {
  try {
    makeTarget("donut");
    QFAIL("accepted");
  } catch (const UserError& error) {
    QVERIFY(QString(error.what()).contains("donut") && QString(error.what()).contains("two-modes"));
  }
  Target target;
  target.rho = 1;
  QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
  target.rho = std::numeric_limits<double>::quiet_NaN();
  QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
  target = {};
  target.kind = TargetKind::drawn;
  QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
  target.kind = TargetKind::lineFit;
  QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
  QVERIFY_EXCEPTION_THROWN(makeTarget("line-fit"), UserError);
}

void TestTargets::hashCoversEverySetting() {
  Target a = makeTarget("drawn"), b = a;
  QCOMPARE(hashOf(a), hashOf(b));
  DrawnDensity other = *a.drawing;
  paint(other, 0, 0, 0.3);
  b.drawing = std::make_shared<const DrawnDensity>(other);
  QVERIFY(hashOf(a) != hashOf(b));
  b = a;
  b.rho = 0.1;
  QVERIFY(hashOf(a) != hashOf(b));
}

QTEST_GUILESS_MAIN(TestTargets)
#include "tst_targets.moc"
