// The plane's gestures by pointer, its readouts.
#include "tests/widgets/views/plane_bench.h"

using namespace gradus;

class TestPlaneView : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void dragSendsManyAndOneFinished() {
    Bench b({{Gesture::drag, "points", "move_point", "Drag a point"}});
    b.show(samples::channel(threePoints()));
    const QPoint to = b.pixel(2, 3);
    drag(b.plane.get(), b.pixel(4, 0), to);
    QCOMPARE(b.events.size(), size_t{4});
    for (size_t i = 0; i < 4; ++i) {
      QCOMPARE(b.events[i].gesture, Gesture::drag);
      QCOMPARE(b.events[i].layer, std::string("points"));
      QCOMPARE(names(b.events[i]), (QStringList{"index", "x", "y"}));
      QCOMPARE(arg<int64_t>(b.events[i], "index"), int64_t{1});
      QCOMPARE(b.events[i].finished, i == 3);
      QCOMPARE(b.events[i].gestureId, b.events[0].gestureId);
    }
    const QPointF data = b.plane->map().data(to);
    QCOMPARE(arg<double>(b.events[3], "x"), data.x());
    QCOMPARE(arg<double>(b.events[3], "y"), data.y());
    drag(b.plane.get(), b.pixel(0, 0), b.pixel(1, 1));
    QVERIFY(b.events.back().gestureId != b.events[0].gestureId);
  }

  void nothingIsOfferedWithoutAHandle() {
    Bench b({});
    b.show(samples::channel(threePoints()));
    drag(b.plane.get(), b.pixel(4, 0), b.pixel(2, 2));
    QTest::mouseClick(b.plane.get(), Qt::LeftButton, {}, b.pixel(1, 1));
    b.plane->setTool({PaintTool::Kind::brush});
    QTest::mouseClick(b.plane.get(), Qt::LeftButton, {}, b.pixel(1, 1));
    QVERIFY(b.events.empty());
  }

  void clicksOnPointsAndBackground() {
    Bench b({{Gesture::click, "points", "pick", ""}, {Gesture::click, "", "place", ""}});
    b.show(samples::channel(threePoints()));
    QTest::mouseClick(b.plane.get(), Qt::LeftButton, {}, b.pixel(0, 4));
    QTest::mouseClick(b.plane.get(), Qt::LeftButton, {}, b.pixel(2, 2));
    QCOMPARE(b.events.size(), size_t{2});
    QCOMPARE(names(b.events[0]), QStringList{"index"});
    QCOMPARE(arg<int64_t>(b.events[0], "index"), int64_t{2});
    QCOMPARE(b.events[1].layer, std::string());
    QCOMPARE(names(b.events[1]), (QStringList{"x", "y"}));
    QVERIFY(std::fabs(arg<double>(b.events[1], "x") - 2) < 0.02);
    QVERIFY(b.events[1].finished);
  }

  void sprayStoresItsPoints() {
    Bench b({{Gesture::paint, "", "paint", ""}, {Gesture::erase, "", "erase", ""}});
    b.show(samples::channel(threePoints()));
    b.plane->setTool({PaintTool::Kind::spray, 2, 30, 7});
    drag(b.plane.get(), b.pixel(1, 1), b.pixel(3, 1));
    QVERIFY(b.events.size() >= 3);
    const PlotMap m = b.plane->map();
    for (const GestureEvent& e : b.events) {
      QCOMPARE(e.gesture, Gesture::paint);
      QCOMPARE(names(e), (QStringList{"class", "points"}));
      QCOMPARE(arg<int64_t>(e, "class"), int64_t{2});
      QCOMPARE(e.gestureId, b.events[0].gestureId);
    }
    const auto first = arg<std::vector<double>>(b.events[0], "points");
    QCOMPARE(first.size(), size_t{14});
    for (size_t i = 0; i < first.size(); i += 2) {
      const QPointF d = m.pixel(first[i], first[i + 1]) - QPointF(b.pixel(1, 1));
      QVERIFY(std::hypot(d.x(), d.y()) <= 30.5);
    }
    QVERIFY(b.events.back().finished);
    QVERIFY(arg<std::vector<double>>(b.events.back(), "points").empty());
    // The same gesture number gives the same spray, another one another.
    Bench again({{Gesture::paint, "", "paint", ""}, {Gesture::erase, "", "erase", ""}});
    again.show(samples::channel(threePoints()));
    again.plane->setTool({PaintTool::Kind::spray, 2, 30, 7});
    for (int i = 0; i < 2; ++i) QTest::mouseClick(again.plane.get(), Qt::LeftButton, {}, again.pixel(1, 1));
    QCOMPARE(arg<std::vector<double>>(again.events[0], "points"), first);
    QVERIFY(arg<std::vector<double>>(again.events[2], "points") != first);
  }

  void brushPaintsAndRightButtonErases() {
    Bench b({{Gesture::paint, "points", "paint", ""}, {Gesture::erase, "points", "erase", ""}});
    b.show(samples::channel(threePoints()));
    b.plane->setTool({PaintTool::Kind::brush, 1});
    QTest::mouseClick(b.plane.get(), Qt::LeftButton, {}, b.pixel(2, 1));
    QCOMPARE(b.events.size(), size_t{2});
    QCOMPARE(b.events[0].layer, std::string("points"));
    QCOMPARE(arg<std::vector<double>>(b.events[0], "points").size(), size_t{2});
    b.events.clear();
    QTest::mouseClick(b.plane.get(), Qt::RightButton, {}, b.pixel(2, 1));
    QCOMPARE(b.events[0].gesture, Gesture::erase);
    QCOMPARE(names(b.events[0]), (QStringList{"points", "radius"}));
    QCOMPARE(arg<double>(b.events[0], "radius"), 24 / b.plane->map().scaleX());
    b.events.clear();
    b.plane->setTool({PaintTool::Kind::eraser, 0, 40});
    drag(b.plane.get(), b.pixel(1, 1), b.pixel(3, 3));
    QVERIFY(b.events.size() > 2 && b.events[0].gesture == Gesture::erase);
    QCOMPARE(arg<double>(b.events[0], "radius"), 40 / b.plane->map().scaleX());
  }

  void ringKeepsItsShape() {
    Bench b({{Gesture::drag, "ring", "set_width", ""}}, {"ring", "points"});
    Ring ring{1, 1, 1, 0, 0, 1};
    b.plane->setFrame({{samples::channel(ring), samples::channel(threePoints())}});
    // Taken at its top: the tip stays on the first half-axis.
    drag(b.plane.get(), b.pixel(1, 2), b.pixel(1, 3));
    QVERIFY(!b.events.empty());
    QCOMPARE(b.events.back().layer, std::string("ring"));
    QCOMPARE(arg<double>(b.events.back(), "y"), 1.0);
    QVERIFY(std::fabs(arg<double>(b.events.back(), "x") - 3) < 0.05);
  }

  void handTurnedAxis() {
    Bench b({{Gesture::turn, "axis", "turn_axis", ""}}, {"axis", "points"});
    Polyline line;
    line.coordinates = {0, 2, 4, 2};
    b.plane->setFrame({{samples::channel(Polylines{{line}}), samples::channel(threePoints())}});
    drag(b.plane.get(), b.pixel(3, 2), b.pixel(2, 4));
    QCOMPARE(b.events.back().gesture, Gesture::turn);
    QCOMPARE(names(b.events.back()), QStringList{"angle"});
    QVERIFY(std::fabs(arg<double>(b.events.back(), "angle") - std::numbers::pi / 2) < 0.02);
    b.events.clear();
    b.plane->setFrame(b.plane->frame());
    drag(b.plane.get(), b.pixel(0.8, 2), b.pixel(2, 0));
    QVERIFY(std::fabs(arg<double>(b.events.back(), "angle") - std::numbers::pi / 2) < 0.02);
  }

  void readsOutNumbers() {
    Bench b({{Gesture::drag, "points", "move_point", "Drag a point"}});
    Points p = threePoints();
    p.rows = {10, 20, 30};
    b.show(samples::channel(p));
    QCOMPARE(b.plane->readout(b.pixel(4, 0)), QStringLiteral("(4, 0)\norange, row 20\nDrag a point"));
    QCOMPARE(b.plane->readout(b.pixel(2, 2)), QString());
    QVERIFY(b.plane->copyValues().contains(QStringLiteral("points,20,4,0,orange,")));
    QVERIFY(b.plane->textSummary().contains(QStringLiteral("3 points in 2 classes")));
  }

  void passiveViewsSendNothing() {
    Bench b({{Gesture::drag, "points", "move_point", ""}});
    b.show(samples::channel(threePoints()));
    b.plane->setInteractive(false);
    drag(b.plane.get(), b.pixel(4, 0), b.pixel(2, 2));
    QTest::keyClick(b.plane.get(), Qt::Key_Return);
    QVERIFY(b.events.empty());
  }

  void aFrameInMidDragIsTaken() {
    Bench b({{Gesture::drag, "points", "move_point", ""}});
    b.show(samples::channel(threePoints()));
    QTest::mousePress(b.plane.get(), Qt::LeftButton, {}, b.pixel(4, 0));
    b.show(samples::channel(Points{}));  // the point is gone: the drag ends without a word
    QTest::mouseRelease(b.plane.get(), Qt::LeftButton, {}, b.pixel(3, 0));
    QVERIFY(b.events.empty());
    b.plane->grab();
  }
};

QTEST_MAIN(TestPlaneView)
#include "tst_plane_view.moc"
