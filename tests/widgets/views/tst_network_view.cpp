// The drawn network: geometry, weights dragged, typed and changed by keys, units and features switched.
#include <QLineEdit>
#include <QtTest>

#include "tests/widgets/views/sample_frames.h"
#include "widgets/views/network_view.h"

using namespace gradus;

namespace {

template <typename T>
T arg(const GestureEvent& e, const char* name) {
  for (const auto& [key, value] : e.args) {
    if (key == name) return std::get<T>(value);
  }
  throw std::runtime_error(name);
}

struct Bench {
  samples::Sample sample = samples::network();
  NetworkView view{sample.view};
  std::vector<GestureEvent> events;
  const Network* network = std::get_if<Network>(sample.frame.layers[0].get());

  Bench() {
    view.resize(745, 500);
    view.setFrame(sample.frame);
    QObject::connect(&view, &LiveView::gesture, &view, [this](const GestureEvent& e) { events.push_back(e); });
  }
  /// A place on the curve of this edge that no other curve is nearer to.
  QPoint placeOn(int edge) const {
    const QPainterPath path = view.layout().curve(network->edges[edge]);
    for (int k = 5; k < 95; ++k) {
      const QPoint at = path.pointAtPercent(k / 100.0).toPoint();
      if (view.layout().edgeAt(*network, at, 6) == edge) return at;
    }
    return {};
  }
  int strongest() const {
    int best = -1;
    for (int i = 0; i < static_cast<int>(network->edges.size()); ++i) {
      if (network->edges[i].from >= 0 &&
          (best < 0 || std::fabs(network->edges[i].weight) > std::fabs(network->edges[best].weight)))
        best = i;
    }
    return best;
  }
};

/// Mean difference of two pictures in grey levels.
double difference(const QImage& a, const QImage& b) {
  double sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) sum += std::abs(qRed(a.pixel(x, y)) - qRed(b.pixel(x, y)));
  }
  return sum / (a.width() * a.height());
}

void send(QWidget* widget, QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons buttons) {
  QMouseEvent event(type, at, widget->mapToGlobal(at), button, buttons, {});
  QApplication::sendEvent(widget, &event);
}

}  // namespace

