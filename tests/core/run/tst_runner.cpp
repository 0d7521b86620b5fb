#include <QtTest>
#include <atomic>

#include "tests/harness/engine_bench.h"

using namespace gradus;
using namespace gradus::harness;

class TestRunner : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void emptyAtFirst() {
    Runner runner{RunnerOptions()};
    QVERIFY(runner.latest());
    QVERIFY(!runner.latest()->demo);
    runner.run();
    runner.undo();
    runner.seek(3);
    runner.reset();
    runner.restart({});
    QVERIFY(runner.wait(patience));
  }

  void openAndStep() {
    Bench bench;
    auto snapshot = bench.at();
    QCOMPARE(snapshot->status, Status::ready);
    QCOMPARE(snapshot->tick, int64_t{0});
    QCOMPARE(snapshot->hash.value_or(0), straightHash(walkRecipe(), 0));
    bench.runner.stepTicks(3);
    snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{3});
    QCOMPARE(snapshot->status, Status::paused);
    QCOMPARE(snapshot->hash.value_or(0), straightHash(walkRecipe(), 3));
    bench.runner.stepTicks(-1);
    QCOMPARE(bench.at()->tick, int64_t{2});
    QCOMPARE(bench.runner.latest()->recordedTicks, int64_t{3});
    QCOMPARE(bench.runner.latest()->notes.size(), size_t{1});
    bench.runner.stepTicks(-10);
    QCOMPARE(bench.at()->tick, int64_t{0});
  }

  void opensAtTheRecipesTick() {
    Runner runner{RunnerOptions()};
    Recipe recipe = walkRecipe();
    recipe.tick = 44;
    runner.open(walkDemo(), recipe);
    QVERIFY(runner.wait(patience));
    QCOMPARE(runner.latest()->tick, int64_t{44});
    QCOMPARE(runner.latest()->recipe->tick, int64_t{44});
  }

  void runsUntilDone() {
    Bench bench({{"max_ticks", int64_t{5000}}});
    bench.runner.setVisible({"height", "position"}, {});
    bench.runner.run();
    auto snapshot = bench.at();
    QCOMPARE(snapshot->status, Status::done);
    QCOMPARE(snapshot->tick, int64_t{5000});
    QCOMPARE(snapshot->lastTick, int64_t{5000});
    QCOMPARE(snapshot->hash.value_or(0), straightHash(walkRecipe({{"max_ticks", int64_t{5000}}}), 5000));
    QCOMPARE(snapshot->spark->size(), size_t{5000});
    QVERIFY(snapshot->channels[0] && snapshot->channels[1]);
    QCOMPARE(snapshot->channelTicks[0], int64_t{5000});
    QVERIFY(!snapshot->channels[2]);  // nobody looks at it
    bench.runner.run();
    QCOMPARE(bench.at()->status, Status::done);
    bench.runner.set("max_ticks", int64_t{5010}, 0);  // going on after the end is a setting
    QCOMPARE(bench.at()->status, Status::paused);
    bench.runner.run();
    QCOMPARE(bench.at()->tick, int64_t{5010});
  }

  void runTicksStops() {
    Bench bench;
    bench.runner.runTicks(1234);
    QCOMPARE(bench.at()->tick, int64_t{1234});
    QCOMPARE(bench.runner.latest()->status, Status::stopped);
  }

  void pauseComesInTime() {
    Bench bench;
    bench.runner.run();
    QVERIFY(bench.runner.wait(patience, false));
    QCOMPARE(bench.runner.latest()->status, Status::running);
    QTRY_VERIFY(bench.runner.latest()->tick > 100);
    QTRY_VERIFY(bench.runner.latest()->stepsPerSecond > 0);
    bench.runner.pause();
    const auto snapshot = bench.at();
    QCOMPARE(snapshot->status, Status::paused);
    QCOMPARE(snapshot->hash.value_or(0), straightHash(walkRecipe(), snapshot->tick));
  }

  void pacedRun() {
    Bench bench({}, {}, 2);
    bench.runner.setSpeed(50);  // steps of two ticks
    QElapsedTimer timer;
    timer.start();
    bench.runner.runTicks(20);
    QCOMPARE(bench.at()->tick, int64_t{20});
    QVERIFY(timer.elapsed() >= 180);  // 19 waits of 10 ms; it may be slower, never faster
    bench.runner.setSpeed(0.2);
    bench.runner.run();
    QVERIFY(bench.runner.wait(patience, false));
    timer.restart();
    bench.runner.pause();  // interrupts the sleep of 2.5 s
    bench.at();
    QVERIFY(timer.elapsed() < 2000);
  }

  void longStepsAreCutShort() {
    Bench bench({{"milliseconds", int64_t{60000}}});
    bench.at();
    bench.runner.run();
    QTRY_VERIFY(bench.runner.latest()->progress >= 0);
    bench.runner.pause();
    auto snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{0});
    QCOMPARE(snapshot->status, Status::paused);
    QVERIFY(std::fabs(snapshot->metrics[0].second) < 1e200);  // the half-way state was thrown away
    bench.runner.seek(100);
    QTest::qWait(50);
    bench.runner.seek(0);  // newest wins
    QCOMPARE(bench.at()->tick, int64_t{0});
  }

  void derivedChannels() {
    Bench bench;
    DisplayRequest request;
    request.channel = "map";
    request.nx = 40;
    request.ny = 30;
    bench.runner.setVisible({"map"}, {request});
    auto snapshot = bench.at();
    QVERIFY(snapshot->channels[2]);
    QCOMPARE(std::get<Field>(*snapshot->channels[2]).nx, 40);
    QCOMPARE(snapshot->channelTicks[2], int64_t{0});
    QVERIFY(!snapshot->channels[0]);
    bench.runner.runTicks(20000);
    snapshot = bench.at();
    QCOMPARE(snapshot->channelTicks[2], int64_t{20000});
    QCOMPARE(std::get<Field>(*snapshot->channels[2]).ny, 30);
    request.nx = 20;
    bench.runner.setVisible({"map", "position"}, {request});
    snapshot = bench.at();
    QCOMPARE(std::get<Field>(*snapshot->channels[2]).nx, 20);
    QVERIFY(snapshot->channels[0]);
    bench.runner.setVisible({}, {});
    snapshot = bench.at();
    QVERIFY(!snapshot->channels[0] && !snapshot->channels[2]);
  }

  void hiddenMeansAtRest() {
    Bench bench;
    bench.runner.run();
    bench.runner.setSuspended(true);
    const int64_t tick = bench.at()->tick;
    QTest::qWait(60);
    QCOMPARE(bench.at()->tick, tick);
    bench.runner.setSuspended(false);
    QTRY_VERIFY(bench.runner.latest()->tick > tick);
  }

  void publishesInOrderAndRarely() {
    std::atomic<int> publishes = 0;
    RunnerOptions options;
    options.onPublish = [&publishes] { ++publishes; };
    Bench bench({}, options);
    bench.runner.setVisible({"position"}, {});
    bench.at();
    const int before = publishes;
    bench.runner.run();
    uint64_t revision = 0;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < 300) {
      const auto snapshot = bench.runner.latest();
      QVERIFY(snapshot->revision >= revision);
      revision = snapshot->revision;
      QThread::msleep(1);
    }
    QVERIFY(publishes - before <= static_cast<int>(timer.elapsed() / 16) + 3);
    QVERIFY(publishes - before >= 2);
  }

  void scrubbingEndsAtTheLastPlace() {
    Bench bench;
    bench.runner.seek(5000);
    bench.at();
    Rng rng(2, "scrub");
    int64_t tick = 0;
    for (int i = 0; i < 300; ++i) bench.runner.seek(tick = static_cast<int64_t>(rng.below(5001)));
    const auto snapshot = bench.at();
    QCOMPARE(snapshot->tick, tick);
    QCOMPARE(snapshot->recordedTicks, int64_t{5000});
    QCOMPARE(snapshot->hash.value_or(0), straightHash(walkRecipe(), tick));
  }
};

QTEST_GUILESS_MAIN(TestRunner)
#include "tst_runner.moc"
