// The words demos are declared with give exactly what they say.
#include <QtTest>

#include "core/base/error.h"
#include "core/run/declare.h"
#include "core/run/scratch.h"
#include "core/run/trouble.h"

using namespace gradus;
using namespace gradus::declare;

namespace {

Settings columnSettings(int64_t x, int64_t y) {
  Settings settings(planeColumns(64));
  settings.set("x_column", x);
  settings.set("y_column", y);
  return settings;
}

std::string refusal(const ActionSpec& spec, NamedValues args) {
  try {
    checkArguments(spec, args);
    return {};
  } catch (const UserError& error) {
    return error.what();
  }
}

}  // namespace

class TestDeclare : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void numbers() {
    const Setting rate =
        number("learning_rate", "Learning rate", 0.03, {1e-5, 10}, "Length of a step.", {.logarithmic = true});
    QCOMPARE(rate.kind, SettingKind::number);
    QCOMPARE(std::get<double>(rate.initial), 0.03);
    QCOMPARE(rate.minimum, 1e-5);
    QCOMPARE(rate.maximum, 10.0);
    QVERIFY(rate.logarithmic);
    QCOMPARE(rate.effect, Effect::live);
    QCOMPARE(rate.help.str(), "Length of a step.");

    const Setting k =
        whole("k", "Groups", 3, {1, 12}, "How many.", {.restart = true, .unit = "groups", .shownWhen = "data=rings"});
    QCOMPARE(k.kind, SettingKind::integer);
    QCOMPARE(std::get<int64_t>(k.initial), int64_t{3});
    QCOMPARE(k.effect, Effect::restart);
    QCOMPARE(k.unit, "groups");
    QCOMPARE(k.shownWhen, "data=rings");
    QCOMPARE(wholeOf(Settings({k}), "k"), 3);
  }

  void otherKinds() {
    const Setting first = choice("init", "Start", {{"random", "random"}, {"hand", "by hand"}}, "Where.");
    QCOMPARE(std::get<std::string>(first.initial), "random");
    QCOMPARE(std::get<std::string>(choice("init", "Start", first.options, "Where.", {}, "hand").initial), "hand");
    QCOMPARE(std::get<bool>(toggle("on", "On", true, "Whether.").initial), true);
    QCOMPARE(std::get<std::string>(text("features", "Features", "x1, x2", "Inputs.").initial), "x1, x2");
    const Setting layers = list("hidden", "Hidden", {8, 8}, {1, 64}, {0, 8}, "Units.", {.step = 1});
    QCOMPARE(layers.minCount, 0);
    QCOMPARE(layers.maxCount, 8);
    QCOMPARE(std::get<std::vector<double>>(parseValue(layers, "4,2")), (std::vector<double>{4, 2}));
    QVERIFY_EXCEPTION_THROWN(parseValue(layers, "4.5"), UserError);
  }

  void groups() {
    const std::vector<Setting> all =
        joined({inGroup("Walk", {toggle("a", "A", true, "."), toggle("b", "B", true, ".")}), planeColumns(7)});
    QCOMPARE(all.size(), size_t{4});
    QCOMPARE(all[1].group.str(), "Walk");
    QCOMPARE(all[2].name, "x_column");
    QCOMPARE(all[3].name, "y_column");
    QCOMPARE(all[3].maximum, 7.0);
  }

  void columnsBeyondTheLastShowTheLast() {
    const ColumnPair inside = shownColumns(columnSettings(3, 1), 4);
    QCOMPARE(inside.x, size_t{2});
    QCOMPARE(inside.y, size_t{0});
    const ColumnPair single = shownColumns(columnSettings(1, 2), 1);
    QCOMPARE(single.x, size_t{0});
    QCOMPARE(single.y, size_t{0});
  }

  void channelsAndViews() {
    const std::vector<ChannelSpec> channels =
        joined({shown({"points"}), derived({"density"}), heldOutSeries("loss", "train_loss", "validation_loss", true),
                file("labels", "labels.csv")});
    QCOMPARE(channels.size(), size_t{4});
    QCOMPARE(channels[0].cost, ChannelCost::state);
    QCOMPARE(channels[1].cost, ChannelCost::derived);
    QCOMPARE(channels[2].cost, ChannelCost::series);
    QVERIFY(channels[2].fillGap);
    QCOMPARE(channels[2].series[1].series, "validation_loss");
    QCOMPARE(channels[2].series[1].style, LineStyle::dashed);
    QCOMPARE(channels[3].file, "labels.csv");

    const View loss = curvesView("loss", "Loss", {"step"}, "It falls.", {.row = 1, .weight = 2});
    QCOMPARE(loss.kind, ViewKind::curves);
    QCOMPARE(loss.layers, std::vector<std::string>{"loss"});
    QCOMPARE(loss.x.title.str(), "step");
    QCOMPARE(loss.row, 1);
    QCOMPARE(loss.weight, 2.0);
    const View plane = view(ViewKind::plane, "plane", "Plane", {"points"}, "Look.", {.equalScales = true},
                            {{Gesture::drag, "points", "move_point", "Drag"}});
    QVERIFY(plane.equalScales);
    QCOMPARE(plane.handles.front().action, "move_point");
    QCOMPARE(tilesView().kind, ViewKind::tiles);
  }

  /// view.h fixes what each gesture sends; the ready-made actions take exactly that.
  void actionsTakeWhatGesturesSend() {
    const std::vector<double> places{0.1, 0.2};
    QCOMPARE(refusal(dragAction("drag", "Dragged"), {{"index", 3}, {"x", 0.5}, {"y", -0.5}}), "");
    QCOMPARE(refusal(clickAction("click", "Clicked"), {{"index", 3}}), "");
    QCOMPARE(refusal(paintAction("paint", "Painted"), {{"class", 7}, {"points", places}}), "");
    QCOMPARE(refusal(eraseAction("erase", "Erased"), {{"points", places}, {"radius", 0.1}}), "");
    QVERIFY(!refusal(paintAction("paint", "Painted", 1), {{"class", 1}, {"points", places}}).empty());
    QVERIFY(!refusal(dragAction("drag", "Dragged", 10), {{"index", 0}, {"x", 11.0}, {"y", 0.0}}).empty());
  }

  void itemsThereAreNot() {
    const Action second{.name = "move", .args = {{"index", 2}}};
    QCOMPARE(itemOf(second, 3, "There is no chain %1; there are %2."), size_t{2});
    try {
      itemOf(second, 2, "There is no chain %1; there are %2.", 1);
      QFAIL("accepted");
    } catch (const UserError& error) {
      QCOMPARE(std::string(error.what()), "There is no chain 3; there are 2.");
    }
  }

  void copiesMakeTheirOwnScratch() {
    Scratch<std::vector<int>> scratch;
    scratch.get(3, 1).push_back(5);
    QCOMPARE(scratch.get(3, 1).size(), size_t{4});
    Scratch<std::vector<int>> copy = scratch;
    QCOMPARE(copy.get(2, 1).size(), size_t{2});
    QCOMPARE(scratch.get(3, 1).size(), size_t{4});
  }

  void troubleNamesItsSetting() {
    const Settings none;
    StepContext context(none, 1, 0, {});
    trainingDiverged(context, 0.5);
    QVERIFY(context.trouble);
    QCOMPARE(context.troubleSetting, "learning_rate");
    QCOMPARE(context.troubleCause.str(), "A learning rate of 0.5 makes steps that overshoot. Lower it.");
    squaresOverflowed(context, "the inertia");
    QCOMPARE(context.troubleSetting, "scaling");
    QCOMPARE(context.troubleQuantity.str(), "the inertia");
  }
};

QTEST_GUILESS_MAIN(TestDeclare)
#include "tst_declare.moc"
