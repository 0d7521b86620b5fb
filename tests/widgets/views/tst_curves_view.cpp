// Curves: what is plotted, how ranges grow, labels and readouts.
#include <QtTest>

#include "tests/widgets/views/sample_frames.h"
#include "widgets/views/curves_view.h"

using namespace gradus;

namespace {

ViewFrame lossUpTo(int steps, double now) {
  Curves c;
  Curve one;
  one.name = "loss", one.title = "loss";
  for (int s = 0; s <= steps; s += 10) one.x.push_back(s), one.y.push_back(1.0 / (1 + s / 100.0));
  c.curves = {one};
  c.now = now;
  return {{samples::channel(c)}};
}

View plain(bool logarithmic = false) {
  View view = samples::viewOf(ViewKind::curves, "loss", "Loss", {"loss"});
  view.x.title = "step";
  view.y.logarithmic = logarithmic;
  return view;
}

}  // namespace

class TestCurvesView : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void plotsWhatItIsGiven() {
    CurvesView view(plain());
    view.resize(400, 250);
    view.setFrame(lossUpTo(100, 50));
    QCOMPARE(view.curveCount(), 1);
    const auto past = view.plotted(0), future = view.plotted(0, true);
    QCOMPARE(past.size(), size_t{6});
    QCOMPARE(future.size(), size_t{6});  // begins where the past ends
    QCOMPARE(past.back(), future.front());
    QCOMPARE(past[2], QPointF(20, 1 / 1.2));
    QCOMPARE(future.back(), QPointF(100, 0.5));
  }

  void logarithmicAxisLeavesOutZero() {
    CurvesView view(plain(true));
    Curves c;
    Curve one;
    one.x = {1, 2, 3, 4};
    one.y = {1e300, 0, -1, 1e-300};
    c.curves = {one};
    view.resize(400, 250);
    view.setFrame({{samples::channel(c)}});
    const auto points = view.plotted(0);
    QCOMPARE(points.size(), size_t{4});
    QVERIFY(std::fabs(points[0].y() - 300) < 1e-9 && std::isnan(points[1].y()) && std::isnan(points[2].y()));
    QVERIFY(view.map().range.y0 <= -300 && view.map().range.y1 >= 300);
    QVERIFY(!view.grab().isNull());
  }

  void xGrowsByRoundAmounts() {
    CurvesView view(plain());
    view.resize(400, 250);
    QSet<int> ends;
    for (int step = 10; step <= 1000; step += 10) {
      view.setFrame(lossUpTo(step, step));
      QVERIFY(view.map().range.x1 >= step);
      ends.insert(qRound(view.map().range.x1));
    }
    QVERIFY2(ends.size() < 15, qPrintable(QString::number(ends.size())));
    const Extent wide = view.map().range;
    view.setFrame(lossUpTo(50, 50));
    QVERIFY(view.map().range == wide);
    view.fit();
    QVERIFY(view.map().range.x1 < 101);
  }

  void stepAxisTakesTheFramesTime() {
    CurvesView view(plain());
    ViewFrame frame = lossUpTo(100, std::nan(""));
    frame.now = 30;
    view.setFrame(frame);
    QCOMPARE(view.plotted(0).size(), size_t{4});
    View lags = plain();
    lags.x.title = "lag";
    CurvesView other(lags);
    other.setFrame(frame);
    QCOMPARE(other.plotted(0).size(), size_t{11});
  }

  void ghostsAreNamedNotCounted() {
    CurvesView view(samples::curves().view);
    view.resize(500, 260);
    view.setFrame(samples::curves().frame);
    QCOMPARE(view.curveCount(), 3);
    const auto legend = view.legend();
    QCOMPARE(legend.size(), size_t{3});
    QCOMPARE(legend[0].text, QStringLiteral("train"));
    QCOMPARE(legend[1].mark, LegendEntry::Mark::dashed);
    QCOMPARE(legend[2].text, QStringLiteral("gap"));
    QVERIFY(view.textSummary().startsWith(QStringLiteral("Loss: train is 0.")));
    QVERIFY(!view.textSummary().contains(QStringLiteral("previous")));
  }

  void leftEdgeIsShared() {
    CurvesView a(plain(true)), b(plain());
    a.resize(400, 200), b.resize(400, 300);
    a.setFrame(lossUpTo(2000, 2000));
    b.setFrame(lossUpTo(20, 20));
    QCOMPARE(a.map().rect.left(), b.map().rect.left());
  }

  void readsTheNearestStep() {
    CurvesView view(plain());
    view.resize(400, 250);
    view.setFrame(lossUpTo(100, 100));
    const PlotMap m = view.map();
    QCOMPARE(view.readout(m.pixel(21, 0.5)), QStringLiteral("step 20\nloss 0.833"));
    QCOMPARE(view.readout({1, 1}), QString());
    QVERIFY(view.copyValues().contains(QStringLiteral("loss,20,0.833333333,,")));
    QSignalSpy moved(&view, &LiveView::linkedCursorMoved);
    QTest::keyClick(&view, Qt::Key_Right);
    QMouseEvent over(QEvent::MouseMove, m.pixel(50, 0.5), view.mapToGlobal(m.pixel(50, 0.5)), Qt::NoButton,
                     Qt::NoButton, {});
    QApplication::sendEvent(&view, &over);
    QCOMPARE(moved.size(), 1);
    QVERIFY(std::fabs(moved[0][0].toDouble() - 50) < 1);
  }

  void bandsGoalsAndRangesWidenTheAxes() {
    CurvesView view(plain());
    Curves c;
    Curve one;
    one.x = {0, 10}, one.y = {1, 2}, one.low = {-3, 0}, one.high = {4, 5};
    c.curves = {one};
    c.lines = {{7, "goal", false, {PaintKind::ok, 0}}, {15, "not finite", true, {PaintKind::error, 0}}};
    c.ranges = {{0, 4, "burn-in"}};
    view.resize(400, 250);
    view.setFrame({{samples::channel(c)}});
    const Extent e = view.map().range;
    QVERIFY(e.y0 <= -3 && e.y1 >= 7 && e.x1 >= 15);
    QVERIFY(!view.grab().isNull());
  }
};

QTEST_MAIN(TestCurvesView)
#include "tst_curves_view.moc"
