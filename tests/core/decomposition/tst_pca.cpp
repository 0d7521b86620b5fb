// Principal components: scikit-learn's values, the catalogue's invariants, wide tables, the axis turned by hand, odd
// data.
#include <Eigen/SVD>
#include <QFile>
#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/base/rng.h"
#include "core/data/csv.h"
#include "core/data/sources.h"
#include "core/data/transforms.h"
#include "core/decomposition/pca.h"
#include "core/metrics/correlation.h"

using namespace gradus;

namespace {

std::string readText(const std::string& path) {
  QFile file(QString::fromStdString(GRADUS_SOURCE_DIR "/" + path));
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot open %s", path.c_str());
  return file.readAll().toStdString();
}

Matrix table(const std::string& name) {
  return parseShippedTable(name, readText("datasets/" + name + ".csv")).features();
}

Matrix toMatrix(const nlohmann::json& rows) {
  Matrix m(rows.size(), rows.at(0).size());
  for (size_t i = 0; i < m.rows; ++i) {
    for (size_t j = 0; j < m.cols; ++j) m(i, j) = rows[i][j];
  }
  return m;
}

Matrix gaussianPoints(size_t rows, size_t columns, uint64_t seed) {
  Matrix x(rows, columns);
  Rng(seed).fillNormal(x.values);
  return x;
}

double largestDifference(const Matrix& a, const Matrix& b) {
  double largest = a.rows == b.rows && a.cols == b.cols ? 0 : std::numeric_limits<double>::infinity();
  for (size_t i = 0; i < std::min(a.values.size(), b.values.size()); ++i)
    largest = std::max(largest, std::fabs(a.values[i] - b.values[i]));
  return largest;
}

// Summed squared distance of the rows to their pictures, over N - 1.
double measuredError(const Matrix& x, const pca::State& state, size_t kept) {
  const Matrix rebuilt = pca::reconstruct(state, pca::project(state, x, kept));
  double sum = 0;
  for (size_t i = 0; i < x.rows; ++i) sum += squaredDistance(x.row(i), rebuilt.row(i));
  return sum / (static_cast<double>(x.rows) - 1);
}

// |P - Q| of the projections onto the first `count` components and onto Eigen's right singular vectors.
double subspaceDistance(const pca::State& state, const Matrix& x, size_t count) {
  const Eigen::MatrixXd centred = eigenView(x).rowwise() - eigenView(x).colwise().mean();
  const Eigen::BDCSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinV);
  const auto k = static_cast<Eigen::Index>(count);
  const Eigen::MatrixXd ours = eigenView(state.components).topRows(k), theirs = svd.matrixV().leftCols(k);
  return (ours.transpose() * ours - theirs * theirs.transpose()).norm();
}

}  // namespace

class TestPca : public QObject {
  Q_OBJECT

  nlohmann::json reference_ = nlohmann::json::parse(readText("tests/reference/sklearn_pca.json"));

  Matrix tableOf(const std::string& name) const {
    if (name == "wide") return toMatrix(reference_["wide"]["x"]);
    if (name != "iris_standardised") return table(name);
    const Matrix x = table("iris");
    return applyScaling(fitScaling(Scaling::standardise, x), x);
  }

