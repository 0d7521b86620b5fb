// Rows changed by hand, and tables of rows.
#include <QtTest>
#include <cmath>

#include "core/base/error.h"
#include "core/view/plane_edits.h"
#include "core/view/tables.h"

using namespace gradus;

namespace {
Matrix threeColumns() {
  Matrix x(2, 3);
  x.values = {0, 10, 1, 2, 20, 3};
  return x;
}
}  // namespace

class TestPlaneEdits : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void movedRowKeepsItsOtherColumns() {
    const Matrix moved = withRowMoved(threeColumns(), 1, 0, 2, 7, 8);
    QCOMPARE(moved.values, (std::vector<double>{0, 10, 1, 7, 20, 8}));
    QVERIFY_EXCEPTION_THROWN(withRowMoved(threeColumns(), 2, 0, 2, 7, 8), UserError);
    QVERIFY_EXCEPTION_THROWN(withRowMoved(threeColumns(), -1, 0, 2, 7, 8), UserError);
  }

  void paintedRowsTakeTheMeansElsewhere() {
    const std::vector<double> places{5, 6, 7, 8};
    const Matrix painted = withRowsPainted(threeColumns(), places, 0, 2);
    QCOMPARE(painted.values, (std::vector<double>{0, 10, 1, 2, 20, 3, 5, 15, 6, 7, 15, 8}));
  }

  void tableOfAMatrix() {
    const Table table = matrixTable(threeColumns(), "pc", 3, 4);
    QCOMPARE(table.columns.size(), size_t{5});
    QCOMPARE(table.columns[0].name, "row");
    QCOMPARE(table.columns[0].numbers, (std::vector<double>{0, 1, 2}));
    QCOMPARE(table.columns[2].name, "pc2");
    QCOMPARE(table.columns[2].numbers[1], 20.0);
    QVERIFY(std::isnan(table.columns[2].numbers[2]));  // no such row
    QVERIFY(std::isnan(table.columns[4].numbers[0]));  // no such column
  }
};

QTEST_GUILESS_MAIN(TestPlaneEdits)
#include "tst_plane_edits.moc"
