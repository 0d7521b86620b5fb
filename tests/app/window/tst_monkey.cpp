// A seeded monkey: 500 random events on the window for some of the demos; nothing may crash, hang, warn or open a
// dialog. The seed of a run is printed; GRADUS_MONKEY_SEED repeats it, GRADUS_MONKEY_ALL visits every demo.
#include "app/window/panels.h"
#include "app/window/side_panel.h"
#include "app/window/timeline_strip.h"
#include "core/base/rng.h"
#include "tests/app/window/window_harness.h"

using namespace gradus;
using test::Fixture;
using test::Warnings;

class MonkeyTest : public QObject {
  Q_OBJECT
 private:
  static constexpr int events = 500;
  static constexpr uint64_t usualSeed = 20260;

  static bool isSafe(const QWidget* widget) {
    // Nothing that leaves the window: file dialogs have a test of their own.
    for (const QWidget* up = widget; up; up = up->parentWidget())
      if (up->inherits("QFileDialog")) return false;
    return true;
  }

  static void press(Rng& rng, MainWindow& window) {
    static const QList<int> keys = {
        Qt::Key_Space,  Qt::Key_Right,  Qt::Key_Left, Qt::Key_Up,          Qt::Key_Down,         Qt::Key_Period,
        Qt::Key_R,      Qt::Key_E,      Qt::Key_Home, Qt::Key_End,         Qt::Key_Tab,          Qt::Key_Backtab,
        Qt::Key_Return, Qt::Key_Escape, Qt::Key_F6,   Qt::Key_BracketLeft, Qt::Key_BracketRight, Qt::Key_3,
        Qt::Key_Plus,   Qt::Key_Minus,  Qt::Key_N};
    static const QList<int> controlled = {Qt::Key_Z,    Qt::Key_Y,     Qt::Key_B, Qt::Key_L, Qt::Key_T,
                                          Qt::Key_Plus, Qt::Key_Minus, Qt::Key_0, Qt::Key_K};
    QWidget* target = QApplication::focusWidget() && rng.uniform() < 0.8 ? QApplication::focusWidget() : &window;
    if (!isSafe(target)) target = &window;
    if (rng.uniform() < 0.2) {
      QTest::keyClick(
          target,
          static_cast<Qt::Key>(controlled[static_cast<qsizetype>(rng.below(static_cast<uint64_t>(controlled.size())))]),
          Qt::ControlModifier);
    } else {
      QTest::keyClick(
          target, static_cast<Qt::Key>(keys[static_cast<qsizetype>(rng.below(static_cast<uint64_t>(keys.size())))]));
    }
  }

  static void point(Rng& rng, MainWindow& window) {
    const QPoint at(static_cast<int>(rng.uniform() * window.width()),
                    static_cast<int>(rng.uniform() * window.height()));
    QWidget* target = window.childAt(at);
    if (!target || !isSafe(target)) return;
    // Text with links to other files and the menus that open file dialogs are left alone.
    const QString name = target->accessibleName();
    if (name.contains(QStringLiteral("Open")) || name.contains(QStringLiteral("Export")) ||
        name.contains(QStringLiteral("Save")))
      return;
    const QPoint local = target->mapFrom(&window, at);
    const double what = rng.uniform();
    if (what < 0.5) {
      QTest::mouseClick(target, Qt::LeftButton, {}, local);
    } else if (what < 0.85) {
      QTest::mousePress(target, Qt::LeftButton, {}, local);
      for (int i = 1; i <= 3; ++i)
        QTest::mouseMove(
            target, local + QPoint(static_cast<int>(rng.uniform(-60, 60)), static_cast<int>(rng.uniform(-60, 60))));
      QTest::mouseRelease(target, Qt::LeftButton, {}, local);
    } else if (what < 0.95) {
      QWheelEvent wheel(local, target->mapToGlobal(QPointF(local)), {}, QPoint(0, rng.uniform() < 0.5 ? 120 : -120),
                        Qt::NoButton, {}, Qt::NoScrollPhase, false);
      QCoreApplication::sendEvent(target, &wheel);
    } else {
      QTest::mouseDClick(target, Qt::LeftButton, {}, local);
    }
  }

 private Q_SLOTS:
  void plays_data() {
    QTest::addColumn<QString>("id");
    QTest::addColumn<uint64_t>("seed");
    const uint64_t seed = qEnvironmentVariableIsSet("GRADUS_MONKEY_SEED")
                              ? qEnvironmentVariable("GRADUS_MONKEY_SEED").toULongLong()
                              : usualSeed;
    for (const auto& demo : demoRegistry()) QTest::newRow(demo->id.c_str()) << QString::fromStdString(demo->id) << seed;
  }

  void plays() {
    QFETCH(QString, id);
    QFETCH(uint64_t, seed);
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    Warnings warnings;
    Fixture fixture({1366, 800});
    fixture.window->openDemo(id);
    QVERIFY(fixture.settle(20000));
    // Menus wait for an answer in a loop of their own: somebody else has to close them.
    QTimer closer;
    connect(&closer, &QTimer::timeout, [] {
      if (QWidget* menu = QApplication::activePopupWidget()) menu->close();
    });
    closer.start(20);
    Rng rng(seed, id.toStdString());
    for (int i = 0; i < events; ++i) {
      if (rng.uniform() < 0.45) {
        press(rng, *fixture.window);
      } else {
        point(rng, *fixture.window);
      }
      if (i % 5 == 0) QCoreApplication::processEvents();
      if (QWidget* menu = QApplication::activePopupWidget()) menu->close();
      for (QWidget* top : QApplication::topLevelWidgets()) {
        QVERIFY2(!top->isModal() || !top->isVisible(), qPrintable(QString::fromLatin1(top->metaObject()->className())));
        if (top->inherits("QFileDialog")) top->close();
      }
      if (fixture.window->isHome()) fixture.window->openDemo(id);
      if (!fixture.window->isVisible()) fixture.window->show();
    }
    fixture.window->bridge()->runner().pause();
    QVERIFY(fixture.settle(30000));
    QVERIFY2(Warnings::list().isEmpty(), qPrintable(Warnings::list().join(QLatin1Char('\n'))));
  }
};

QTEST_MAIN(MonkeyTest)
#include "tst_monkey.moc"
