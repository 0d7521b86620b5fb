#include <QtTest>

#include "core/base/fields.h"
#include "core/base/rng.h"
#include "core/run/setting.h"
#include "core/run/value.h"

using namespace gradus;

class TestValue : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void textForms() {
    QCOMPARE(valueText(true), std::string("true"));
    QCOMPARE(valueText(int64_t{12}), std::string("12"));
    QCOMPARE(valueText(0.03), std::string("0.03"));
    QCOMPARE(valueText(1e-5), std::string("1e-05"));
    QCOMPARE(valueText(std::string("two-moons")), std::string("two-moons"));
    QCOMPARE(valueText(std::vector<double>{8, 8}), std::string("8,8"));
  }

  // Any double, integer or list survives text and back, bit by bit.
  void roundTrips() {
    constexpr double huge = std::numeric_limits<double>::max();
    const Setting number{.name = "n", .kind = SettingKind::number, .minimum = -huge, .maximum = huge};
    const Setting integer{
        .name = "i", .kind = SettingKind::integer, .initial = int64_t{0}, .minimum = -9e18, .maximum = 9e18};
    const Setting list{
        .name = "l", .kind = SettingKind::list, .initial = std::vector<double>{}, .minimum = -huge, .maximum = huge};
    Rng rng(7, "values");
    for (int i = 0; i < 2000; ++i) {
      double value = std::bit_cast<double>(rng.nextUint64());
      if (!std::isfinite(value)) value = rng.normal();
      QCOMPARE(std::get<double>(parseValue(number, valueText(value))), value);
      const int64_t whole = static_cast<int64_t>(rng.nextUint64() >> 2) - (int64_t{1} << 61);
      QCOMPARE(std::get<int64_t>(parseValue(integer, valueText(whole))), whole);
      std::vector<double> values(rng.below(5));
      for (double& entry : values) entry = rng.normal() * std::exp(20 * rng.normal());
      QVERIFY((std::get<std::vector<double>>(parseValue(list, valueText(values))) == values));
    }
  }

  void conversions() {
    QCOMPARE(asNumber(int64_t{3}), 3.0);
    QCOMPARE(asNumber(true), 1.0);
    QCOMPARE(asNumber(std::string("3")), 0.0);
    QCOMPARE(asInteger(2.6), int64_t{3});
    QCOMPARE(asList(2.5).size(), size_t{1});
    QVERIFY(!asBool(0.0));
  }

  void namedValues() {
    NamedValues values{{"a", 1.0}};
    setValue(values, "b", std::string("x"));
    setValue(values, "a", 2.0);
    QCOMPARE(values.size(), size_t{2});
    QCOMPARE(asNumber(*findValue(values, "a")), 2.0);
    QVERIFY(!findValue(values, "c"));
  }

  // A number and the text of it, or another order of names, are other values.
  void hashesDiffer() {
    const auto hash = [](const NamedValues& values) {
      Hasher hasher;
      hashValues(hasher, values);
      return hasher.value();
    };
    QVERIFY(hash({{"a", 1.0}}) != hash({{"a", int64_t{1}}}));
    QVERIFY(hash({{"a", 1.0}, {"b", 2.0}}) != hash({{"b", 2.0}, {"a", 1.0}}));
    QCOMPARE(hash({{"a", -0.0}}), hash({{"a", 0.0}}));
  }
};

QTEST_GUILESS_MAIN(TestValue)
#include "tst_value.moc"
