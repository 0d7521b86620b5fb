// The generators: declared sizes, where the shapes lie, balance, seeds, noise that moves points but not shapes; the
// shipped tables.
#include <QFile>
#include <QTest>
#include <cmath>
#include <numbers>
#include <numeric>
#include <set>

#include "core/base/error.h"
#include "core/data/sources.h"
#include "core/metrics/correlation.h"

using namespace gradus;

namespace {

std::string readText(const std::string& path) {
  QFile file(QString::fromStdString(GRADUS_SOURCE_DIR "/" + path));
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot open %s", path.c_str());
  return file.readAll().toStdString();
}

Dataset make(const char* name, GeneratorParams params, uint64_t seed = 1) {
  return generate(name, params, Rng(seed, "data"));
}
Dataset makeDefault(const DataSource& source, uint64_t seed = 1) {
  return make(source.name.c_str(), source.defaults, seed);
}

// Share of points whose nearest other point has the same class.
double neighbourAccuracy(const Dataset& data) {
  const Matrix x = data.features();
  const std::vector<int> classes = data.classes();
  double right = 0;
  for (size_t i = 0; i < x.rows; ++i) {
    size_t nearest = i == 0 ? 1 : 0;
    for (size_t j = 0; j < x.rows; ++j) {
      if (j != i && squaredDistance(x.row(i), x.row(j)) < squaredDistance(x.row(i), x.row(nearest))) nearest = j;
    }
    right += classes[i] == classes[nearest];
  }
  return right / double(x.rows);
}

}  // namespace

class TestSources : public QObject {
  Q_OBJECT

  static void generators() {
    QTest::addColumn<QString>("name");
    for (const DataSource& source : dataSources()) {
      if (source.generated) QTest::newRow(source.name.c_str()) << QString::fromStdString(source.name);
    }
  }

 private Q_SLOTS:
  void namesAreKnownAndDifferent() {
    std::set<std::string> names;
    for (const DataSource& source : dataSources()) {
      QVERIFY(names.insert(source.name).second);
      QVERIFY(!source.title.empty());
      QCOMPARE(findDataSource(source.name)->title, source.title);
    }
    for (const char* name : {"equal-blobs",
                             "unequal-blobs",
                             "elongated",
                             "two-moons",
                             "rings",
                             "two-spirals",
                             "xor",
                             "checkerboard",
                             "gaussians",
                             "circle",
                             "grid-of-gaussians",
                             "ring-of-gaussians",
                             "swiss-roll",
                             "swiss-roll-3d",
                             "s-curve",
                             "swiss-roll-hole",
                             "banana",
                             "tilted-cloud",
                             "parabola",
                             "latent-plane-500",
                             "line",
                             "sine",
                             "step",
                             "polynomial",
                             "plane",
                             "multi-gaussian",
                             "iris",
                             "digits"}) {
      QVERIFY2(names.contains(name), name);
    }
    QVERIFY(!findDataSource("no-such-data"));
  }

  void declaredShape_data() { generators(); }
  void declaredShape() {
    QFETCH(QString, name);
    const DataSource& source = *findDataSource(name.toStdString());
    const Dataset data = makeDefault(source);
    QCOMPARE(data.rows(), source.defaults.rows);
    QCOMPARE(int(data.featureColumns().size()), source.features);
    QCOMPARE(data.columns[0].name, std::string("x1"));
    QCOMPARE(!data.classNames().empty() && data.columns.back().kind == ColumnKind::category, source.hasClasses);
    QCOMPARE(data.targetColumn().has_value(), source.hasClasses || source.hasTarget);
    const Matrix x = data.features();
    for (const double value : x.values) QVERIFY(std::isfinite(value));
    // What is drawn in the plane fits its axes; three standard deviations of the noise may stand over.
    if (source.features != 3) {
      const double limit = 6 + 3 * source.defaults.noise * 5;
      for (const double value : x.values)
        QVERIFY2(std::fabs(value) < (source.features == 1 ? 10.01 : limit), qPrintable(QString::number(value)));
    }
    if (source.hasClasses) {
      const std::vector<int> classes = data.classes();
      const size_t count = data.classNames().size();
      QCOMPARE(count, size_t(source.defaults.classes));
      for (size_t c = 0; c < count; ++c) {  // balanced, in the table's first half, too
        const auto all = std::count(classes.begin(), classes.end(), int(c));
        const auto half = std::count(classes.begin(), classes.begin() + std::ptrdiff_t(classes.size() / 2), int(c));
        QVERIFY(std::fabs(double(all) - double(classes.size()) / double(count)) <= 1);
        QVERIFY(std::fabs(double(half) - double(all) / 2) < 4 * std::sqrt(double(all)) / 2);
      }
    }
  }

