// Typed numbers and small expressions, and how numbers lie on sliders and are written.
#include <QTest>
#include <cmath>

#include "widgets/controls/expression.h"
#include "widgets/controls/number_scale.h"

using namespace gradus;

namespace {

ControlSpec range(double low, double high, bool logarithmic = false, ControlKind kind = ControlKind::number,
                  double step = 0) {
  ControlSpec spec;
  spec.minimum = low;
  spec.maximum = high;
  spec.logarithmic = logarithmic;
  spec.kind = kind;
  spec.step = step;
  return spec;
}

}  // namespace

class TestExpression : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void reads_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::newRow("third") << "1/3" << 1.0 / 3;
    QTest::newRow("exponent") << "2e-3" << 0.002;
    QTest::newRow("power") << "10^-2" << 0.01;
    QTest::newRow("right to left") << "2^3^2" << 512.0;
    QTest::newRow("sign before power") << "-2^2" << -4.0;
    QTest::newRow("brackets") << " ( 1 + 2 ) * 3 - 4 " << 5.0;
    QTest::newRow("left to right") << "8/4/2" << 1.0;
    QTest::newRow("comma") << "0,25" << 0.25;
    QTest::newRow("leading point") << ".5" << 0.5;
    QTest::newRow("pi") << "2*pi" << 2 * M_PI;
    QTest::newRow("typographic") << QString::fromUtf8("−1 250") << -1250.0;
    QTest::newRow("times and through") << QString::fromUtf8("3×4÷6") << 2.0;
  }
  void reads() {
    QFETCH(QString, text);
    QFETCH(double, value);
    const auto found = parseExpression(text.toStdString());
    QVERIFY(found.has_value());
    QVERIFY(std::abs(*found - value) <= 1e-15 * std::abs(value));
  }

  void refuses() {
    for (const char* text : {"", " ", "a", "1+", "(1", "1)", "1/0", "nan", "inf", "1e999", "--", "1,2,3", "1..2",
                             "2 apples", "10^400", "0/0"}) {
      QVERIFY2(!parseExpression(text).has_value(), text);
    }
    QVERIFY(!parseExpression(std::string(5000, '(')).has_value());
  }

  void whatIsShownIsReadBack() {
    for (const double value : {0.0, 1.0, -3.0, 0.008, 1e-5, 2.5e-7, 1250.0, 123456.0, -0.25, 1.0 / 3}) {
      const auto back = parseExpression(readableNumber(value).toStdString());
      QVERIFY(back.has_value());
      QVERIFY(std::abs(*back - value) <= 5e-6 * std::abs(value));
    }
    QCOMPARE(readableNumber(-1250), QString::fromUtf8("\u2212"
                                                      "1\u2009"
                                                      "250"));
    QCOMPARE(readableNumber(999), QString("999"));
    QCOMPARE(readableNumber(1e-5), QString::fromUtf8("1e\u2212"
                                                     "5"));
  }

  void linearScale() {
    const NumberScale scale(range(0, 1));
    QCOMPARE(scale.at(0.24), 0.24);
    QCOMPARE(scale.fraction(0.25), 0.25);
    QCOMPARE(scale.moved(0.1, 1, 1), 0.11);
    QCOMPARE(scale.moved(0.1, 1, 10), 0.2);
    QCOMPARE(scale.moved(0.1, 1, 0.1), 0.101);
    QCOMPARE(scale.moved(1, 1, 1), 1.0);
    QVERIFY(scale.ticks().empty());
  }

  void logarithmicScale() {
    const NumberScale scale(range(1e-4, 1, true));
    QVERIFY(std::abs(scale.fraction(0.01) - 0.5) < 1e-12);
    QCOMPARE(scale.at(0.5), 0.01);
    QCOMPARE(scale.ticks().size(), size_t{5});
    QCOMPARE(scale.coarse(0.0042), 0.005);
    QCOMPARE(scale.coarse(0.0013), 0.001);
    double value = 0.01;
    for (int i = 0; i < 10; ++i) value = scale.moved(value, 1, 1);
    QVERIFY(std::abs(value - 0.1) < 0.005);
    QVERIFY(scale.moved(0.01, 1, 10) == 0.1);
    QCOMPARE(scale.moved(1, 1, 1), 1.0);
    QCOMPARE(scale.moved(1e-4, -1, 1), 1e-4);
  }

  void logarithmWithZero() {
    const NumberScale scale(range(0, 0.1, true));
    QCOMPARE(scale.fraction(0), 0.0);
    QCOMPARE(scale.at(0), 0.0);
    QVERIFY(scale.moved(0, 1, 1) > 0);
    QCOMPARE(scale.moved(scale.moved(0, 1, 1), -1, 1), 0.0);
    QCOMPARE(scale.at(1), 0.1);
  }

  void integerScale() {
    const NumberScale scale(range(1, 8, false, ControlKind::integer));
    QCOMPARE(scale.ticks().size(), size_t{8});
    QCOMPARE(scale.at(0.5), 5.0);
    QCOMPARE(scale.moved(3, 1, 0.1), 4.0);
    QCOMPARE(scale.moved(3, -1, 10), 1.0);
    QVERIFY(NumberScale(range(1, 64, false, ControlKind::integer)).ticks().empty());
    const NumberScale powers(range(1, 256, true, ControlKind::integer));
    QVERIFY(powers.moved(1, 1, 1) >= 2);
    QCOMPARE(powers.at(1), 256.0);
  }

  void positionsAreMonotone() {
    for (const ControlSpec& spec :
         {range(0, 1), range(-3, 7), range(1e-6, 1, true), range(0, 10, true),
          range(1, 100, false, ControlKind::integer), range(0, 2, false, ControlKind::number, 0.25)}) {
      const NumberScale scale(spec);
      double before = -1e300;
      for (int i = 0; i <= 1000; ++i) {
        const double value = scale.at(i / 1000.0);
        QVERIFY(value >= before && value >= spec.minimum && value <= spec.maximum);
        before = value;
      }
      QCOMPARE(scale.at(0), spec.minimum);
      QCOMPARE(scale.at(1), spec.maximum);
    }
    QVERIFY(!NumberScale(range(0, std::numeric_limits<double>::infinity())).slidable());
  }
};

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
