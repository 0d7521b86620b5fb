// k-means: scikit-learn's runs from the same starts, the falling inertia, empty groups, odd data.
#include <QFile>
#include <QTest>
#include <bit>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/cluster/k_means_search.h"
#include "core/data/csv.h"
#include "core/data/sources.h"

using namespace gradus;

namespace {

std::string readText(const char* path) {
  QFile file(QStringLiteral(GRADUS_SOURCE_DIR "/") + QLatin1String(path));
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot open %s", path);
  return file.readAll().toStdString();
}

Matrix toMatrix(const nlohmann::json& rows) {
  Matrix m(rows.size(), rows.at(0).size());
  for (size_t i = 0; i < m.rows; ++i) {
    for (size_t j = 0; j < m.cols; ++j) m(i, j) = rows[i][j];
  }
  return m;
}

Matrix table(const char* name) {
  return parseShippedTable(name, readText((std::string("datasets/") + name + ".csv").c_str())).features();
}

Matrix gaussianPoints(size_t rows, size_t columns, uint64_t seed, double scale = 1) {
  Matrix x(rows, columns);
  Rng(seed).fillNormal(x.values);
  for (double& value : x.values) value *= scale;
  return x;
}

}  // namespace

class TestKMeans : public QObject {
  Q_OBJECT

  nlohmann::json reference_ = nlohmann::json::parse(readText("tests/reference/sklearn_k_means.json"));

 private Q_SLOTS:
  void agreesWithScikitLearn_data() {
    QTest::addColumn<int>("run");
    for (size_t i = 0; i < reference_["runs"].size(); ++i) QTest::addRow("%zu", i) << int(i);
  }
  void agreesWithScikitLearn() {
    QFETCH(int, run);
    const auto& wanted = reference_["runs"][size_t(run)];
    const std::string name = wanted["name"];
    const Matrix x = name == "small" ? toMatrix(reference_["small"]) : table(name.c_str());
    kmeans::Params params{
        .k = int(wanted["start"].size()), .init = kmeans::Init::given, .given = toMatrix(wanted["start"])};
    const kmeans::Result result = kmeans::runToEnd(params, x, Rng());
    QCOMPARE(result.labels, wanted["labels"].get<std::vector<int>>());
    QCOMPARE(result.iterations, wanted["iterations"].get<int>());
    // Sums in another order: rounding only.
    const double inertia = wanted["inertia"];
    QVERIFY(std::fabs(result.inertia - inertia) < 1e-10 * inertia);
    const Matrix centroids = toMatrix(wanted["centroids"]);
    for (size_t i = 0; i < centroids.values.size(); ++i)
      QVERIFY(std::fabs(result.centroids.values[i] - centroids.values[i]) < 1e-9);
  }

  // The vectors' width must not show: distances have the bits of the plain loop, and no sum is contracted.
  void nearestHasTheBitsOfThePlainLoop() {
    for (const size_t columns : {size_t(1), size_t(2), size_t(13)}) {
      const Matrix x = gaussianPoints(1000, columns, 1, 3), centroids = gaussianPoints(9, columns, 2);
      std::vector<int> labels;
      std::vector<double> distances;
      kmeans::nearestCentroids(x, centroids, labels, &distances);
      for (size_t i = 0; i < x.rows; ++i) {
        size_t nearest = 0;
        for (size_t c = 1; c < 9; ++c) {
          if (squaredDistance(x.row(i), centroids.row(c)) < squaredDistance(x.row(i), centroids.row(nearest)))
            nearest = c;
        }
        QCOMPARE(labels[i], int(nearest));
        QCOMPARE(std::bit_cast<uint64_t>(distances[i]),
                 std::bit_cast<uint64_t>(squaredDistance(x.row(i), centroids.row(nearest))));
      }
    }
    Matrix equal(3, 1);  // ties go to the lowest index
    equal.values = {1, -1, 1};
    std::vector<int> labels;
    kmeans::nearestCentroids(Matrix(1, 1, 0.0), equal, labels, nullptr);
    QCOMPARE(labels, std::vector<int>{0});
  }

  void irisBestOfFiftyStarts() {
    const Matrix x = table("iris");
    for (const kmeans::Init init : {kmeans::Init::random, kmeans::Init::plusPlus}) {
      const kmeans::Result best = kmeans::bestOfStarts({.k = 3, .init = init}, x, 50, Rng(0));
      QVERIFY(std::fabs(best.inertia - 78.851) < 0.01);
      QVERIFY(std::fabs(best.inertia - reference_["iris_best_of_50"].get<double>()) < 1e-9);
    }
  }

