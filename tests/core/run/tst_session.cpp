#include <QtTest>

#include "core/compute/program.h"
#include "tests/harness/checks.h"
#include "tests/harness/walk_demo.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
Session walk(NamedValues settings = {}, std::vector<Action> actions = {}, size_t budget = size_t{256} << 20,
             int ticksPerStep = 1) {
  SessionOptions options;
  options.keyframeBudget = budget;
  return Session(walkDemo(ticksPerStep), walkRecipe(std::move(settings), std::move(actions)), options);
}

std::vector<Action> someActions() {
  return {{0, "push", {{"dx", 1.0}, {"dy", 2.0}}, 1},
          {3, "set", {{"name", std::string("step_size")}, {"value", 2.0}}, 2},
          {3, "paint", {{"class", int64_t{0}}, {"points", std::vector<double>{1, 2}}}, 3},
          {40, "jump", {{"index", int64_t{0}}, {"x", 5.0}, {"y", 5.0}}, 4},
          {90, "set", {{"name", std::string("step_size")}, {"value", 0.1}}, 5},
          {120, "double_step", {}, 6}};
}

std::vector<uint64_t> hashesOf(Session& session, int64_t ticks) {
  std::vector<uint64_t> hashes{session.hash()};
  for (int64_t i = 0; i < ticks; ++i) {
    session.stepTick();
    hashes.push_back(session.hash());
  }
  return hashes;
}

std::string refusal(Session& session, Action action) {
  try {
    session.act(std::move(action));
    return "accepted";
  } catch (const UserError& error) {
    return error.what();
  }
}

const Action push{0, "push", {{"dx", 1.0}, {"dy", 1.0}}, 0};
}  // namespace

