// The whole window, offscreen: every demo opened, run, scrubbed, drawn on and undone; tables dropped, states kept.
#include <QAccessible>
#include <QLineEdit>
#include <QSignalSpy>

#include "app/window/catalogue.h"
#include "app/window/code_tab.h"
#include "app/window/command_palette.h"
#include "app/window/controls_tab.h"
#include "app/window/data_tab.h"
#include "app/window/file_actions.h"
#include "app/window/home_page.h"
#include "app/window/overlay_page.h"
#include "app/window/panels.h"
#include "app/window/render_stage.h"
#include "app/window/side_panel.h"
#include "app/window/timeline_strip.h"
#include "app/window/top_bar.h"
#include "tests/app/window/window_harness.h"
#include "widgets/controls/toast.h"
#include "widgets/theme/theme_service.h"

using namespace gradus;
using test::drop;
using test::Fixture;
using test::table;
using test::Warnings;
using test::writeFile;

class WindowTest : public QObject {
  Q_OBJECT
 private:
  static void demoRows() {
    QTest::addColumn<QString>("id");
    for (const auto& demo : demoRegistry()) QTest::newRow(demo->id.c_str()) << QString::fromStdString(demo->id);
  }
 private Q_SLOTS:
  void opensWithTheHomePage() {
    Warnings warnings;
    Fixture fixture;
    QVERIFY(fixture.window->isHome());
    QCOMPARE(fixture.window->home()->cards().size(), static_cast<qsizetype>(demoRegistry().size()));
    fixture.window->home()->cards().first()->click();
    QVERIFY(fixture.settle());
    QVERIFY(!fixture.window->isHome());
    QVERIFY2(Warnings::list().isEmpty(), qPrintable(Warnings::list().join('\n')));
  }

  void opensAndRunsEachDemo_data() { demoRows(); }
  void opensAndRunsEachDemo() {
    QFETCH(QString, id);
    Warnings warnings;
    Fixture fixture;
    fixture.window->openDemo(id);
    QVERIFY(fixture.settle(20000));
    QCOMPARE(fixture.snapshot().tick, 0);
    QVERIFY(!fixture.snapshot().failure);
    QVERIFY(!fixture.window->stage()->cards().empty());
    QTest::keyClick(fixture.window.get(), Qt::Key_Right);
    QVERIFY(fixture.settle(20000));
    QCOMPARE(fixture.snapshot().tick, fixture.window->bridge()->demo()->ticksPerStep);
    QTest::keyClick(fixture.window.get(), Qt::Key_Left);
    QVERIFY(fixture.settle(20000));
    QCOMPARE(fixture.snapshot().tick, 0);
    for (const auto page : {SidePanel::Page::data, SidePanel::Page::code, SidePanel::Page::controls}) {
      fixture.window->side()->showPage(page);
      QCoreApplication::processEvents();
    }
    QVERIFY(!fixture.window->grab().isNull());
    for (QWidget* top : QApplication::topLevelWidgets()) QVERIFY2(!top->isModal(), qPrintable(top->objectName()));
    QVERIFY2(Warnings::list().isEmpty(), qPrintable(Warnings::list().join('\n')));
  }

