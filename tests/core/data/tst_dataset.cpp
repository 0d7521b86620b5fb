#include <QTest>
#include <cmath>
#include <limits>

#include "core/data/dataset.h"

using namespace gradus;

class TestDataset : public QObject {
  Q_OBJECT

  static Dataset small() {
    Matrix x(3, 2);
    x.values = {1, 2, 3, 4, 5, 6};
    return makeDataset("small", x, {1, 0, -1}, {"blue", "orange"});
  }

 private Q_SLOTS:
  void makesColumnsAndClasses() {
    const Dataset data = small();
    QCOMPARE(data.rows(), size_t(3));
    QCOMPARE(data.columns.size(), size_t(3));
    QCOMPARE(data.columns[1].name, std::string("x2"));
    QCOMPARE(data.features().values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
    QCOMPARE(data.classes(), (std::vector<int>{1, 0, -1}));
    QCOMPARE(data.classNames(), (std::vector<std::string>{"blue", "orange"}));
    QVERIFY(std::isnan(data.target()[2]));
    QCOMPARE(makeDataset("n", Matrix(2, 1), {0, 2}).classNames(), (std::vector<std::string>{"1", "2", "3"}));
    const Dataset bare = makeDataset("bare", Matrix(2, 1));
    QVERIFY(!bare.targetColumn() && bare.classes().empty() && bare.classNames().empty() && bare.target().empty());
    QCOMPARE(Dataset().rows(), size_t(0));
    QVERIFY(Dataset().features().empty());
  }

  void wholeNumbersAreClassesInRisingOrder() {
    Dataset data = makeDataset("n", Matrix(4, 1));
    const double missing = std::numeric_limits<double>::quiet_NaN();
    data.columns.push_back({.name = "y", .role = Role::target, .values = {7, -1, missing, 7}});
    QCOMPARE(data.classes(), (std::vector<int>{1, 0, -1, 1}));
    QCOMPARE(data.classNames(), (std::vector<std::string>{"-1", "7"}));
    data.columns[1].values[1] = 0.5;
    QVERIFY(data.classes().empty() && data.classNames().empty());
    QCOMPARE(data.target()[1], 0.5);
  }

  void moreThanFiftyWholeNumbersAreNoClasses() {
    for (const size_t count : {size_t(50), size_t(51)}) {
      Dataset data = makeDataset("n", Matrix(count, 1));
      data.columns.push_back({.name = "y", .role = Role::target});
      for (size_t i = 0; i < count; ++i) data.columns[1].values.push_back(double(i));
      QCOMPARE(data.classNames().size(), count == 50 ? size_t(50) : size_t(0));
    }
  }

  void ignoredColumnsAreNoFeatures() {
    Dataset data = small();
    data.columns[0].role = Role::ignored;
    QCOMPARE(data.featureColumns(), std::vector<size_t>{1});
    QCOMPARE(data.features().values, (std::vector<double>{2, 4, 6}));
  }

  void hashSeesContentOnly() {
    const uint64_t hash = small().contentHash();
    QCOMPARE(small().contentHash(), hash);
    Dataset data = small();
    data.name = "other";
    data.notes.emplace_back("noted");
    QCOMPARE(data.contentHash(), hash);
    data = small(), data.columns[0].values[1] = 3.5;
    QVERIFY(data.contentHash() != hash);
    data = small(), data.columns[0].name = "z";
    QVERIFY(data.contentHash() != hash);
    data = small(), data.columns[0].role = Role::ignored;
    QVERIFY(data.contentHash() != hash);
    data = small(), data.columns[2].categories[0] = "red";
    QVERIFY(data.contentHash() != hash);
  }
};

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
