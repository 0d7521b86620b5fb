#include <QtTest>

#include "core/base/error.h"
#include "core/run/action.h"

using namespace gradus;

namespace {
std::string refusal(const Setting& setting, const char* text) {
  try {
    return "accepted as " + valueText(parseValue(setting, text));
  } catch (const UserError& error) {
    return error.what();
  }
}

std::string refusal(const Setting& setting, const Value& value) {
  try {
    return "accepted as " + valueText(checkValue(setting, value));
  } catch (const UserError& error) {
    return error.what();
  }
}

const Setting rate{.name = "learning_rate", .initial = 0.03, .minimum = 1e-5, .maximum = 10};
const Setting k{.name = "k", .kind = SettingKind::integer, .initial = int64_t{3}, .minimum = 1, .maximum = 12};
const Setting activation{.name = "activation",
                         .kind = SettingKind::choice,
                         .initial = std::string("tanh"),
                         .options = {{"tanh", "tanh"}, {"relu", "ReLU"}}};
const Setting bias{.name = "bias", .kind = SettingKind::toggle, .initial = true};
const Setting hidden{.name = "hidden",
                     .kind = SettingKind::list,
                     .initial = std::vector<double>{8, 8},
                     .minimum = 1,
                     .maximum = 64,
                     .step = 1,
                     .minCount = 1,
                     .maxCount = 8};
}  // namespace

class TestSetting : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void refusals_data() {
    QTest::addColumn<std::string>("found");
    QTest::addColumn<std::string>("expected");
    const auto row = [](const char* name, const std::string& found, const char* expected) {
      QTest::newRow(name) << found << std::string(expected);
    };
    row("word", refusal(rate, "abc"), "learning_rate = abc: a number from 1e-05 to 10 is expected.");
    row("too large", refusal(rate, "11"), "learning_rate = 11: a number from 1e-05 to 10 is expected.");
    row("not finite", refusal(rate, "nan"), "learning_rate = nan: a number from 1e-05 to 10 is expected.");
    row("infinite", refusal(rate, Value(std::numeric_limits<double>::infinity())),
        "learning_rate = inf: a number from 1e-05 to 10 is expected.");
    row("rest behind", refusal(rate, "1 2"), "learning_rate = 1 2: a number from 1e-05 to 10 is expected.");
    row("decimal comma", refusal(rate, "0,5"), "learning_rate = 0,5: a number from 1e-05 to 10 is expected.");
    row("toggle for number", refusal(rate, Value(true)),
        "learning_rate = true: a number from 1e-05 to 10 is expected.");
    row("not whole", refusal(k, "2.5"), "k = 2.5: a whole number from 1 to 12 is expected.");
    row("zero", refusal(k, "0"), "k = 0: a whole number from 1 to 12 is expected.");
    row("empty", refusal(k, ""), "k = : a whole number from 1 to 12 is expected.");
    row("option", refusal(activation, "Relu"), "activation = Relu: one of: tanh, relu is expected.");
    row("toggle", refusal(bias, "maybe"), "bias = maybe: true or false is expected.");
    row("entry", refusal(hidden, "8,0"),
        "hidden = 8,0: a list of 1 to 8 whole numbers from 1 to 64, like 8,8 is expected.");
    row("fraction", refusal(hidden, "8,2.5"),
        "hidden = 8,2.5: a list of 1 to 8 whole numbers from 1 to 64, like 8,8 is expected.");
    row("none", refusal(hidden, ""), "hidden = : a list of 1 to 8 whole numbers from 1 to 64, like 8,8 is expected.");
    row("too many", refusal(hidden, "1,1,1,1,1,1,1,1,1"),
        "hidden = 1,1,1,1,1,1,1,1,1: a list of 1 to 8 whole numbers from 1 to 64, like 8,8 is expected.");
    row("gap", refusal(hidden, "8,,8"),
        "hidden = 8,,8: a list of 1 to 8 whole numbers from 1 to 64, like 8,8 is expected.");
  }
  void refusals() {
    QFETCH(std::string, found);
    QFETCH(std::string, expected);
    QCOMPARE(found, expected);
  }

  void acceptances() {
    QCOMPARE(std::get<double>(parseValue(rate, " +0.5 ")), 0.5);
    QCOMPARE(std::get<int64_t>(parseValue(k, "3.0")), int64_t{3});
    QCOMPARE(std::get<int64_t>(checkValue(k, 4.0)), int64_t{4});
    QCOMPARE(std::get<double>(checkValue(rate, int64_t{2})), 2.0);
    QCOMPARE(std::get<double>(checkValue(rate, std::string("2"))), 2.0);
    QCOMPARE(std::get<bool>(parseValue(bias, "off")), false);
    QVERIFY((std::get<std::vector<double>>(parseValue(hidden, "[8, 4]")) == std::vector<double>{8, 4}));
    QVERIFY((std::get<std::vector<double>>(checkValue(hidden, int64_t{5})) == std::vector<double>{5}));
  }

  void valuesInForce() {
    Settings settings({rate, k, activation, bias, hidden}), other = settings;
    QVERIFY(settings == other);
    settings.set("k", int64_t{5});
    QCOMPARE(settings.integer("k"), int64_t{5});
    QCOMPARE(settings.choice("activation"), std::string("tanh"));
    QCOMPARE(settings.list("hidden").size(), size_t{2});
    QVERIFY(settings.toggle("bias"));
    QVERIFY(!(settings == other));
    QVERIFY(!settings.has("nothing"));
  }

  void actionArguments() {
    const ActionSpec spec{"move",
                          "Moved",
                          {{.name = "index", .kind = SettingKind::integer, .initial = int64_t{0}, .maximum = 9},
                           {.name = "x", .maximum = 5}}};
    const NamedValues args = checkArguments(spec, {{"x", int64_t{2}}, {"index", 3.0}});
    QCOMPARE(args.front().first, std::string("index"));  // declared order and kinds
    QVERIFY(std::holds_alternative<double>(args.back().second));
    QVERIFY_EXCEPTION_THROWN(checkArguments(spec, {{"x", 1.0}}), UserError);
    QVERIFY_EXCEPTION_THROWN(checkArguments(spec, {{"x", 1.0}, {"index", 1.0}, {"z", 1.0}}), UserError);
    QVERIFY_EXCEPTION_THROWN(checkArguments(spec, {{"x", 6.0}, {"index", 1.0}}), UserError);
    const Action action{0, "move", args};
    QCOMPARE(action.integer("index"), int64_t{3});
    QVERIFY_EXCEPTION_THROWN(action.number("nothing"), UserError);
  }
};

QTEST_GUILESS_MAIN(TestSetting)
#include "tst_setting.moc"
