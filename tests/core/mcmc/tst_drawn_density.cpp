#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/mcmc/drawn_density.h"

using namespace gradus;

class TestDrawnDensity : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aStrokeIsAGaussianBump() {
    DrawnDensity d = blankDrawing(101);  // grid points at multiples of 0.1
    paint(d, 1, -2, 0.5, 2);
    const double floor = std::exp(logFloor);
    QVERIFY(std::fabs(drawnLogDensity(d, 1, -2) - std::log(2 + floor)) < 1e-12);
    QVERIFY(std::fabs(drawnLogDensity(d, 1.5, -2) - std::log(2 * std::exp(-0.5) + floor)) < 1e-12);
    QVERIFY(std::fabs(drawnLogDensity(d, -4, 4) - logFloor) < 1e-12);
    paint(d, 1, -2, 0.5, 1);
    QVERIFY(std::fabs(drawnLogDensity(d, 1, -2) - std::log(3 + floor)) < 1e-12);
  }

  void betweenGridPointsTheLogIsBilinear() {
    DrawnDensity d = blankDrawing(11);  // grid points at whole numbers
    d.logValues(5, 5) = 1;
    d.logValues(5, 6) = 3;
    d.logValues(6, 5) = -1;
    d.logValues(6, 6) = 0;
    QVERIFY(std::fabs(drawnLogDensity(d, 0.25, 0.5) - (0.5 * (0.75 * 1 + 0.25 * 3) + 0.5 * (0.75 * -1))) < 1e-14);
    QCOMPARE(drawnLogDensity(d, 5, 5), logFloor);  // the far corner belongs to the sheet
    QCOMPARE(drawnLogDensity(d, 5.001, 0), -std::numeric_limits<double>::infinity());
    QCOMPARE(drawnLogDensity(d, std::numeric_limits<double>::quiet_NaN(), 0), -std::numeric_limits<double>::infinity());
  }

  void theEraserLeavesTheFloor() {
    DrawnDensity d = exampleDrawing();
    QVERIFY(drawnLogDensity(d, 3, 2.2) > -1);
    erase(d, 3, 2.2, 1.5);
    QVERIFY(drawnLogDensity(d, 3, 2.2) < -3);
    for (const double v : d.logValues.values) QVERIFY(v >= logFloor);
  }

  void badBrushesAreRefused() {
    DrawnDensity d = blankDrawing();
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QVERIFY_EXCEPTION_THROWN(paint(d, nan, 0, 1), UserError);
    QVERIFY_EXCEPTION_THROWN(paint(d, 0, 0, 0), UserError);
    QVERIFY_EXCEPTION_THROWN(paint(d, 0, 0, 1, -1), UserError);
    QVERIFY_EXCEPTION_THROWN(erase(d, 0, 0, nan), UserError);
    QVERIFY(d.logValues.values == blankDrawing().logValues.values);
  }
};

QTEST_GUILESS_MAIN(TestDrawnDensity)
#include "tst_drawn_density.moc"