  void seedsAndRepeats_data() { generators(); }
  void seedsAndRepeats() {
    QFETCH(QString, name);
    const DataSource& source = *findDataSource(name.toStdString());
    const Dataset first = makeDefault(source);
    QCOMPARE(makeDefault(source), first);
    QCOMPARE(makeDefault(source).contentHash(), first.contentHash());
    QVERIFY(makeDefault(source, 2).contentHash() != first.contentHash());
    // One row, and one row less than asked for by default, work as well.
    GeneratorParams params = source.defaults;
    params.rows = 1;
    QCOMPARE(generate(source.name, params, Rng(1)).rows(), size_t(1));
  }

  // The displacement of every point is proportional to the noise: the shape itself stays.
  void noiseOnlyMovesThePoints() {
    for (const char* name :
         {"two-moons", "rings", "swiss-roll-3d", "s-curve", "parabola", "two-spirals", "equal-blobs"}) {
      const Matrix still = make(name, {200, 0, 0}).features(), some = make(name, {200, 0.1, 0}).features(),
                   more = make(name, {200, 0.2, 0}).features();
      for (size_t i = 0; i < still.values.size(); ++i) {
        QVERIFY(std::fabs((more.values[i] - still.values[i]) - 2 * (some.values[i] - still.values[i])) < 1e-12);
      }
    }
  }

  void shapesAreWhatTheirNamesSay() {
    for (const char* name : {"two-moons", "rings", "two-spirals", "circle", "xor", "checkerboard"}) {
      QVERIFY2(neighbourAccuracy(make(name, {600, 0, 0})) > 0.9, name);
    }
    const Dataset board = make("checkerboard", {500, 0, 0});
    for (size_t i = 0; i < board.rows(); ++i) {
      const int column = int(std::floor((board.columns[0].values[i] + 5) / 2.5)),
                row = int(std::floor((board.columns[1].values[i] + 5) / 2.5));
      QCOMPARE((column + row) % 2, board.classes()[i]);
    }
    const Dataset cross = make("xor", {500, 0, 0});
    for (size_t i = 0; i < cross.rows(); ++i) {
      QCOMPARE(cross.columns[0].values[i] * cross.columns[1].values[i] > 0, cross.classes()[i] == 1);
    }
    const Dataset disc = make("circle", {500, 0, 0});
    for (size_t i = 0; i < disc.rows(); ++i) {
      const double radius = std::hypot(disc.columns[0].values[i], disc.columns[1].values[i]);
      QVERIFY(disc.classes()[i] == 0 ? radius <= 2.5 : radius >= 3.5 && radius <= 5);
    }
    QCOMPARE(make("rings", {90, 0, 3}).classNames().size(), size_t(3));
    QCOMPARE(make("two-moons", {90, 0, 7}).classNames().size(), size_t(2));  // leaves no choice
  }

  // Arc lengths, checked against distances summed along a fine walk over the sheet.
  void targetsAreArcLengths() {
    const double pi = std::numbers::pi;
    const auto walk = [](double from, double to, auto place) {
      constexpr int parts = 200000;
      double sum = 0;
      for (int i = 0; i < parts; ++i) {
        const auto [x0, y0] = place(from + (to - from) * i / parts);
        const auto [x1, y1] = place(from + (to - from) * (i + 1) / parts);
        sum += std::hypot(x1 - x0, y1 - y0);
      }
      return sum;
    };
    const Dataset roll = make("swiss-roll-3d", {20, 0, 0}), curve = make("s-curve", {20, 0, 0});
    const std::vector<double> rollTarget = roll.target(), curveTarget = curve.target();
    for (size_t i = 0; i < 20; ++i) {
      const double t = std::hypot(roll.columns[0].values[i], roll.columns[2].values[i]);
      const double length = walk(1.5 * pi, t, [](double a) { return std::pair(a * std::cos(a), a * std::sin(a)); });
      QVERIFY(std::fabs(rollTarget[i] - length) < 1e-6);
      const double z = curve.columns[2].values[i], x = curve.columns[0].values[i];
      const double angle = curveTarget[i] - 1.5 * pi;  // on two unit circles the arc length is the angle
      QVERIFY(std::fabs(x - std::sin(angle)) < 1e-12);
      QVERIFY(std::fabs(z - (angle < 0 ? -1 : 1) * (std::cos(angle) - 1)) < 1e-12);
    }
    const Dataset hole = make("swiss-roll-hole", {2000, 0, 0});
    size_t inside = 0;
    for (size_t i = 0; i < hole.rows(); ++i) {
      const double t = std::hypot(hole.columns[0].values[i], hole.columns[2].values[i]),
                   height = hole.columns[1].values[i];
      inside += std::fabs((t - 1.5 * pi) / (3 * pi) - 0.55) < 0.17 && std::fabs(height / 21 - 0.5) < 0.2;
    }
    QCOMPARE(inside, size_t(0));
    const std::vector<double> places = make("swiss-roll", {500, 0, 0}).target();
    QVERIFY(*std::min_element(places.begin(), places.end()) >= 0 &&
            *std::max_element(places.begin(), places.end()) <= 1);
  }

