// Scaling against scikit-learn and its own definition, and the choice of rows and columns.
#include <Eigen/Core>
#include <QFile>
#include <QTest>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/base/rng.h"
#include "core/data/sources.h"
#include "core/data/transforms.h"

using namespace gradus;

namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

std::string readText(const std::string& path) {
  QFile file(QString::fromStdString(GRADUS_SOURCE_DIR "/" + path));
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot open %s", path.c_str());
  return file.readAll().toStdString();
}

Matrix iris() {
  return parseShippedTable("iris", readText("datasets/iris.csv")).features();
}

// Correlated columns of very different size, far from zero.
Matrix uneven(size_t rows = 200) {
  Matrix x(rows, 4);
  Rng rng(6);
  for (size_t i = 0; i < rows; ++i) {
    const double a = rng.normal(), b = rng.normal();
    x(i, 0) = 1000 + a, x(i, 1) = 1e-3 * (a + b), x(i, 2) = 1e4 * b - 5e5, x(i, 3) = rng.normal();
  }
  return x;
}

Eigen::MatrixXd covariance(const Matrix& x) {
  const Eigen::MatrixXd centred = eigenView(x).rowwise() - eigenView(x).colwise().mean();
  return centred.transpose() * centred / (static_cast<double>(x.rows) - 1);
}

double largestDifference(const Matrix& a, const Matrix& b) {
  double largest = 0;
  for (size_t i = 0; i < a.values.size(); ++i) largest = std::max(largest, std::fabs(a.values[i] - b.values[i]));
  return largest;
}

template <typename Call>
QString refusal(Call call) {
  try {
    call();
  } catch (const UserError& error) {
    return QString::fromUtf8(error.what());
  }
  return "accepted";
}

Dataset withGaps() {
  Dataset data = makeDataset("gaps", Matrix(5, 2, 1.0), {0, 1, -1, 1, 0});
  data.columns[0].values[3] = missing;
  return data;
}

Dataset mixed() {
  Dataset data = makeDataset("mixed", Matrix(3, 3, 1.0), {0, 1, 0});
  data.columns.push_back({.name = "word",
                          .kind = ColumnKind::category,
                          .role = Role::ignored,
                          .values = {0, 0, 1},
                          .categories = {"a", "b"}});
  data.image = ImageShape{3, 1};
  return data;
}

}  // namespace