class TestSession : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // The contract: wherever one comes from, the state of a tick is the state of that tick.
  void seekEqualsStraightRun_data() {
    QTest::addColumn<qulonglong>("budget");
    QTest::newRow("many keyframes") << qulonglong{256} * 1024 * 1024;
    QTest::newRow("few keyframes") << qulonglong{500};
    QTest::newRow("no budget") << qulonglong{0};
  }
  void seekEqualsStraightRun() {
    QFETCH(qulonglong, budget);
    Session straight = walk({}, someActions());
    const std::vector<uint64_t> hashes = hashesOf(straight, 300);
    Session session = walk({}, someActions(), budget);
    Rng rng(4, "seeks");
    for (int i = 0; i < 200; ++i) {
      const auto tick = static_cast<int64_t>(rng.below(301));
      session.seek(tick);
      QCOMPARE(session.tick(), tick);
      QCOMPARE(session.hash(), hashes[static_cast<size_t>(tick)]);
    }
    QVERIFY(session.recordedTicks() >= 290);
    QCOMPARE(static_cast<int64_t>(session.recording().series("height")->size()), session.recordedTicks());
    QCOMPARE(session.recording().events().size(), straight.recording().events().size());
  }

  void sameHashOnAnyThreads() {
    QCOMPARE_GOOD(expectSameHash([] {
      Session session = walk({}, someActions());
      session.seek(100);
      return session.hash();
    }));
  }

  void hashSeesEverythingThatCounts() {
    Session session = walk();
    const uint64_t hash = session.hash();
    QVERIFY(hash != walk({{"step_size", 0.6}}).hash());
    QVERIFY(hash != Session(walkDemo(), walkRecipe({}, {}, 2), {}).hash());
    session.stepTick();
    QVERIFY(hash != session.hash());
    session.seek(0);
    QCOMPARE(session.hash(), hash);
  }

  // Keyframes, and thus the seek, make no difference to what is recorded.
  void recordingIsComplete() {
    Session session = walk({}, {}, size_t{256} << 20, 2);
    session.seek(21);
    session.seek(5);
    session.seek(30);
    const Series& series = *session.recording().series("height");
    QCOMPARE(series.size(), size_t{30});
    for (size_t i = 0; i < series.size(); ++i) QCOMPARE(series.x(i), static_cast<double>(i + 1) / 2);
  }

  void liveActionsAreReplayed() {
    Session session = walk();
    session.seek(10);
    session.act(push);
    session.act({0, "set", {{"name", std::string("step_size")}, {"value", int64_t{3}}}, 0});
    session.seek(50);
    session.act({0, "double_step", {}, 0});
    QCOMPARE(session.settings().number("step_size"), 6.0);
    session.seek(80);
    const uint64_t hash = session.hash();
    Session again(walkDemo(), session.recipe(), {});
    again.seek(80);
    QCOMPARE(again.hash(), hash);
    session.seek(49);
    QCOMPARE(session.settings().number("step_size"), 3.0);
    session.seek(80);
    QCOMPARE(session.hash(), hash);
  }

  void actionInThePastCutsTheFuture() {
    Session session = walk({}, someActions());
    session.seek(100);
    session.seek(20);
    session.act(push);
    QCOMPARE(session.recordedTicks(), int64_t{20});
    QCOMPARE(session.recipe().actions.size(), size_t{4});
    QCOMPARE(session.recipe().actions.back().at, int64_t{20});
    QCOMPARE(session.recording().series("height")->size(), size_t{20});
    QVERIFY(session.timeline().ticks().back() <= 20);
  }

  void refusedActionsChangeNothing() {
    Session session = walk({}, someActions());
    session.seek(100);
    session.seek(20);
    const uint64_t hash = session.hash();
    QCOMPARE(refusal(session, {0, "push", {{"dx", 1000.0}, {"dy", 0.0}}, 0}), std::string("Too hard a push."));
    QVERIFY(refusal(session, {0, "push", {{"dx", 1.0}}, 0}).find("no argument dy") != std::string::npos);
    QVERIFY(refusal(session, {0, "fly", {}, 0}).find("no action fly") != std::string::npos);
    QCOMPARE(refusal(session, {0, "set", {{"name", std::string("start_x")}, {"value", 1.0}}, 0}),
             std::string("start_x takes effect at a new start only."));
    QVERIFY(
        refusal(session, {0, "set", {{"name", std::string("step_size")}, {"value", -1.0}}, 0}).find("step_size = -1") !=
        std::string::npos);
    QCOMPARE(session.hash(), hash);
    QCOMPARE(session.recordedTicks(), int64_t{100});
    QCOMPARE(session.recipe().actions.size(), someActions().size());
  }

  void dragKeepsOneValuePerTick() {
    Session session = walk();
    session.seek(5);
    for (int i = 0; i < 10; ++i) session.act({0, "set", {{"name", std::string("step_size")}, {"value", 0.1 * i}}, 7});
    QCOMPARE(session.recipe().actions.size(), size_t{1});
    for (int i = 0; i < 10; ++i) session.act({0, "jump", {{"index", int64_t{0}}, {"x", 1.0 * i}, {"y", 0.0}}, 8});
    QCOMPARE(session.recipe().actions.size(), size_t{2});
    session.act({0, "jump", {{"index", int64_t{1}}, {"x", 1.0}, {"y", 0.0}}, 8});  // another item
    QCOMPARE(session.recipe().actions.size(), size_t{3});
    for (int i = 0; i < 3; ++i)
      session.act({0, "paint", {{"class", int64_t{0}}, {"points", std::vector<double>{1.0 * i, 0}}}, 9});
    QCOMPARE(session.recipe().actions.size(), size_t{6});  // painting adds up
    session.act({0, "set", {{"name", std::string("step_size")}, {"value", 1.0}}, 0});
    session.act({0, "set", {{"name", std::string("step_size")}, {"value", 2.0}}, 0});  // no gesture: two actions
    QCOMPARE(session.recipe().actions.size(), size_t{8});
    QCOMPARE(session.recording().events().size(), size_t{7});
    const uint64_t hash = session.hash();
    Session again(walkDemo(), session.recipe(), {});
    again.seek(5);
    QCOMPARE(again.hash(), hash);
    session.stepTick();
    session.act({0, "set", {{"name", std::string("step_size")}, {"value", 3.0}}, 11});
    session.stepTick();
    session.act({0, "set", {{"name", std::string("step_size")}, {"value", 4.0}}, 11});  // one value per tick
    QCOMPARE(session.recipe().actions.size(), size_t{10});
    session.seek(3);
    session.seek(7);
    QCOMPARE(session.settings().number("step_size"), 4.0);
  }

  void refusedDragKeepsTheLastGoodValue() {
    Session session = walk();
    session.act({0, "push", {{"dx", 1.0}, {"dy", 0.0}}, 3});
    const uint64_t hash = session.hash();
    QCOMPARE(refusal(session, {0, "push", {{"dx", 5000.0}, {"dy", 0.0}}, 3}), std::string("Too hard a push."));
    QCOMPARE(session.hash(), hash);
    session.stepTick();
    session.seek(0);
    QCOMPARE(session.hash(), hash);
  }

  void replacedRecipes() {
    Session session = walk({}, someActions());
    session.seek(150);
    const Recipe before = session.recipe();
    const uint64_t hash = session.hash();
    for (size_t dropped = 0; dropped < before.actions.size(); ++dropped) {
      Recipe changed = before;
      changed.actions.erase(changed.actions.begin() + static_cast<std::ptrdiff_t>(dropped));
      session.replaceRecipe(changed, 150);
      Session straight(walkDemo(), changed, {});
      straight.seek(150);
      QCOMPARE(session.hash(), straight.hash());
      QCOMPARE(session.recording().events().size(), straight.recording().events().size());
      QCOMPARE(session.recording().series("height")->size(), straight.recording().series("height")->size());
      session.replaceRecipe(before, 150);
      QCOMPARE(session.hash(), hash);
    }
    Recipe other = before;
    other.seed = 9;
    session.replaceRecipe(other, 30);
    QCOMPARE(session.tick(), int64_t{30});
    other.settings = {{"nothing", 1.0}};
    QVERIFY_EXCEPTION_THROWN(session.replaceRecipe(other, 30), UserError);
    QCOMPARE(session.tick(), int64_t{30});  // and the run is as it was
  }

  void resetKeepsSettingsInForce() {
    Session session = walk({{"start_x", 2.0}}, someActions());
    session.seek(150);
    const Recipe recipe = session.resetRecipe();
    QCOMPARE(recipe.actions.size(), size_t{1});
    Session again(walkDemo(), recipe, {});
    QCOMPARE(again.settings().number("step_size"), 0.2);
    QCOMPARE(again.settings().number("start_x"), 2.0);
  }

  void endsWhereTheDemoEnds() {
    Session session = walk({{"max_ticks", int64_t{12}}});
    int steps = 0;
    while (session.stepTick()) ++steps;
    QCOMPARE(session.tick(), int64_t{12});
    QVERIFY(session.done());
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{12});
    session.act({0, "set", {{"name", std::string("max_ticks")}, {"value", int64_t{20}}}, 0});
    QVERIFY(!session.done());
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{20});
    session.seek(3);
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{20});
  }

  void divergenceStandsAtTheLastFiniteTick() {
    Session straight = walk();
    straight.seek(70);
    const double x = straight.metrics()[0].second;
    Session session = walk({{"diverge_at", int64_t{70}}});
    while (session.stepTick()) {
    }
    QCOMPARE(session.tick(), int64_t{70});
    QVERIFY(session.divergence());
    QCOMPARE(session.divergence()->tick, int64_t{70});
    QCOMPARE(session.divergence()->setting, std::string("step_size"));
    QCOMPARE(session.divergence()->quantity.str(), std::string("the position"));
    QCOMPARE(session.metrics()[0].second, x);
    QVERIFY(!session.stepTick());
    session.seek(60);
    QVERIFY(!session.divergence());
    session.seek(100);
    QVERIFY(session.divergence());
    QCOMPARE(session.tick(), int64_t{70});
    session.seek(60);
    session.act({0, "set", {{"name", std::string("diverge_at")}, {"value", int64_t{-1}}}, 0});
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{100});
  }

  void infiniteSamplesCountAsDivergence() {
    Session session = walk({{"nan_at", int64_t{33}}});
    session.seek(50);
    QCOMPARE(session.tick(), int64_t{33});
    QCOMPARE(session.divergence()->quantity.str(), std::string("height"));
    QCOMPARE(session.divergence()->setting, std::string("step_size"));
  }

  void failureLeavesTheTickBefore() {
    Session session = walk({{"fail_at", int64_t{25}}}), straight = walk({{"fail_at", int64_t{25}}});
    straight.seek(25);
    QVERIFY_EXCEPTION_THROWN(session.seek(50), std::runtime_error);
    QCOMPARE(session.tick(), int64_t{25});
    QCOMPARE(session.hash(), straight.hash());
    session.seek(10);
    QCOMPARE(session.tick(), int64_t{10});
  }

  void badStartsAreRefused() {
    QVERIFY_EXCEPTION_THROWN(walk({{"refuse_start", true}}), UserError);
    QVERIFY_EXCEPTION_THROWN(walk({{"break_start", true}}), std::runtime_error);
    QVERIFY_EXCEPTION_THROWN(walk({{"colour", 1.0}}), UserError);
    QVERIFY_EXCEPTION_THROWN(walk({{"step_size", -1.0}}), UserError);
    Recipe other = walkRecipe();
    other.demo = "test/other";
    QVERIFY_EXCEPTION_THROWN(Session(walkDemo(), other, {}), UserError);
  }

  void badActionsOfARecipeAreToldAndLeftOut() {
    Session session = walk(
        {},
        {{2, "fly", {}, 0}, {4, "push", {{"dx", 5000.0}, {"dy", 0.0}}, 0}, {6, "push", {{"dx", 1.0}, {"dy", 0.0}}, 0}});
    session.seek(10);
    QCOMPARE(session.takeRemarks().size(), size_t{2});
    session.seek(1);
    session.seek(10);
    QCOMPARE(session.takeRemarks().size(), size_t{0});
  }

  // A step that was told to stop leaves a half-way state, which is thrown away.
  void interruptedStep() {
    Session session = walk();
    session.seek(7);
    session.act({0, "set", {{"name", std::string("milliseconds")}, {"value", int64_t{5000}}}, 0});
    const uint64_t hash = session.hash();
    std::stop_source source;
    source.request_stop();
    session.stepTick(source.get_token());
    QCOMPARE(session.tick(), int64_t{7});
    QCOMPARE(session.hash(), hash);
    QVERIFY_EXCEPTION_THROWN(Session(walkDemo(), walkRecipe(), {}, source.get_token()), Interrupted);
  }

  // Which thread takes a chunk must not decide whether a denormal counts as zero.
  void workersFlushDenormalsAsTheCallerDoes() {
    const FlushDenormals flush;
    WorkerPool pool(4);
    const WorkerPool::Use use(pool);
    std::vector<double> products(64, -1);
    parallelFor(products.size(), 1, [&](size_t begin, size_t) {
      volatile double tiny = 1e-310;
      std::this_thread::sleep_for(std::chrono::microseconds(300));  // so that every worker takes some
      products[begin] = tiny * 1.0;
    });
    for (const double product : products) QCOMPARE(product == 0.0, true);
  }

  void showsWhatIsAskedFor() {
    struct Sink final : ChannelSink {
      bool wants(std::string_view channel) const override { return channel == "height"; }
      void put(std::string_view channel, ChannelPtr value) override { taken.emplace_back(channel, std::move(value)); }
      std::vector<std::pair<std::string, ChannelPtr>> taken;
    };
    Session session = walk();
    session.seek(10);
    session.seek(4);
    Sink sink;
    session.show(sink);
    QCOMPARE(sink.taken.size(), size_t{1});
    const Curves& curves = std::get<Curves>(*sink.taken[0].second);
    QCOMPARE(curves.curves[0].x.size(), size_t{10});
    QCOMPARE(curves.now, 4.0);
    QCOMPARE(session.notes().size(), size_t{1});
  }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
