#include <QtTest>
#include <cmath>

#include "core/view/contours.h"

using namespace gradus;

namespace {

Field fieldOf(int n, const Extent& extent, double (*f)(double, double)) {
  Field field;
  field.nx = field.ny = n;
  field.extent = extent;
  for (int j = 0; j < n; ++j) {
    for (int i = 0; i < n; ++i) {
      field.values.push_back(static_cast<float>(
          f(extent.x0 + (i + 0.5) * (extent.x1 - extent.x0) / n, extent.y0 + (j + 0.5) * (extent.y1 - extent.y0) / n)));
    }
  }
  return field;
}

}  // namespace

class TestContours : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void circleIsOneClosedRing() {
    const Field field = fieldOf(80, {-2, 2, -2, 2}, [](double x, double y) { return x * x + y * y; });
    const auto lines = contourLines(field, 1.0, {PaintKind::text, 0}, 1.8f);
    QCOMPARE(lines.size(), size_t{1});
    QVERIFY(lines[0].closed);
    QCOMPARE(lines[0].paint.kind, PaintKind::text);
    QCOMPARE(lines[0].width, 1.8f);
    const size_t n = lines[0].coordinates.size() / 2;
    QVERIFY(n > 100);
    double turned = 0;
    for (size_t k = 0; k < n; ++k) {
      const double x = lines[0].coordinates[2 * k], y = lines[0].coordinates[2 * k + 1];
      // Linear interpolation of r^2 over a cell of 0.05 is off by at most h^2 / 8 in r^2.
      QVERIFY2(std::fabs(std::hypot(x, y) - 1) < 7e-4, qPrintable(QString::number(std::hypot(x, y))));
      const size_t next = (k + 1) % n;
      const double nx = lines[0].coordinates[2 * next], ny = lines[0].coordinates[2 * next + 1];
      QVERIFY(std::hypot(nx - x, ny - y) < 0.08);  // neighbours on the line are neighbours on the grid
      turned += std::atan2(x * ny - y * nx, x * nx + y * ny);
    }
    QVERIFY(std::fabs(std::fabs(turned) - 2 * M_PI) < 1e-3);
  }

  void straightLineIsOpenAndExact() {
    const Field field = fieldOf(10, {0, 10, 0, 10}, [](double x, double y) { return x - 0.0 * y; });
    const auto lines = contourLines(field, 4.2);
    QCOMPARE(lines.size(), size_t{1});
    QVERIFY(!lines[0].closed);
    QCOMPARE(lines[0].coordinates.size(), size_t{20});
    for (size_t k = 0; k < 10; ++k) QVERIFY(std::fabs(lines[0].coordinates[2 * k] - 4.2) < 1e-6);
  }

  void missingCellsAreLeftOut() {
    Field field = fieldOf(40, {-2, 2, -2, 2}, [](double x, double y) { return x * x + y * y; });
    for (int j = 0; j < 40; ++j) {
      for (int i = 0; i < 20; ++i) field.values[static_cast<size_t>(j) * 40 + i] = std::nanf("");
    }
    const auto lines = contourLines(field, 1.0);
    QCOMPARE(lines.size(), size_t{1});
    QVERIFY(!lines[0].closed);
    for (size_t k = 0; k + 1 < lines[0].coordinates.size(); k += 2) QVERIFY(lines[0].coordinates[k] > 0);
  }

  void saddleKeepsTwoLines() {
    Field field;
    field.nx = field.ny = 2;
    field.extent = {0, 2, 0, 2};
    field.values = {1, 0, 0, 1};
    QCOMPARE(contourLines(field, 0.4).size(), size_t{2});
    QCOMPARE(contourLines(field, 0.6).size(), size_t{2});
  }

  void severalRingsAndNothing() {
    const Field field = fieldOf(60, {0, 4, 0, 2}, [](double x, double y) {
      return std::hypot(x - 1, y - 1) < std::hypot(x - 3, y - 1) ? std::hypot(x - 1, y - 1) : std::hypot(x - 3, y - 1);
    });
    QCOMPARE(contourLines(field, 0.5).size(), size_t{2});
    QVERIFY(contourLines(field, 50).empty());
    QVERIFY(contourLines(Field{}, 0).empty());
    QVERIFY(contourLines(field, std::nan("")).empty());
  }

  void densityLevelsRise() {
    const Field field =
        fieldOf(50, {-3, 3, -3, 3}, [](double x, double y) { return std::exp(-0.5 * (x * x + y * y)); });
    const auto levels = densityLevels(field, 5);
    QCOMPARE(levels.size(), size_t{5});
    for (size_t k = 1; k < levels.size(); ++k) QVERIFY(std::sqrt(levels[k]) - std::sqrt(levels[k - 1]) > 0.1);
    QVERIFY(densityLevels(Field{}, 4).empty());
  }
};

QTEST_GUILESS_MAIN(TestContours)
#include "tst_contours.moc"