class TestTransforms : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithScikitLearn() {
    const auto reference = nlohmann::json::parse(readText("tests/reference/sklearn_pca.json"));
    const Matrix x = iris();
    const Matrix standard = applyScaling(fitScaling(Scaling::standardise, x), x),
                 white = applyScaling(fitScaling(Scaling::whiten, x), x);
    for (size_t i = 0; i < 3; ++i) {
      for (size_t j = 0; j < 4; ++j) {
        QVERIFY(std::fabs(standard(i, j) - reference["standardised_first"][i][j].get<double>()) < 1e-12);
        QVERIFY(std::fabs(std::fabs(white(i, j)) - reference["whitened_first_absolute"][i][j].get<double>()) < 1e-11);
      }
    }
  }

  void noneChangesNothing() {
    const Matrix x = uneven();
    const ScalingFit fit = fitScaling(Scaling::none, x);
    QCOMPARE(applyScaling(fit, x), x);
    QCOMPARE(undoScaling(fit, x), x);
    QVERIFY(fit.notes.empty());
  }

  void standardisedColumnsHaveMeanZeroAndVarianceOne() {
    const Matrix x = uneven(), z = applyScaling(fitScaling(Scaling::standardise, x), x);
    for (Eigen::Index j = 0; j < 4; ++j) {
      QVERIFY(std::fabs(eigenView(z).col(j).mean()) < 1e-12);
      QVERIFY(std::fabs(eigenView(z).col(j).squaredNorm() / 200 - 1) < 1e-10);  // column 1 keeps 13 of 16 digits
    }
  }

  void whitenedCovarianceIsTheIdentity() {
    const Matrix x = iris(), z = applyScaling(fitScaling(Scaling::whiten, x), x);
    QVERIFY((covariance(z) - Eigen::MatrixXd::Identity(4, 4)).cwiseAbs().maxCoeff() < 1e-10);
  }

  void undoGoesBack() {
    for (const Scaling kind : {Scaling::standardise, Scaling::whiten}) {
      const Matrix x = iris();
      const ScalingFit fit = fitScaling(kind, x);
      QVERIFY(largestDifference(undoScaling(fit, applyScaling(fit, x)), x) < 1e-12);
    }
  }

  void constantAndDependentColumnsAreReportedNotDivided() {
    Matrix x = iris();
    for (size_t i = 0; i < x.rows; ++i) x(i, 1) = 0.1, x(i, 3) = 2 * x(i, 0) - x(i, 2);
    const ScalingFit standard = fitScaling(Scaling::standardise, x);
    QVERIFY(standard.notes.back().str().ends_with("feature 2."));
    const ScalingFit white = fitScaling(Scaling::whiten, x);
    QCOMPARE(white.notes.back().str(),
             std::string("2 of 4 directions have no variance; they were set to 0 instead of being divided by zero."));
    const Matrix z = applyScaling(white, x);
    for (size_t i = 0; i < z.rows; ++i) QVERIFY(z(i, 2) == 0 && z(i, 3) == 0);
    QVERIFY(largestDifference(undoScaling(white, z), x) < 1e-12);  // back through the pseudo-inverse
    for (const Scaling kind : {Scaling::standardise, Scaling::whiten}) {
      const Matrix one(1, 3, 4.0);
      for (const double value : applyScaling(fitScaling(kind, one), one).values) QCOMPARE(value, 0.0);
      Matrix huge = iris();
      for (double& value : huge.values) value *= std::ldexp(1, 40);
      QVERIFY(largestDifference(applyScaling(fitScaling(kind, huge), huge),
                                applyScaling(fitScaling(kind, iris()), iris())) < 1e-9);
    }
  }

  void refusesWithWords() {
    Matrix x = iris();
    x(4, 2) = missing;
    for (const Scaling kind : {Scaling::standardise, Scaling::whiten}) {
      QVERIFY(refusal([&] { fitScaling(kind, x); }).startsWith("Row 5, feature 3 holds NaN"));
      QVERIFY(refusal([&] { fitScaling(kind, Matrix(0, 3)); }).contains("0 rows"));
    }
    QVERIFY(refusal([&] { fitScaling(Scaling::whiten, Matrix(2, 1001, 1.0)); }).contains("at most 1000"));
  }

  void incompleteRowsAreDroppedAndAnnounced() {
    const Dataset data = withGaps();
    const Dataset features = dropIncompleteRows(data, false), all = dropIncompleteRows(data, true);
    QCOMPARE(features.sourceRows, (std::vector<int64_t>{0, 1, 2, 4}));
    QCOMPARE(all.sourceRows, (std::vector<int64_t>{0, 1, 4}));
    QCOMPARE(all.notes.back().str(), std::string("2 of 5 rows were left out because a value is missing."));
    QCOMPARE(dropIncompleteRows(all, true), all);                          // nothing more to do, nothing more said
    QCOMPARE(limitRows(all, 2).sourceRows, (std::vector<int64_t>{0, 1}));  // rows of the file, through both
  }

  void rowsAreLimitedEvenly() {
    const Dataset data = makeDataset("many", Matrix(1000, 1));
    const Dataset few = limitRows(data, 4);
    QCOMPARE(few.sourceRows, (std::vector<int64_t>{0, 250, 500, 750}));
    QCOMPARE(few.notes.back().str(), std::string("4 of 1000 rows are used, evenly spaced through the table."));
    QCOMPARE(limitRows(data, 1000), data);
  }

  void columnsAreChosen() {
    const Dataset data = mixed();
    const Dataset two = chooseColumns(data, {"x3", "x1"}, "");
    QCOMPARE(two.columns[0].name, std::string("x3"));
    QCOMPARE(two.featureColumns().size(), size_t(2));
    QCOMPARE(two.columns[*two.targetColumn()].name, std::string("class"));  // the dataset's own target stays
    QVERIFY(!two.image);
    const Dataset all = chooseColumns(data, {}, "");
    QCOMPARE(all.featureColumns(), (std::vector<size_t>{0, 1, 2}));
    QVERIFY(all.image.has_value());
    const Dataset other = chooseColumns(data, {}, "x2");
    QCOMPARE(other.columns[*other.targetColumn()].name, std::string("x2"));
    QCOMPARE(other.featureColumns().size(), size_t(2));
    const Dataset word = chooseColumns(data, {"x1"}, "word");
    QCOMPARE(word.classNames(), (std::vector<std::string>{"a", "b"}));
    QCOMPARE(word.columns.size(), data.columns.size());  // nothing is lost
  }

  void unknownColumnsAreRefusedWithTheKnownOnes() {
    const Dataset data = mixed();
    QCOMPARE(refusal([&] { chooseColumns(data, {"x9"}, ""); }),
             QString("There is no column \"x9\" in mixed. Its columns are: x1, x2, x3, class, word."));
    QVERIFY(refusal([&] { chooseColumns(data, {"word"}, ""); }).contains("holds text"));
    QVERIFY(refusal([&] { chooseColumns(data, {"x1", "x1"}, ""); }).contains("named twice"));
    QVERIFY(refusal([&] { chooseColumns(data, {"x1"}, "x1"); }).contains("both a feature and the target"));
    QVERIFY(refusal([&] { chooseColumns(data, {}, "no"); }).contains("no column \"no\""));
    QVERIFY(
        refusal([&] { chooseColumns(makeDataset("one", Matrix(2, 1)), {}, "x1"); }).contains("no numeric column left"));
  }
};

QTEST_GUILESS_MAIN(TestTransforms)
#include "tst_transforms.moc"