  void scrubbingShowsThatStep() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    fixture.window->bridge()->setSpeed(0);
    fixture.window->bridge()->run();
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().status, Status::done);
    const uint64_t end = *fixture.snapshot().hash;
    TimelineTrack* track = fixture.window->timeline()->track();
    QTest::mouseClick(track, Qt::LeftButton, {}, QPoint(qRound(track->xOf(1)), track->height() / 2));
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().step(), 1.0);
    QVERIFY(*fixture.snapshot().hash != end);
    QTest::keyClick(track, Qt::Key_End);
    QVERIFY(fixture.settle());
    QCOMPARE(*fixture.snapshot().hash, end);
  }

  void aLiveSettingIsAnActionAndUndone() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    ControlPanel* panel = fixture.window->side()->controls()->panel();
    Q_EMIT panel->edited(QStringLiteral("x_column"), QVariant(qlonglong{2}), true);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().settings.integer("x_column"), int64_t{2});
    QVERIFY(fixture.snapshot().canUndo);
    QTest::keyClick(fixture.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().settings.integer("x_column"), int64_t{1});
    QTest::keyClick(fixture.window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().settings.integer("x_column"), int64_t{2});
  }

  void aRestartSettingWaitsOnceSomethingHasRun() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    ControlsTab* controls = fixture.window->side()->controls();
    Q_EMIT controls->panel()->edited(QStringLiteral("k"), QVariant(qlonglong{5}), true);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().settings.integer("k"), int64_t{5});  // nothing had run: applied at once
    fixture.window->bridge()->step(1);
    QVERIFY(fixture.settle());
    Q_EMIT controls->panel()->edited(QStringLiteral("k"), QVariant(qlonglong{4}), true);
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().settings.integer("k"), int64_t{5});
    QCOMPARE(controls->pending(), QStringList{QStringLiteral("k")});
    Q_EMIT controls->panel()->restartRequested();
    QVERIFY(fixture.settle());
    QCOMPARE(fixture.snapshot().settings.integer("k"), int64_t{4});
    QVERIFY(controls->pending().isEmpty());
  }

  void aDraggedCentreIsOneUndo() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    const View& view = *fixture.window->bridge()->demo()->view("scatter");
    EngineBridge* bridge = fixture.window->bridge();
    const uint64_t before = *fixture.snapshot().hash;
    for (int i = 0; i < 5; ++i) {
      GestureEvent event{Gesture::drag, "centroids", {{"index", int64_t{0}}, {"x", 0.1 * i}, {"y", 0.2}}, i == 4, 7};
      bridge->gesture(view, event);
    }
    QVERIFY(fixture.settle());
    QVERIFY(*fixture.snapshot().hash != before);
    bridge->runner().undo();
    QVERIFY(fixture.settle());
    QCOMPARE(*fixture.snapshot().hash, before);
    QVERIFY(!fixture.snapshot().canUndo);
  }

  void paintedPointsJoinTheRun() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    LiveView* live = fixture.window->stage()->live("scatter");
    QVERIFY(live);
    QTest::qWait(50);
    PaintTool tool;
    tool.kind = PaintTool::Kind::brush;
    live->setTool(tool);
    const uint64_t before = *fixture.snapshot().hash;
    const QPoint middle = live->rect().center();
    QTest::mousePress(live, Qt::LeftButton, {}, middle);
    QTest::mouseMove(live, middle + QPoint(40, 10));
    QTest::mouseMove(live, middle + QPoint(80, 20));
    QTest::mouseRelease(live, Qt::LeftButton, {}, middle + QPoint(80, 20));
    QVERIFY(fixture.settle());
    QVERIFY(*fixture.snapshot().hash != before);
    QVERIFY(!fixture.snapshot().recipe->actions.empty());
  }

  void aDroppedTableIsUsed() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    drop(fixture.window.get(), writeFile(fixture.folder, QStringLiteral("plants.csv"), table()));
    QVERIFY(fixture.settle());
    QVERIFY(fixture.snapshot().data);
    QCOMPARE(fixture.snapshot().data->rows(), size_t{60});
    QVERIFY(fixture.snapshot().recipe->file);
  }

  void aBadTableLosesNothing() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    fixture.window->bridge()->step(2);
    QVERIFY(fixture.settle());
    const uint64_t before = *fixture.snapshot().hash;
    drop(fixture.window.get(), writeFile(fixture.folder, QStringLiteral("bad.csv"), QByteArray("a,b\n1,2\n3,\"4\n")));
    QVERIFY(fixture.settle());
    QCOMPARE(*fixture.snapshot().hash, before);
    QVERIFY(fixture.window->toast()->isVisible());
    QVERIFY2(!fixture.window->toast()->text().isEmpty(), "the message says what is wrong");
  }

  void aDemoWithoutFilesSaysWhoTakesThem() {
    std::shared_ptr<const Demo> closed;
    for (const auto& demo : demoRegistry())
      if (!demo->data.files) closed = demo;
    if (!closed) return;  // every demo there is takes tables
    Fixture fixture;
    QVERIFY(fixture.open(closed->id.c_str()));
    drop(fixture.window.get(), writeFile(fixture.folder, QStringLiteral("plants.csv"), table()));
    QCoreApplication::processEvents();
    NoticeBar* notice = fixture.window->stage()->notice();
    QVERIFY(notice->isVisible());
    QVERIFY(!notice->buttons().isEmpty());
  }

  void statesAreSavedAndOpened() {
    Fixture fixture;
    QVERIFY(fixture.open("clustering/k-means"));
    fixture.window->bridge()->restart({{"k", int64_t{4}}});
    fixture.window->bridge()->step(2);
    QVERIFY(fixture.settle());
    const uint64_t hash = *fixture.snapshot().hash;
    const QString path = fixture.folder.filePath(QStringLiteral("kept.gradus"));
    fixture.window->files()->saveTo(path);
    QVERIFY(QFile::exists(path));
    fixture.window->bridge()->reset();
    QVERIFY(fixture.settle());
    QVERIFY(*fixture.snapshot().hash != hash);
    fixture.window->openArgument(path);
    QVERIFY(fixture.settle());
    QCOMPARE(*fixture.snapshot().hash, hash);
    QVERIFY(FileActions::commandFor(fixture.snapshot(), {}).contains(QStringLiteral("--set k=4")));
    fixture.window->showHome();
    QVERIFY(!fixture.window->home()->recentCards().isEmpty());
    QFile::remove(path);
    fixture.window->home()->refreshRecent();
    bool greyed = false;
    for (const RecentCard* card : fixture.window->home()->recentCards()) greyed |= !card->isEnabled();
    QVERIFY(greyed);
  }
};

QTEST_MAIN(WindowTest)
#include "tst_window.moc"
