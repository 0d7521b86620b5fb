// Gestures and numbers of histogram, bars, matrix, images, strip, scene and tiles.
#include <QtTest>

#include "tests/widgets/views/sample_frames.h"
#include "widgets/views/images_view.h"
#include "widgets/views/scene_view.h"
#include "widgets/views/strip_view.h"

using namespace gradus;

namespace {

struct Bench {
  samples::Sample sample;
  std::unique_ptr<LiveView> view;
  std::vector<GestureEvent> events;

  explicit Bench(ViewKind kind, QSize size = {500, 400})
      : sample(samples::sampleOf(kind)), view(makeView(sample.view)) {
    view->resize(size);
    view->setFrame(sample.frame);
    QObject::connect(view.get(), &LiveView::gesture, view.get(),
                     [this](const GestureEvent& e) { events.push_back(e); });
  }
  int64_t index() const { return std::get<int64_t>(events.back().args[0].second); }
};

}  // namespace

class TestSmallViews : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

  void barsAreClickedAndReached() {
    Bench b(ViewKind::bars);
    QTest::keyClick(b.view.get(), Qt::Key_Right);
    QTest::keyClick(b.view.get(), Qt::Key_Right);
    QTest::keyClick(b.view.get(), Qt::Key_Return);
    QCOMPARE(b.events.size(), size_t{1});
    QCOMPARE(b.events[0].gesture, Gesture::click);
    QCOMPARE(b.index(), int64_t{1});
    QVERIFY(b.view->copyValues().startsWith(QStringLiteral("label,value,line\n1,0.45,0.45\n")));
    QVERIFY(b.view->textSummary().contains(QStringLiteral("the highest is 1 with 0.450")));
  }

  void matrixCells() {
    Bench b(ViewKind::matrix);
    QTest::keyClick(b.view.get(), Qt::Key_Right);
    QTest::keyClick(b.view.get(), Qt::Key_Right);
    QTest::keyClick(b.view.get(), Qt::Key_Down);
    QTest::keyClick(b.view.get(), Qt::Key_Return);
    QCOMPARE(b.index(), int64_t{7});
    QString found;
    for (int x = 0; x < 500 && found.isEmpty(); x += 5) found = b.view->readout(QPointF(x, 200));
    QVERIFY2(found.contains(QStringLiteral("true class")) && found.contains(QStringLiteral("predicted 0")),
             qPrintable(found));
    QCOMPARE(b.view->copyValues().count(u'\n'), 7);
  }

  void picturesKeepTheirPixels() {
    Bench b(ViewKind::images);
    auto* images = static_cast<ImagesView*>(b.view.get());
    const QImage& atlas = images->atlas();
    QCOMPARE(atlas.size(), QSize(8 * 16, 3 * 16));
    const auto* grid = std::get_if<ImageGrid>(b.sample.frame.layers[0].get());
    // Row 1, column 2, pixel (5, 6): dark where the value is high.
    const float v = grid->pixels[(1 * 8 + 2) * 256 + 6 * 16 + 5];
    const int grey = qGray(atlas.pixel(2 * 16 + 5, 16 + 6));
    QVERIFY2(std::abs(grey - (255 - static_cast<int>(v * 234))) < 14, qPrintable(QString::number(grey)));
    QTest::keyClick(b.view.get(), Qt::Key_Right);
    QTest::keyClick(b.view.get(), Qt::Key_Down);
    QTest::keyClick(b.view.get(), Qt::Key_Return);
    QCOMPARE(b.index(), int64_t{8});
    int seen = -1;
    for (int x = 0; x < 500; x += 3) seen = std::max(seen, images->pictureAt(QPointF(x, 120)));
    QVERIFY(seen >= 0);
  }

  void stripSendsPointsBack() {
    Bench b(ViewKind::strip, {900, 220});
    auto* strip = static_cast<StripView*>(b.view.get());
    const auto* value = std::get_if<Strip>(b.sample.frame.layers[0].get());
    const PlotMap map = strip->mapOf(0, QSizeF(900, 220));
    const QPoint at =
        map.pixel(value->frames[0].points.coordinates[6], value->frames[0].points.coordinates[7]).toPoint();
    QTest::mousePress(strip, Qt::LeftButton, {}, at);
    QTest::mouseRelease(strip, Qt::LeftButton, {}, at + QPoint(5, 0));
    QCOMPARE(b.events.size(), size_t{1});
    QCOMPARE(b.events[0].gesture, Gesture::drag);
    QVERIFY(b.events[0].finished);
    QTest::mouseClick(strip, Qt::LeftButton, {},
                      strip->mapOf(3, QSizeF(900, 220)).rect.topLeft().toPoint() + QPoint(3, 3));
    QCOMPARE(b.events.back().gesture, Gesture::click);
    QCOMPARE(b.index(), int64_t{3});
    QVERIFY(b.view->textSummary().contains(QStringLiteral("Now at t = 10.")));
  }

  void sceneTurnsAndZooms() {
    Bench b(ViewKind::scene);
    auto* scene = static_cast<SceneView*>(b.view.get());
    const SceneCamera before = scene->camera();
    QTest::keyClick(scene, Qt::Key_Right);
    QTest::keyClick(scene, Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(std::fabs(scene->camera().yaw - before.yaw - 0.1) < 1e-12);
    QVERIFY(std::fabs(scene->camera().pitch - before.pitch - 0.02) < 1e-12);
    QTest::keyClick(scene, Qt::Key_Plus);
    QVERIFY(scene->camera().zoom > 1);
    scene->fit();
    QCOMPARE(scene->camera().yaw, before.yaw);
    // Dragging to the right turns the front to the right.
    QMouseEvent press(QEvent::MouseButtonPress, QPointF(100, 100), QPointF(100, 100), Qt::LeftButton, Qt::LeftButton,
                      {});
    QMouseEvent move(QEvent::MouseMove, QPointF(150, 100), QPointF(150, 100), Qt::NoButton, Qt::LeftButton, {});
    QMouseEvent release(QEvent::MouseButtonRelease, QPointF(150, 100), QPointF(150, 100), Qt::LeftButton, Qt::NoButton,
                        {});
    QApplication::sendEvent(scene, &press);
    QApplication::sendEvent(scene, &move);
    QApplication::sendEvent(scene, &release);
    QVERIFY(std::fabs(scene->camera().yaw - before.yaw - 0.4) < 1e-12);
    QVERIFY(b.events.empty());
  }

  void sceneProjectionIsSound() {
    Bench b(ViewKind::scene);
    auto* scene = static_cast<SceneView*>(b.view.get());
    const QSizeF size(500, 400);
    // Upright is up, and what is nearer has the smaller depth and moves more.
    QVERIFY(scene->project(0, 10, 12, size)[1] < scene->project(0, 10, -12, size)[1]);
    const auto* points = std::get_if<Points>(b.sample.frame.layers[0].get());
    int inside = 0;
    for (size_t i = 0; i < points->size(); ++i) {
      const auto p = scene->project(points->coordinates[3 * i], points->coordinates[3 * i + 1],
                                    points->coordinates[3 * i + 2], size);
      inside += p[0] > 0 && p[0] < 500 && p[1] > 0 && p[1] < 400;
    }
    QCOMPARE(inside, static_cast<int>(points->size()));
    const auto p = scene->project(points->coordinates[0], points->coordinates[1], points->coordinates[2], size);
    QTest::mouseClick(scene, Qt::LeftButton, {}, QPoint(qRound(p[0]), qRound(p[1])));
    QCOMPARE(b.events.size(), size_t{1});
  }

  void histogramReadsItsBars() {
    Bench b(ViewKind::histogram);
    QString found;
    for (int x = 0; x < 500 && found.isEmpty(); x += 4) found = b.view->readout(QPointF(x, 200));
    QVERIFY2(found.contains(QStringLiteral(" to ")), qPrintable(found));
    QCOMPARE(b.view->legend().size(), size_t{2});
    QCOMPARE(b.view->copyValues().count(u'\n'), 41);
  }

  void tilesSayWhatTheyShow() {
    Bench b(ViewKind::tiles, {900, 90});
    QVERIFY2(b.view->textSummary().startsWith(
                 QStringLiteral("Acceptance 42\u2009% (good: 20 to 50 %), R-hat z\u2081 1.008")),
             qPrintable(b.view->textSummary()));
    QVERIFY(b.view->textSummary().contains(QStringLiteral("Loss \u2013 (not finite)")));
  }
};

QTEST_MAIN(TestSmallViews)
#include "tst_small_views.moc"
