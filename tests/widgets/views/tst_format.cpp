#include <QtTest>
#include <cmath>

#include "widgets/views/format.h"
#include "widgets/views/ticks.h"

using namespace gradus;

class TestFormat : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void numbers_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    const auto row = [](double value, const QString& text) { QTest::newRow(qPrintable(text)) << value << text; };
    row(0.11, QStringLiteral("0.110"));
    row(35.63, QStringLiteral("35.6"));
    row(-1.674, QStringLiteral("\u22121.67"));
    row(13200, QStringLiteral("13\u2009200"));
    row(999.6, QStringLiteral("1\u2009000"));
    row(1234567, QStringLiteral("1\u2009234\u2009567"));
    row(0, QStringLiteral("0"));
    row(-0.0, QStringLiteral("0"));
    row(1.2e-8, QStringLiteral("1.20 \u00d7 10\u207b\u2078"));
    row(-3.456e300, QStringLiteral("\u22123.46 \u00d7 10\u00b3\u2070\u2070"));
    row(9.999e-9, QStringLiteral("1.00 \u00d7 10\u207b\u2078"));
    row(std::nan(""), QStringLiteral("\u2013"));
    row(-INFINITY, QStringLiteral("\u2212\u221e"));
    row(0.0099, QStringLiteral("0.00990"));
  }
  void numbers() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(formatNumber(value), text);
  }

  void otherForms() {
    QCOMPARE(formatPercent(0.42), QStringLiteral("42\u2009%"));
    QCOMPARE(formatPercent(0.0541, 3), QStringLiteral("5.41\u2009%"));
    QCOMPARE(formatPower(-2), QStringLiteral("10\u207b\u00b2"));
    QCOMPARE(formatPower(0), QStringLiteral("1"));
    QCOMPARE(formatPlain(0.5), QStringLiteral("0.5"));
    QCOMPARE(formatPlain(2.0), QStringLiteral("2"));
    QCOMPARE(formatPlain(100), QStringLiteral("100"));
    QCOMPARE(formatFixed(-0.001, 2), QStringLiteral("0.00"));
    QCOMPARE(formatTick(-0.5, 0.25), QStringLiteral("\u22120.50"));
    QCOMPARE(csvCell(QStringLiteral("a,\"b\"")), QStringLiteral("\"a,\"\"b\"\"\""));
    QCOMPARE(translated(Text("step %1", {"12"})), QStringLiteral("step 12"));
  }

  void steps() {
    QCOMPARE(niceStep(0.9), 1.0);
    QCOMPARE(niceStep(1.1), 2.0);
    QCOMPARE(niceStep(2.2), 2.5);
    QCOMPARE(niceStep(2.6), 5.0);
    QCOMPARE(niceStep(0.03), 0.05);
  }

  void ticksAreNiceAndFew() {
    for (const auto& [low, high] : {std::pair{0.0, 1.0}, {-6.5, 6.5}, {0.0, 2000.0}, {1e-9, 3e-9}, {-1e6, 5.0}}) {
      const auto ticks = niceTicks(low, high, 6, false);
      QVERIFY(ticks.size() >= 2 && ticks.size() <= 8);
      for (const auto& [at, label] : ticks)
        QVERIFY(at >= low - 1e-6 * (high - low) && at <= high + 1e-6 * (high - low) && !label.isEmpty());
    }
    QVERIFY(niceTicks(1, 1, 5, false).empty());
    QVERIFY(niceTicks(NAN, 1, 5, false).empty());
  }

  void logTicksArePowersOfTen() {
    const auto ticks = niceTicks(-2, 0, 5, true);
    QCOMPARE(ticks.size(), size_t{3});
    QCOMPARE(ticks[0].second, QStringLiteral("10\u207b\u00b2"));
    QCOMPARE(ticks[1].second, QStringLiteral("0.1"));
    const auto wide = niceTicks(0, 304, 5, true);
    QVERIFY(wide.size() <= 6);
    for (const auto& [at, label] : wide) QCOMPARE(at, std::round(at));
  }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
