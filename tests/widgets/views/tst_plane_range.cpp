// The plane by keyboard, its ranges and its requests for maps.
#include "tests/widgets/views/plane_bench.h"
#include "tests/widgets/views/sample_frames.h"

using namespace gradus;

class TestPlaneRange : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void keyboardMovesAPoint() {
    Bench b({{Gesture::drag, "points", "move_point", ""}});
    b.show(samples::channel(threePoints()));
    QTest::keyClick(b.plane.get(), Qt::Key_PageDown);
    const QPointF start = b.plane->keyboardCursor().value();
    QTest::keyClick(b.plane.get(), Qt::Key_Return);
    QTest::keyClick(b.plane.get(), Qt::Key_Right);
    QTest::keyClick(b.plane.get(), Qt::Key_Up, Qt::ShiftModifier);
    QTest::keyClick(b.plane.get(), Qt::Key_Return);
    QCOMPARE(b.events.size(), size_t{3});
    QVERIFY(!b.events[0].finished && !b.events[1].finished && b.events[2].finished);
    QCOMPARE(b.events[0].gestureId, b.events[2].gestureId);
    const double scale = b.plane->map().scaleX();
    QVERIFY(std::fabs(arg<double>(b.events[2], "x") - (start.x() + 10 / scale)) < 1e-9);
    QVERIFY(std::fabs(arg<double>(b.events[2], "y") - (start.y() + 1 / b.plane->map().scaleY())) < 1e-9);
  }

  void escapePutsThePointBack() {
    Bench b({{Gesture::drag, "points", "move_point", ""}});
    b.show(samples::channel(threePoints()));
    QTest::keyClick(b.plane.get(), Qt::Key_PageDown);
    const QPointF start = b.plane->keyboardCursor().value();
    QTest::keyClick(b.plane.get(), Qt::Key_Return);
    QTest::keyClick(b.plane.get(), Qt::Key_Right);
    QTest::keyClick(b.plane.get(), Qt::Key_Escape);
    QVERIFY(b.events.back().finished);
    QCOMPARE(arg<double>(b.events.back(), "x"), start.x());
  }

  void keyboardPaintsAndErases() {
    Bench b({{Gesture::paint, "", "paint", ""}, {Gesture::erase, "", "erase", ""}});
    b.show(samples::channel(threePoints()));
    b.plane->setTool({PaintTool::Kind::brush, 1});
    QTest::keyClick(b.plane.get(), Qt::Key_Right);
    QTest::keyClick(b.plane.get(), Qt::Key_Return);
    QTest::keyClick(b.plane.get(), Qt::Key_Delete);
    QCOMPARE(b.events.size(), size_t{2});
    QCOMPARE(b.events[0].gesture, Gesture::paint);
    const auto points = arg<std::vector<double>>(b.events[0], "points");
    QCOMPARE(points.size(), size_t{2});
    QCOMPARE(points[0], b.plane->keyboardCursor()->x());
    QVERIFY(b.events[0].finished);
    QCOMPARE(b.events[1].gesture, Gesture::erase);
  }

  void rangesGrowAndShrinkOnlyOnFit() {
    Bench b({});
    b.show(samples::channel(threePoints()));
    const Extent before = b.plane->map().range;
    Points far = threePoints();
    far.coordinates[2] = 40;
    b.show(samples::channel(far));
    const Extent grown = b.plane->map().range;
    QVERIFY(grown.x1 >= 40 && grown.y1 == before.y1);
    b.show(samples::channel(threePoints()));
    QVERIFY(b.plane->map().range == grown);
    b.plane->fit();
    QVERIFY(b.plane->map().range == before);
  }

  void refusedProposalsAndFarLinesDoNotStretchTheAxes() {
    Bench b({}, {"points", "lines", "refused"});
    Polyline far;
    far.coordinates = {0, 0, 1e6f, 1e6f};
    Points refused = threePoints();
    refused.role = MarkRole::refused;
    refused.coordinates = {500, 500};
    b.plane->setFrame(
        {{samples::channel(threePoints()), samples::channel(Polylines{{far}}), samples::channel(refused)}});
    QVERIFY(b.plane->map().range.x1 < 5);
    b.plane->grab();
  }

  void equalScalesHoldAtEverySize() {
    Bench b({{Gesture::paint, "", "paint", ""}});
    b.show(samples::channel(threePoints()));
    for (const QSize size : {QSize(400, 400), QSize(700, 300), QSize(300, 600)}) {
      b.plane->resize(size);
      const PlotMap m = b.plane->map();
      QVERIFY(std::fabs(m.scaleX() / m.scaleY() - 1) < 1e-9);
    }
  }

  void wheelZoomsPanMovesDoubleClickFits() {
    Bench b({});
    b.show(samples::channel(threePoints()));
    const Extent before = b.plane->map().range;
    const QPointF at = b.plane->map().rect.center();
    QWheelEvent wheel(at, b.plane->mapToGlobal(at), {}, {0, 120}, Qt::NoButton, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(b.plane.get(), &wheel);
    const Extent zoomed = b.plane->map().range;
    QVERIFY(std::fabs((zoomed.x1 - zoomed.x0) / (before.x1 - before.x0) - 0.85) < 1e-9);
    QVERIFY(b.plane->zoom().has_value());
    QTest::mousePress(b.plane.get(), Qt::MiddleButton, {}, QPoint(200, 200));
    QMouseEvent move(QEvent::MouseMove, QPointF(210, 200), b.plane->mapToGlobal(QPointF(210, 200)), Qt::NoButton,
                     Qt::MiddleButton, {});
    QApplication::sendEvent(b.plane.get(), &move);
    QTest::mouseRelease(b.plane.get(), Qt::MiddleButton, {}, QPoint(210, 200));
    QVERIFY(std::fabs(b.plane->map().range.x0 - (zoomed.x0 - 10 / b.plane->map().scaleX())) < 1e-9);
    QTest::mouseDClick(b.plane.get(), Qt::LeftButton, {}, QPoint(200, 200));
    QVERIFY(b.plane->map().range == before);
    QVERIFY(!b.plane->zoom().has_value());
  }

  void asksForMapsOverWhatIsShown() {
    Bench b({}, {"map", "points"});
    b.view.equalScales = true;
    QSignalSpy asked(b.plane.get(), &LiveView::displayRequestChanged);
    b.plane->setFrame({{nullptr, samples::channel(threePoints())}});
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString(), QStringLiteral("map"));
    const auto extent = asked[0][3].value<Extent>();
    QVERIFY(extent == b.plane->map().range);
    // The answer does not widen the axes, whatever the shape of the view.
    for (const QSize size : {QSize(400, 400), QSize(600, 300), QSize(300, 500)}) {
      b.plane->resize(size);
      const Extent wanted = asked.last()[3].value<Extent>();
      b.plane->setFrame({{samples::channel(samples::spiralField(wanted, 16)), samples::channel(threePoints())}});
      QVERIFY(b.plane->map().range == wanted);
      QVERIFY(asked.last()[3].value<Extent>() == wanted);
    }
  }
};

QTEST_MAIN(TestPlaneRange)
#include "tst_plane_range.moc"