 private Q_SLOTS:
  void agreesWithScikitLearn_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"iris", "iris_standardised", "digits", "wide"}) QTest::newRow(name) << name;
  }
  void agreesWithScikitLearn() {
    QFETCH(QString, name);
    const auto& wanted = reference_[name.toStdString()];
    const Matrix x = tableOf(name.toStdString()), components = toMatrix(wanted["components"]);
    const pca::State state = pca::init({.components = int(components.rows)}, x);
    const std::vector<double> ratios = pca::explainedVarianceRatios(state);
    for (size_t j = 0; j < components.rows; ++j) {
      QVERIFY(std::fabs(ratios[j] - wanted["ratios"][j].get<double>()) < 1e-12);
      const double eigenvalue = wanted["eigenvalues"][j];
      QVERIFY(std::fabs(state.eigenvalues[j] - eigenvalue) < 1e-12 * state.eigenvalues[0]);
    }
    // Directions carry rounding times (largest eigenvalue / smallest gap): about 1e2 here.
    QVERIFY(largestDifference(state.components, components) < 1e-10);
    const Matrix scores = toMatrix(wanted["scores_first"]);
    for (size_t i = 0; i < scores.rows; ++i) {
      for (size_t j = 0; j < scores.cols; ++j) QVERIFY(std::fabs(state.scores(i, j) - scores(i, j)) < 1e-9);
    }
    QVERIFY(std::fabs(pca::reconstructionError(state, components.rows) - wanted["error"].get<double>()) <
            1e-10 * state.eigenvalues[0]);
  }

  void irisRatiosOfTheCatalogue() {
    const pca::State state = pca::init({.components = 4}, table("iris"));
    const std::vector<double> ratios = pca::explainedVarianceRatios(state);
    const double wanted[4] = {0.9246, 0.0531, 0.0171, 0.0052};
    for (size_t j = 0; j < 4; ++j) QVERIFY(std::fabs(ratios[j] - wanted[j]) < 1e-4);
  }

  void invariants_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"iris", "digits", "latent-plane-500", "tilted-cloud", "swiss-roll-3d"})
      QTest::newRow(name) << name;
  }
  void invariants() {
    QFETCH(QString, name);
    const std::string source = name.toStdString();
    const DataSource* known = findDataSource(source);
    const Matrix x = known->generated ? generate(source, known->defaults, Rng(1)).features() : table(source);
    const int count = int(std::min<size_t>({x.rows - 1, x.cols, 20}));
    const pca::State state = pca::init({.components = count}, x);

    const Matrix correlations = correlationMatrix(state.scores);
    double total = 0;
    for (size_t a = 0; a < correlations.rows; ++a) {
      for (size_t b = 0; b < a; ++b) QVERIFY(std::fabs(correlations(a, b)) < 1e-10);
    }
    for (const double value : state.eigenvalues) total += value;
    for (size_t j = 1; j < state.eigenvalues.size(); ++j)
      QVERIFY(state.eigenvalues[j] <= state.eigenvalues[j - 1] && state.eigenvalues[j] >= 0);
    for (const size_t kept : {size_t(0), size_t(1), size_t(count) / 2, size_t(count)}) {
      QVERIFY(std::fabs(measuredError(x, state, kept) - pca::reconstructionError(state, kept)) < 1e-12 * total);
    }
    const auto w = eigenView(state.components);
    QVERIFY((w * w.transpose() - Eigen::MatrixXd::Identity(count, count)).norm() < 1e-12 * count);
    for (size_t j = 0; j < state.components.rows; ++j) {  // the sign convention
      const auto row = state.components.row(j);
      const double largest =
          *std::max_element(row.begin(), row.end(), [](double a, double b) { return std::fabs(a) < std::fabs(b); });
      QVERIFY(largest > 0);
    }
    if (x.cols < 100 || name == "latent-plane-500")
      QVERIFY(subspaceDistance(state, x, name == "latent-plane-500" ? 2 : size_t(count)) < 1e-9);
  }

  void findsThePlaneIn500Dimensions() {
    const Matrix x = generate("latent-plane-500", {300, 0.1, 3}, Rng(2)).features();
    const pca::State state = pca::init({.components = 2}, x);
    const std::vector<double> ratios = pca::explainedVarianceRatios(state);
    QVERIFY(ratios[0] + ratios[1] > 0.6);
    QVERIFY(ratios[2] < 0.01);  // no third direction stands out of the noise
  }

  void stepsRevealOneComponentEach() {
    const pca::Params params{.components = 3};
    pca::State state = pca::init(params, table("iris"));
    double cumulative = 0;
    for (int j = 1; j <= 3; ++j) {
      const pca::Info info = pca::step(params, state);
      QCOMPARE(info.component, j);
      cumulative += info.explained;
      QVERIFY(std::fabs(info.cumulative - cumulative) < 1e-15);
      QCOMPARE(info.reconstructionError, pca::reconstructionError(state, size_t(j)));
      QVERIFY(info.finite);
    }
    pca::State after = state;
    pca::step(params, after);
    QCOMPARE(after, state);
  }

  void varianceMaximumIsErrorMinimum() {
    const Matrix x = generate("tilted-cloud", {300, 0.14, 0}, Rng(4)).features();
    const pca::PlaneCovariance plane = pca::planeCovariance(x, 0, 1);
    const double best = pca::bestAngle(plane);
    const pca::AxisReading top = pca::readAxis(plane, best);
    for (int degree = 0; degree < 180; ++degree) {
      const pca::AxisReading reading = pca::readAxis(plane, degree * std::numbers::pi / 180);
      QVERIFY(reading.projected <= top.projected + 1e-12 && reading.residual >= top.residual - 1e-12);
      QVERIFY(std::fabs(reading.projected + reading.residual - plane.xx - plane.yy) < 1e-12);
    }
    const pca::State state = pca::init({.components = 2}, x);
    QVERIFY(std::fabs(top.projected - state.eigenvalues[0]) < 1e-12 * state.eigenvalues[0]);
    QVERIFY(std::fabs(top.residual - state.eigenvalues[1]) < 1e-12 * state.eigenvalues[0]);
    // The reading equals what the points themselves say.
    const double angle = 0.7, axis[2] = {std::cos(angle), std::sin(angle)};
    double along = 0, off = 0;
    for (size_t i = 0; i < x.rows; ++i) {
      const double dx = x(i, 0) - plane.meanX, dy = x(i, 1) - plane.meanY;
      along += std::pow(dx * axis[0] + dy * axis[1], 2) / (x.rows - 1.0);
      off += std::pow(dy * axis[0] - dx * axis[1], 2) / (x.rows - 1.0);
    }
    const pca::AxisReading reading = pca::readAxis(plane, angle);
    QVERIFY(std::fabs(reading.projected - along) < 1e-12 * along && std::fabs(reading.residual - off) < 1e-12 * along);
  }

  void lowRankTableIsCompleted() {
    // Ten rows on a line in 20 dimensions: one direction varies, the others must still be orthonormal.
    Matrix x(10, 20);
    for (size_t i = 0; i < 10; ++i) {
      for (size_t j = 0; j < 20; ++j) x(i, j) = double(i) * double(j % 3);
    }
    const pca::State state = pca::init({.components = 6}, x);
    const auto w = eigenView(state.components);
    QVERIFY((w * w.transpose() - Eigen::MatrixXd::Identity(6, 6)).norm() < 1e-12);
    QVERIFY(pca::reconstructionError(state, 1) < 1e-12 * state.eigenvalues[0]);
    QVERIFY(largestDifference(pca::reconstruct(state, state.scores), x) < 1e-12 * 18);
  }

  void sameBitsOnAnyThreads() {
    const Matrix x = gaussianPoints(5000, 12, 3);
    const auto hash = [&] { return hashOf(pca::init({.components = 5}, x)); };
    const uint64_t serial = hash();
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      WorkerPool::Use use(pool);
      QCOMPARE(hash(), serial);
    }
  }

  void edges() {
    // Nothing varies.
    const pca::State still = pca::init({.components = 2}, Matrix(5, 3, 4.0));
    for (const double ratio : pca::explainedVarianceRatios(still)) QCOMPARE(ratio, 0.0);
    QCOMPARE(pca::reconstructionError(still, 0), 0.0);
    // A constant column, two rows, one column.
    Matrix x = gaussianPoints(50, 3, 1);
    for (size_t i = 0; i < 50; ++i) x(i, 1) = 1e6;
    const pca::State constant = pca::init({.components = 3}, x);
    QCOMPARE(constant.eigenvalues[2], 0.0);
    QVERIFY(std::isnan(correlationMatrix(constant.scores)(2, 0)));
    QVERIFY(std::fabs(pca::explainedVarianceRatios(pca::init({.components = 2}, gaussianPoints(2, 3, 2)))[0] - 1) <
            1e-12);
    QCOMPARE(pca::explainedVarianceRatios(pca::init({.components = 1}, gaussianPoints(9, 1, 2)))[0], 1.0);
    // The same picture at 1e12 times the size, and one column 1e6 times as large as its neighbours.
    Matrix unit = gaussianPoints(40, 4, 5), huge = unit, uneven = unit;
    for (double& value : huge.values) value *= std::ldexp(1, 40);
    const pca::State a = pca::init({.components = 4}, unit), b = pca::init({.components = 4}, huge);
    QVERIFY(largestDifference(a.components, b.components) < 1e-12);
    for (size_t j = 0; j < 4; ++j)
      QVERIFY(std::fabs(std::ldexp(b.eigenvalues[j], -80) - a.eigenvalues[j]) < 1e-12 * a.eigenvalues[0]);
    for (size_t i = 0; i < 40; ++i) uneven(i, 0) *= 1e6;
    QVERIFY(subspaceDistance(pca::init({.components = 2}, uneven), uneven, 2) < 1e-9);
  }

  void refusesWithWords() {
    const auto words = [](const pca::Params& params, const Matrix& x) {
      try {
        pca::init(params, x);
      } catch (const UserError& error) {
        return QString::fromUtf8(error.what());
      }
      return QString("accepted");
    };
    Matrix missing = gaussianPoints(4, 2, 1);
    missing(2, 1) = std::numeric_limits<double>::quiet_NaN();
    QVERIFY(words({.components = 1}, missing).startsWith("Row 3, feature 2 holds NaN"));
    QVERIFY(words({.components = 1}, Matrix(1, 3, 1.0)).contains("at least two rows"));
    QVERIFY(words({.components = 3}, gaussianPoints(5, 2, 1)).startsWith("3 components were asked for"));
    QVERIFY(words({.components = 0}, gaussianPoints(5, 2, 1)).startsWith("0 components"));
    QVERIFY(words({.components = 1}, Matrix()).contains("At least one row"));
  }
};

QTEST_GUILESS_MAIN(TestPca)
#include "tst_pca.moc"
