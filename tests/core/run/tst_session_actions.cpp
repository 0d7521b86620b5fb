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

class TestSessionActions : public QObject {
  Q_OBJECT
 private Q_SLOTS:
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
};

QTEST_GUILESS_MAIN(TestSessionActions)
#include "tst_session_actions.moc"
