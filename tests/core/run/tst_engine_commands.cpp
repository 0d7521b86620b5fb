#include <QtTest>

#include "tests/harness/engine_bench.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
const Action push{0, "push", {{"dx", 1.0}, {"dy", 1.0}}, 0};
}  // namespace

class TestEngineCommands : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void actionsAreStampedAndUndone() {
    Bench bench;
    bench.runner.seek(10);
    bench.runner.act(push);
    bench.runner.set("step_size", 2.0, 5);
    bench.runner.set("step_size", 3.0, 5);
    bench.runner.stepTicks(10);
    auto snapshot = bench.at();
    QCOMPARE(snapshot->recipe->actions.size(), size_t{2});
    QCOMPARE(snapshot->recipe->actions[0].at, int64_t{10});
    QCOMPARE(snapshot->settings.number("step_size"), 3.0);
    QCOMPARE(snapshot->undoText.str(), std::string("Step size = 3"));
    const uint64_t both = snapshot->hash.value_or(0);
    bench.runner.undo();
    snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{20});
    QCOMPARE(snapshot->settings.number("step_size"), 0.5);
    QVERIFY(snapshot->canRedo);
    QCOMPARE(snapshot->hash.value_or(0), straightHash(*snapshot->recipe, 20));
    bench.runner.undo();
    snapshot = bench.at();
    QCOMPARE(snapshot->hash.value_or(0), straightHash(walkRecipe(), 20));
    QVERIFY(!snapshot->canUndo);
    bench.runner.redo();
    bench.runner.redo();
    QCOMPARE(bench.at()->hash.value_or(0), both);
    QVERIFY(!bench.runner.latest()->canRedo);
  }

  void actionsInThePastMakeBranches() {
    Bench bench;
    bench.runner.seek(100);
    const uint64_t future = bench.at()->hash.value_or(0);
    bench.runner.seek(40);
    for (int i = 0; i < 5; ++i) bench.runner.act({0, "jump", {{"index", int64_t{0}}, {"x", 1.0 * i}, {"y", 0.0}}, 3});
    auto snapshot = bench.at();
    QCOMPARE(snapshot->recordedTicks, int64_t{40});
    QCOMPARE(snapshot->branches.size(), size_t{1});
    QCOMPARE(snapshot->branches[0].from, int64_t{40});
    QCOMPARE(snapshot->branches[0].length, int64_t{100});
    bench.runner.stepTicks(5);
    const uint64_t branched = bench.at()->hash.value_or(0);
    bench.runner.switchBranch(0);
    snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{100});
    QCOMPARE(snapshot->hash.value_or(0), future);
    QCOMPARE(snapshot->branches.size(), size_t{1});
    bench.runner.switchBranch(0);
    snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{45});
    QCOMPARE(snapshot->hash.value_or(0), branched);
  }

  void refusalsAreRemarks() {
    Bench bench;
    bench.runner.seek(5);
    const uint64_t hash = bench.at()->hash.value_or(0);
    bench.runner.set("start_x", 3.0, 0);
    auto snapshot = bench.at();
    QCOMPARE(snapshot->remarks.size(), size_t{1});
    QCOMPARE(snapshot->remarks[0].str(), std::string("start_x takes effect at a new start only."));
    QCOMPARE(snapshot->hash.value_or(0), hash);
    QVERIFY(!snapshot->canUndo);
    bench.runner.restart({{"refuse_start", true}});
    snapshot = bench.at();
    QCOMPARE(snapshot->remarks.back().str(), std::string("This start is refused."));
    QCOMPARE(snapshot->tick, int64_t{5});  // the run goes on as it was
    QCOMPARE(snapshot->hash.value_or(0), hash);
    bench.runner.applyPreset("nothing");
    QCOMPARE(bench.at()->remarks.size(), size_t{1});
  }

  void newStarts() {
    Bench bench;
    bench.runner.seek(50);
    bench.runner.set("step_size", 2.0, 0);
    bench.runner.restart({{"start_x", 3.0}});
    auto snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{0});
    QCOMPARE(snapshot->settings.number("step_size"), 2.0);
    QCOMPARE(snapshot->settings.number("start_x"), 3.0);
    bench.runner.stepTicks(4);
    bench.runner.setSeed(9);
    QCOMPARE(bench.at()->recipe->seed, uint64_t{9});
    bench.runner.applyPreset("far");
    snapshot = bench.at();
    QCOMPARE(snapshot->settings.number("step_size"), 0.5);
    QCOMPARE(snapshot->metrics[0].second, 8.0);
    QCOMPARE(snapshot->recipe->seed, uint64_t{9});
    bench.runner.undo();
    bench.runner.undo();
    snapshot = bench.at();
    QCOMPARE(snapshot->recipe->seed, uint64_t{1});
    QCOMPARE(snapshot->tick, int64_t{4});
    bench.runner.undo();
    snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{50});
    QCOMPARE(snapshot->settings.number("start_x"), 0.0);
    QCOMPARE(snapshot->settings.number("step_size"), 2.0);
  }

  void restartKeepsRunning() {
    Bench bench;
    bench.runner.run();
    bench.runner.restart({{"start_x", 1.0}});
    QVERIFY(bench.runner.wait(patience, false));
    QCOMPARE(bench.runner.latest()->status, Status::running);
    bench.runner.reset();
    const auto snapshot = bench.at();
    QCOMPARE(snapshot->tick, int64_t{0});
    QCOMPARE(snapshot->recordedTicks, int64_t{0});
    QCOMPARE(snapshot->status, Status::ready);
  }

  void divergence() {
    Bench bench({{"diverge_at", int64_t{300}}});
    bench.runner.run();
    auto snapshot = bench.at();
    QCOMPARE(snapshot->status, Status::diverged);
    QCOMPARE(snapshot->tick, int64_t{300});
    QCOMPARE(snapshot->divergence->setting, std::string("step_size"));
    bench.runner.run();
    QCOMPARE(bench.at()->status, Status::diverged);
    bench.runner.retryWithSetting("step_size", 0.05, 250);
    QTRY_VERIFY(bench.runner.latest()->tick > 400);
    bench.runner.pause();
    snapshot = bench.at();
    QCOMPARE(snapshot->settings.number("step_size"), 0.05);
    QCOMPARE(snapshot->recipe->actions.back().at, int64_t{250});
  }

  void failure() {
    Bench bench({{"fail_at", int64_t{30}}});
    bench.runner.run();
    auto snapshot = bench.at();
    QCOMPARE(snapshot->status, Status::failed);
    QCOMPARE(snapshot->failure->str(), std::string("the walker fell"));
    QCOMPARE(snapshot->tick, int64_t{30});
    bench.runner.seek(10);
    QCOMPARE(bench.at()->status, Status::paused);
    bench.runner.set("fail_at", int64_t{-1}, 0);
    bench.runner.runTicks(100);
    QCOMPARE(bench.at()->tick, int64_t{110});
    bench.runner.restart({{"break_start", true}});
    QCOMPARE(bench.at()->status, Status::failed);
    bench.runner.open(walkDemo(), walkRecipe());
    QCOMPARE(bench.at()->status, Status::ready);
    bench.runner.open(walkDemo(), walkRecipe({{"refuse_start", true}}));
    snapshot = bench.at();
    QCOMPARE(snapshot->status, Status::failed);
    QVERIFY(snapshot->demo && snapshot->recipe && !snapshot->settings.all().empty());
    bench.runner.restart({{"refuse_start", false}});
    bench.at();
  }
};

QTEST_GUILESS_MAIN(TestEngineCommands)
#include "tst_engine_commands.moc"