  void inertiaNeverRises() {
    for (const char* shape : {"equal-blobs", "unequal-blobs", "elongated", "rings", "two-moons", "swiss-roll-3d"}) {
      const Matrix x = generate(shape, findDataSource(shape)->defaults, Rng(3)).features();
      for (uint64_t seed = 0; seed < 10; ++seed) {
        const kmeans::Params params{.k = 2 + int(seed),
                                    .init = seed % 2 ? kmeans::Init::random : kmeans::Init::plusPlus};
        kmeans::State state = kmeans::init(params, x, Rng(seed));
        double last = std::numeric_limits<double>::infinity();
        while (!state.done) {
          const kmeans::Info info = kmeans::step(params, state, x);
          QVERIFY(info.finite);
          QVERIFY2(info.inertia <= last * (1 + 1e-13), shape);  // two summation orders may differ in the last bits
          last = info.inertia;
        }
        QVERIFY(state.settled);
      }
    }
  }

  void plusPlusStartsBetterThanRandom() {
    const Matrix x = generate("grid-of-gaussians", {500, 0.03, 9}, Rng(1)).features();
    double cost[2] = {0, 0};
    for (uint64_t seed = 0; seed < 200; ++seed) {
      for (int kind = 0; kind < 2; ++kind) {
        const kmeans::Params params{.k = 9, .init = kind ? kmeans::Init::plusPlus : kmeans::Init::random};
        cost[kind] += kmeans::runToEnd(params, x, Rng(seed)).inertia / 200;
      }
    }
    QVERIFY2(cost[1] <= cost[0], qPrintable(QString("%1 %2").arg(cost[0]).arg(cost[1])));
  }

