// The track of the timeline: where steps lie, what pointer, wheel and keys ask for.
#include <QSignalSpy>
#include <QtTest>

#include "app/window/timeline_track.h"
#include "app/window/transport.h"

using namespace gradus;

class TimelineTest : public QObject {
  Q_OBJECT
 private:
  static std::shared_ptr<Snapshot> snapshot(int64_t tick, int64_t recorded, int ticksPerStep = 1) {
    auto demo = std::make_shared<Demo>();
    demo->ticksPerStep = ticksPerStep;
    auto made = std::make_shared<Snapshot>();
    made->demo = demo;
    made->tick = tick;
    made->recordedTicks = recorded;
    return made;
  }

 private Q_SLOTS:
  void endGrowsByRoundNumbers() {
    QCOMPARE(trackEnd(0, -1), 10.0);
    QCOMPARE(trackEnd(10, -1), 10.0);
    QCOMPARE(trackEnd(11, -1), 13.0);
    QCOMPARE(trackEnd(2000, -1), 2000.0);
    QCOMPARE(trackEnd(1000001, -1), 1250000.0);
    QCOMPARE(trackEnd(3, 7), 7.0);
    for (double recorded = 1; recorded < 1e7; recorded *= 1.37) {
      QVERIFY(trackEnd(recorded, -1) >= recorded);
      QVERIFY(trackEnd(recorded, -1) <= std::max(10.0, recorded * 1.35 + 1));
    }
  }

  void ticksAreWholeSteps() {
    for (const double end : {7.0, 10.0, 64.0, 2000.0, 123456.0}) {
      const double distance = tickDistance(end, 1000, 110);
      QCOMPARE(distance, std::floor(distance));
      QVERIFY(distance / end * 1000 >= 109 || distance == 1);
    }
  }

  void placesAndStepsAgree() {
    TimelineTrack track;
    track.resize(900, 110);
    track.setSnapshot(snapshot(4, 10));
    QCOMPARE(track.end(), 10.0);
    for (const double step : {0.0, 3.0, 10.0}) QVERIFY(qAbs(track.stepAt(track.xOf(step)) - step) < 1e-9);
    QCOMPARE(track.stepAt(-50), 0.0);
    QCOMPARE(track.stepAt(5000), 10.0);
  }

  void halfStepsCountTwice() {
    TimelineTrack track;
    track.resize(900, 110);
    track.setSnapshot(snapshot(7, 40, 2));
    QCOMPARE(track.end(), 20.0);
  }

  void dragScrubs() {
    TimelineTrack track;
    track.resize(900, 110);
    track.setSnapshot(snapshot(4, 10));
    track.show();
    QSignalSpy scrubbed(&track, &TimelineTrack::scrubbed);
    QTest::mousePress(&track, Qt::LeftButton, {}, QPoint(qRound(track.xOf(2)), 60));
    QTest::mouseMove(&track, QPoint(qRound(track.xOf(7)), 60));
    QTest::mouseRelease(&track, Qt::LeftButton, {}, QPoint(qRound(track.xOf(7)), 60));
    QVERIFY(scrubbed.size() >= 2);
    QCOMPARE(scrubbed.first().first().toDouble(), 2.0);
    QCOMPARE(scrubbed.last().first().toDouble(), 7.0);
  }

  void wheelAndKeysStep() {
    TimelineTrack track;
    track.resize(900, 110);
    track.setSnapshot(snapshot(4, 10));
    track.show();
    QSignalSpy stepped(&track, &TimelineTrack::stepped), scrubbed(&track, &TimelineTrack::scrubbed);
    QTest::keyClick(&track, Qt::Key_Right);
    QCOMPARE(stepped.takeLast().first().toInt(), 1);
    QTest::keyClick(&track, Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(stepped.takeLast().first().toInt(), -10);
    QTest::keyClick(&track, Qt::Key_Home);
    QCOMPARE(scrubbed.takeLast().first().toDouble(), 0.0);
    QTest::keyClick(&track, Qt::Key_End);
    QCOMPARE(scrubbed.takeLast().first().toDouble(), 10.0);
    QWheelEvent wheel(QPointF(50, 50), track.mapToGlobal(QPointF(50, 50)), {}, QPoint(0, -120), Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&track, &wheel);
    QCOMPARE(stepped.takeLast().first().toInt(), 1);
  }

  void branchesCanBeClicked() {
    TimelineTrack track;
    track.resize(900, 110);
    auto with = snapshot(4, 10);
    with->branches.push_back({2, 6, std::make_shared<const Recipe>()});
    track.setSnapshot(with);
    QVERIFY(track.describe(QPointF(track.xOf(5), 50)).contains(QStringLiteral("step 5")));
    int y = -1;
    for (int candidate = 0; candidate < track.height() && y < 0; ++candidate)
      if (track.describe(QPointF(track.xOf(5), candidate)).contains(QStringLiteral("Branch"))) y = candidate;
    QVERIFY(y > 0);
    QSignalSpy chosen(&track, &TimelineTrack::branchChosen);
    QTest::mousePress(&track, Qt::LeftButton, {}, QPoint(qRound(track.xOf(5)), y + 1));
    QCOMPARE(chosen.size(), 1);
  }

  void eventMarksAreDescribed() {
    TimelineTrack track;
    track.resize(900, 110);
    auto with = snapshot(4, 10);
    with->events.push_back({3, EventKind::milestone, Text("no label changes")});
    track.setSnapshot(with);
    QVERIFY(track.describe(QPointF(track.xOf(3), 20)).contains(QStringLiteral("no label changes")));
  }

  void speedsGoThereAndBack() {
    QCOMPARE(Transport::speedOf(100), 0.0);
    QCOMPARE(Transport::speedOf(0), 0.2);
    QCOMPARE(Transport::speedOf(98), 2000.0);
    for (int position = 0; position <= 98; ++position) {
      QVERIFY(Transport::speedOf(position) >= Transport::speedOf(std::max(0, position - 1)));
      QVERIFY(qAbs(Transport::positionOf(Transport::speedOf(position)) - position) <= 1);
    }
  }

  void timeLeftIsSaidWhereItIsKnown() {
    auto running = snapshot(100, 100);
    QVERIFY(Transport::timeLeft(*running).isEmpty());
    running->status = Status::running;
    running->lastTick = 1100;
    running->stepsPerSecond = 100;
    QVERIFY(Transport::timeLeft(*running).contains(QStringLiteral("10 s")));
  }
};

QTEST_MAIN(TimelineTest)
#include "tst_timeline.moc"