class TestNetworkView : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void everyShownUnitHasATile() {
    Bench b;
    const NetworkLayout layout = b.view.layout();
    size_t units = 0;
    for (const Network::Layer& l : b.network->layers) units += l.shown.size();
    QCOMPARE(layout.tiles.size(), units + 1);  // and the "+ 48"
    for (size_t i = 0; i < layout.tiles.size(); ++i) {
      QVERIFY(QRectF(b.view.rect()).contains(layout.tiles[i].rect));
      for (size_t k = i + 1; k < layout.tiles.size(); ++k)
        QVERIFY(!layout.tiles[i].rect.intersects(layout.tiles[k].rect));
    }
    QVERIFY(layout.tile(4, 0)->rect.width() > layout.tile(1, 0)->rect.width());
    QVERIFY(layout.tile(2, 55) == nullptr);
  }

  void tilesStayApartWhenSmall() {
    Bench b;
    for (const QSize size : {QSize(1200, 800), QSize(420, 300), QSize(300, 900)}) {
      b.view.resize(size);
      const NetworkLayout layout = b.view.layout();
      for (size_t i = 1; i < layout.tiles.size(); ++i) {
        if (layout.tiles[i].layer == layout.tiles[i - 1].layer)
          QVERIFY(layout.tiles[i].rect.top() >= layout.tiles[i - 1].rect.bottom());
      }
      QVERIFY(!b.view.grab().isNull());
    }
  }

  void draggingUpRaisesAWeight() {
    Bench b;
    const int edge = b.strongest();
    const QPoint at = b.placeOn(edge);
    QVERIFY(!at.isNull());
    send(&b.view, QEvent::MouseMove, at, Qt::NoButton, Qt::NoButton);
    QCOMPARE(b.view.pickedEdge(), edge);
    QVERIFY(b.view.readout(at).startsWith(QStringLiteral("weight ")));
    send(&b.view, QEvent::MouseButtonPress, at, Qt::LeftButton, Qt::LeftButton);
    send(&b.view, QEvent::MouseMove, at - QPoint(0, 15), Qt::NoButton, Qt::LeftButton);
    send(&b.view, QEvent::MouseMove, at - QPoint(0, 30), Qt::NoButton, Qt::LeftButton);
    send(&b.view, QEvent::MouseButtonRelease, at - QPoint(0, 30), Qt::LeftButton, Qt::NoButton);
    QCOMPARE(b.events.size(), size_t{3});
    const Network::Edge& e = b.network->edges[edge];
    for (const GestureEvent& event : b.events) {
      QCOMPARE(event.gesture, Gesture::weight);
      QCOMPARE(event.layer, std::string("network"));
      QCOMPARE(arg<int64_t>(event, "layer"), int64_t{e.layer});
      QCOMPARE(arg<int64_t>(event, "from"), int64_t{e.from});
      QCOMPARE(arg<int64_t>(event, "to"), int64_t{e.to});
      QCOMPARE(event.gestureId, b.events[0].gestureId);
    }
    QVERIFY(b.events[2].finished && !b.events[1].finished);
    QVERIFY(std::fabs(arg<double>(b.events[2], "value") - (e.weight + 0.5 * b.network->scale)) < 1e-6);
    b.view.grab();
  }

  void aPressWithoutMovingChangesNothing() {
    Bench b;
    const QPoint at = b.placeOn(b.strongest());
    QTest::mouseClick(&b.view, Qt::LeftButton, {}, at);
    QVERIFY(b.events.empty());
  }

  void aWeightIsTyped() {
    Bench b;
    const int edge = b.strongest();
    QTest::mouseDClick(&b.view, Qt::LeftButton, {}, b.placeOn(edge));
    auto* field = b.view.findChild<QLineEdit*>();
    QVERIFY(field && field->isVisibleTo(&b.view) && !field->accessibleName().isEmpty());
    field->setText(QStringLiteral("\u22121,25"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(b.events.size(), size_t{1});
    QCOMPARE(arg<double>(b.events[0], "value"), -1.25);
    QVERIFY(b.events[0].finished && !field->isVisibleTo(&b.view));
    QTest::mouseDClick(&b.view, Qt::LeftButton, {}, b.placeOn(edge));
    field->setText(QStringLiteral("3"));
    QTest::keyClick(field, Qt::Key_Escape);
    QTest::mouseDClick(&b.view, Qt::LeftButton, {}, b.placeOn(edge));
    field->setText(QStringLiteral("much"));
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(b.events.size(), size_t{1});
  }

  void unitsAndFeatures() {
    Bench b;
    const NetworkLayout layout = b.view.layout();
    QTest::mouseClick(&b.view, Qt::LeftButton, {}, layout.columns[1].plus.center().toPoint());
    QTest::mouseClick(&b.view, Qt::LeftButton, {}, layout.columns[3].minus.center().toPoint());
    QTest::mouseClick(&b.view, Qt::LeftButton, {}, layout.tile(0, 4)->rect.center().toPoint());
    QCOMPARE(b.events.size(), size_t{3});
    QCOMPARE(b.events[0].gesture, Gesture::resize);
    QCOMPARE(arg<int64_t>(b.events[0], "layer"), int64_t{1});
    QCOMPARE(arg<int64_t>(b.events[0], "units"), int64_t{9});
    QCOMPARE(arg<int64_t>(b.events[1], "units"), int64_t{5});
    QCOMPARE(b.events[2].gesture, Gesture::click);
    QCOMPARE(arg<int64_t>(b.events[2], "layer"), int64_t{0});
    QCOMPARE(arg<int64_t>(b.events[2], "unit"), int64_t{4});
    QVERIFY(layout.columns[0].plus.isNull() && layout.columns[4].plus.isNull());
  }

  void keyboardReachesEverything() {
    Bench b;
    QTest::keyClick(&b.view, Qt::Key_Right);  // the first tile
    QTest::keyClick(&b.view, Qt::Key_Return);
    QCOMPARE(arg<int64_t>(b.events[0], "unit"), int64_t{0});
    QTest::keyClick(&b.view, Qt::Key_Right);
    QTest::keyClick(&b.view, Qt::Key_Plus);
    QCOMPARE(arg<int64_t>(b.events[1], "units"), int64_t{9});
    QTest::keyClick(&b.view, Qt::Key_PageDown);
    const int edge = b.view.pickedEdge();
    QVERIFY(edge >= 0);
    QCOMPARE(b.network->edges[edge].layer, 0);
    QTest::keyClick(&b.view, Qt::Key_Up);
    QTest::keyClick(&b.view, Qt::Key_Up);
    QCOMPARE(b.events.size(), size_t{4});
    QCOMPARE(b.events[2].gestureId, b.events[3].gestureId);
    QVERIFY(std::fabs(arg<double>(b.events[2], "value") - (b.network->edges[edge].weight + b.network->scale / 20)) <
            1e-6);
    QTest::keyClick(&b.view, Qt::Key_Return);
    QVERIFY(b.view.findChild<QLineEdit*>() != nullptr);
  }

  void noHandleNoChange() {
    View view = samples::network().view;
    view.handles.clear();
    NetworkView still(view);
    still.resize(745, 500);
    still.setFrame(samples::network().frame);
    QSignalSpy events(&still, &LiveView::gesture);
    QVERIFY(still.layout().columns[1].plus.isNull());
    QTest::mouseClick(&still, Qt::LeftButton, {}, still.layout().tiles[0].rect.center().toPoint());
    QTest::keyClick(&still, Qt::Key_Right);
    QTest::keyClick(&still, Qt::Key_Return);
    QTest::keyClick(&still, Qt::Key_Plus);
    QVERIFY(events.isEmpty());
  }

  void exportsAreNeverBehind() {
    Bench b;
    b.view.grab();
    ViewFrame changed = b.sample.frame;
    Network other = *b.network;
    for (Network::Edge& e : other.edges) e.weight = -e.weight;
    changed.layers[0] = samples::channel(other);
    const QImage before = b.view.render({745, 500});
    b.view.setFrame(changed);
    const QImage after = b.view.render({745, 500});
    QVERIFY(difference(before, after) > 1);
    // The widget's own picture follows within a fifteenth of a second; its weights pass through an image of their own,
    // so a few pixels round differently.
    QTRY_VERIFY_WITH_TIMEOUT(10 * difference(b.view.grab().toImage(), after) < difference(before, after), 3000);
  }
};

QTEST_MAIN(TestNetworkView)
#include "tst_network_view.moc"