  void agreesWithExhaustiveSearch() {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      const Matrix x = gaussianPoints(10, 2, seed);
      const double optimum = kmeans::exhaustiveOptimum(x, 2);
      const double found = kmeans::bestOfStarts({.k = 2}, x, 30, Rng(seed)).inertia;
      QVERIFY(std::fabs(found - optimum) < 1e-12 * (1 + optimum));
    }
    // Known by hand: 0, 1, 10, 12 splits into two pairs with 0.5 + 2.
    Matrix line(4, 1);
    line.values = {0, 1, 10, 12};
    QCOMPARE(kmeans::exhaustiveOptimum(line, 2), 2.5);
    QCOMPARE(kmeans::exhaustiveOptimum(line, 4), 0.0);
    QCOMPARE(kmeans::exhaustiveOptimum(line, 1), 112.75);
  }

  void halfStepsAndInfo() {
    const Matrix x = table("iris");
    const kmeans::Params params{.k = 3};
    kmeans::State state = kmeans::init(params, x, Rng(2));
    kmeans::Info info = kmeans::step(params, state, x);
    QVERIFY(info.phase == kmeans::Phase::assign && state.phase == kmeans::Phase::update);
    QCOMPARE(info.changed, size_t(150));
    QCOMPARE(state.iteration, 0);
    QCOMPARE(info.sizes[0] + info.sizes[1] + info.sizes[2], 150);
    const double before = info.inertia;
    info = kmeans::step(params, state, x);
    QVERIFY(info.phase == kmeans::Phase::update && state.phase == kmeans::Phase::assign);
    QCOMPARE(state.iteration, 1);
    QVERIFY(info.moved > 0 && info.inertia < before);
  }

  void stopsAtMaxIterations() {
    const kmeans::Params params{.k = 12, .init = kmeans::Init::random, .maxIterations = 2};
    QCOMPARE(kmeans::runToEnd(params, gaussianPoints(2000, 2, 1), Rng(1)).iterations, 2);
  }

  void draggedCentroidResumes() {
    const Matrix x = table("iris");
    const kmeans::Params params{.k = 3};
    kmeans::State state = kmeans::init(params, x, Rng(2));
    while (!state.done) kmeans::step(params, state, x);
    const std::vector<double> place = {9, 9, 9, 9};
    kmeans::moveCentroid(state, 1, place);
    QVERIFY(!state.done && state.phase == kmeans::Phase::assign);
    while (!state.done) kmeans::step(params, state, x);
    QVERIFY(state.settled);
  }

  void emptyGroupTakesTheFarthestPoint() {
    Matrix x(5, 1);
    x.values = {0, 1, 2, 3, 50};
    const kmeans::Params params{.k = 2, .init = kmeans::Init::given, .given = [] {
                                  Matrix start(2, 1);
                                  start.values = {1, 1000};
                                  return start;
                                }()};
    kmeans::State state = kmeans::init(params, x, Rng());
    QCOMPARE(kmeans::step(params, state, x).sizes, (std::vector<int>{5, 0}));
    const kmeans::Info info = kmeans::step(params, state, x);
    QCOMPARE(info.relocated, 1);
    QCOMPARE(state.centroids.values, (std::vector<double>{1.5, 50}));
    while (!state.done) kmeans::step(params, state, x);
    QCOMPARE(kmeans::inertia(x, state.centroids, state.labels), 5.0);
  }

  void fewerDifferentRowsThanGroups() {
    const Matrix x(6, 2, 3.0);  // all rows alike
    const kmeans::Params params{.k = 3};
    kmeans::State state = kmeans::init(params, x, Rng(1));
    kmeans::Info info;
    while (!state.done) info = kmeans::step(params, state, x);
    QCOMPARE(info.leftEmpty, 2);
    QCOMPARE(info.inertia, 0.0);
    for (const double value : state.centroids.values) QCOMPARE(value, 3.0);
  }

  void sameSeedSameStatesOnAnyThreads() {
    const Matrix x = gaussianPoints(20000, 3, 9);
    const kmeans::Params params{.k = 5, .maxIterations = 5};
    const auto hash = [&] {
      kmeans::State state = kmeans::init(params, x, Rng(4));
      while (!state.done) kmeans::step(params, state, x);
      return hashOf(state);
    };
    const uint64_t serial = hash();
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      WorkerPool::Use use(pool);
      QCOMPARE(hash(), serial);
    }
  }

  void copyThenStepIsStepThenCopy() {
    const Matrix x = table("iris");
    const kmeans::Params params{.k = 4};
    kmeans::State state = kmeans::init(params, x, Rng(5));
    while (!state.done) {
      kmeans::State copy = state;
      kmeans::step(params, state, x);
      kmeans::step(params, copy, x);
      QCOMPARE(copy, state);
    }
  }

  void edges() {
    // A constant column, one row, one group, a huge scale, data far from zero.
    Matrix constant = gaussianPoints(40, 2, 1);
    for (size_t i = 0; i < 40; ++i) constant(i, 1) = 7;
    QVERIFY(kmeans::runToEnd({.k = 3}, constant, Rng(1)).inertia > 0);
    QCOMPARE(kmeans::runToEnd({.k = 1}, Matrix(1, 3, 2.0), Rng(1)).inertia, 0.0);
    const Matrix unit = gaussianPoints(60, 2, 2);
    Matrix huge = unit, far = unit;
    for (double& value : huge.values) value *= std::ldexp(1, 40);  // about 1e12; a power of two keeps every bit
    for (double& value : far.values) value += 1e6;
    const kmeans::Params params{.k = 3};
    const kmeans::Result a = kmeans::runToEnd(params, unit, Rng(1)), b = kmeans::runToEnd(params, huge, Rng(1));
    QCOMPARE(b.labels, a.labels);
    QCOMPARE(b.inertia, std::ldexp(a.inertia, 80));
    const kmeans::Result c = kmeans::runToEnd(params, far, Rng(1));
    QVERIFY(std::fabs(c.inertia - a.inertia) < 1e-7 * a.inertia);  // 1e6 leaves ten digits of the points
  }

  void refusesWithWords_data() {
    QTest::addColumn<int>("k");
    QTest::addColumn<double>("spoiled");
    QTest::addColumn<QString>("words");
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    QTest::newRow("missing") << 2 << nan << "Row 2, feature 1 holds NaN";
    QTest::newRow("infinite") << 2 << infinity << "Row 2, feature 1 holds infinity";
    QTest::newRow("k too large") << 4 << 1.0 << "k is 4, but 3 rows";
    QTest::newRow("k too small") << 0 << 1.0 << "k is 0";
  }
  void refusesWithWords() {
    QFETCH(int, k);
    QFETCH(double, spoiled);
    QFETCH(QString, words);
    Matrix x(3, 2, 1.0);
    x(1, 0) = spoiled;
    try {
      kmeans::init({.k = k}, x, Rng());
      QFAIL("accepted");
    } catch (const UserError& error) {
      QVERIFY2(QString::fromStdString(error.what()).startsWith(words), error.what());
    }
    QVERIFY_EXCEPTION_THROWN(kmeans::init({.k = 1}, Matrix(), Rng()), UserError);
    QVERIFY_EXCEPTION_THROWN(kmeans::init({.k = 1, .init = kmeans::Init::given}, Matrix(3, 2, 1.0), Rng()), UserError);
  }

  void stopEndsARunEarly() {
    std::stop_source source;
    source.request_stop();
    const kmeans::Result result =
        kmeans::bestOfStarts({.k = 8}, gaussianPoints(20000, 2, 1), 1000, Rng(1), source.get_token());
    QVERIFY(result.stopped);
    QVERIFY(result.iterations <= 1);
  }
};

QTEST_GUILESS_MAIN(TestKMeans)
#include "tst_k_means.moc"
