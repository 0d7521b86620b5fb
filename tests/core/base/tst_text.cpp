#include <QTest>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

using namespace gradus;

class TestText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fillsArguments() {
    QCOMPARE(Text("Row %1 of %2.", {"3", "10"}).str(), std::string("Row 3 of 10."));
    QCOMPARE(Text("%2 before %1", {"a", "b"}).str(), std::string("b before a"));
    QCOMPARE(Text("%1%1", {"x"}).str(), std::string("xx"));
    QCOMPARE(Text("plain").str(), std::string("plain"));
  }

  void leavesOtherPercentSigns() {
    QCOMPARE(Text("100 % of %1", {"all"}).str(), std::string("100 % of all"));
    QCOMPARE(Text("%3", {"a"}).str(), std::string("%3"));
    QCOMPARE(Text("50%", {"a"}).str(), std::string("50%"));
    QCOMPARE(Text("%0 %a %%", {"x"}).str(), std::string("%0 %a %%"));
  }

  void argumentsAreNotFilledAgain() { QCOMPARE(Text("%1 %2", {"%2", "b"}).str(), std::string("%2 b")); }

  void numbers_data() {
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << "0";
    QTest::newRow("whole") << 1500.0 << "1500";
    QTest::newRow("negative") << -7.0 << "-7";
    QTest::newRow("fraction") << 0.0031234 << "0.00312";
    QTest::newRow("small") << 1.23e-8 << "1.23e-08";
    QTest::newRow("three digits") << 78.8514 << "78.9";
    QTest::newRow("nan") << std::numeric_limits<double>::quiet_NaN() << "NaN";
    QTest::newRow("infinity") << -std::numeric_limits<double>::infinity() << "-infinity";
  }
  void numbers() {
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(numberText(value)), text);
  }

  void errorCarriesItsText() {
    const UserError error(Text("k is %1", {"9"}));
    QCOMPARE(std::string(error.what()), std::string("k is 9"));
    QCOMPARE(error.text().pattern, std::string("k is %1"));
  }
};

QTEST_GUILESS_MAIN(TestText)
#include "tst_text.moc"