  void regressionFollowsItsFunction() {
    const Dataset sine = make("sine", {200, 0, 0}), step = make("step", {200, 0, 0}),
                  plane = make("plane", {200, 0, 0});
    for (size_t i = 0; i < 200; ++i) {
      QCOMPARE(sine.target()[i], std::sin(sine.columns[0].values[i]));
      QCOMPARE(step.target()[i], step.columns[0].values[i] < 0 ? -1.0 : 1.0);
      QVERIFY(std::fabs(plane.target()[i] - (plane.columns[0].values[i] + plane.columns[1].values[i]) / 12) < 1e-15);
    }
    QVERIFY(std::fabs(pearson(make("line", {200, 0, 0}).columns[0].values, make("line", {200, 0, 0}).target()) - 1) <
            1e-12);
    const Dataset hills = make("multi-gaussian", {5000, 0, 0});
    const std::vector<double> y = hills.target();
    QVERIFY(*std::max_element(y.begin(), y.end()) > 0.9 && *std::min_element(y.begin(), y.end()) < -0.9);
    QVERIFY(*std::max_element(y.begin(), y.end()) <= 1 && *std::min_element(y.begin(), y.end()) >= -1);
  }

  void refusesWithWords() {
    const auto words = [](const char* name, GeneratorParams params) {
      try {
        generate(name, params, Rng());
      } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
      }
      return QString("accepted");
    };
    QVERIFY(words("moons", {}).startsWith("There is no data generator \"moons\". Known data are: equal-blobs"));
    QVERIFY(words("iris", {}).startsWith("There is no data generator \"iris\""));
    QVERIFY(words("xor", {.rows = 0}).contains("0 rows"));
    QVERIFY(words("latent-plane-500", {.rows = 1'000'000}).contains("choose from 1 to 400000"));
    QVERIFY(words("xor", {.noise = -1}).contains("noise -1"));
    QVERIFY(words("xor", {.noise = std::nan("")}).contains("noise NaN"));
    QVERIFY(words("rings", {.classes = 51}).contains("51 classes"));
  }

  void shippedTables() {
    const Dataset iris = parseShippedTable("iris", readText("datasets/" + shippedFileName("iris")));
    QCOMPARE(iris.name, std::string("Iris"));
    QCOMPARE(iris.rows(), size_t(150));
    QCOMPARE(iris.classNames(), (std::vector<std::string>{"setosa", "versicolor", "virginica"}));
    QCOMPARE(iris.columns[0].unit, std::string("cm"));
    const std::vector<double> sums = {876.5, 458.6, 563.7,
                                      179.9};  // means 5.843, 3.057, 3.758, 1.199 of Fisher's table
    for (size_t j = 0; j < 4; ++j) {
      const std::vector<double>& values = iris.columns[j].values;
      QVERIFY(std::fabs(std::accumulate(values.begin(), values.end(), 0.0) - sums[j]) < 1e-9);
    }
    QVERIFY(!iris.provenance.empty() && iris.notes.empty());
    const Dataset digits = parseShippedTable("digits", readText("datasets/" + shippedFileName("digits")));
    QCOMPARE(digits.rows(), size_t(1797));
    QCOMPARE(digits.featureColumns().size(), size_t(64));
    QCOMPARE(digits.image->width * digits.image->height, 64);
    QCOMPARE(digits.classNames().size(), size_t(10));
    QCOMPARE(digits.classes()[1], 1);
    QCOMPARE(digits.classNames()[4], std::string("4"));
    QVERIFY(QString::fromStdString(digits.provenance).contains("CC BY 4.0"));
    QVERIFY_EXCEPTION_THROWN(shippedFileName("xor"), UserError);
    QVERIFY_EXCEPTION_THROWN(parseShippedTable("wine", "a,b\n1,2\n"), UserError);
  }
};

QTEST_GUILESS_MAIN(TestSources)
#include "tst_sources.moc"
