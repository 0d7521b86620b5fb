// Deterministic methods: known minima, closed forms, Hessians against central differences.
#include <QTest>
#include <fstream>

#include "core/base/rng.h"
#include "core/nn/gradient_program.h"
#include "core/nn/losses/classification.h"
#include "core/optimize/coordinate_descent.h"
#include "core/optimize/gauss_newton.h"
#include "core/optimize/gradient_descent.h"
#include "core/optimize/lbfgs.h"
#include "core/optimize/line_search.h"
#include "core/optimize/newton.h"
#include "tests/core/nn/optimiser_cases.h"

using namespace gradus;

namespace {

/// A small network's loss with its program in double, to look at its Hessian.
struct SmallNet {
  Graph graph;
  GradientProgramOf<double> program;
  ProgramStateOf<double> state;

  SmallNet() {
    const Tensor w1 = graph.parameter("w1", {4, 2}), b1 = graph.parameter("b1", {4}),
                 w2 = graph.parameter("w2", {1, 4});
    const Tensor x = graph.constant(gradus::testing::formulaNumbers(12, 1), {6, 2});
    const Tensor y = graph.constant(gradus::testing::formulaNumbers(6, 2), {6, 1});
    const Tensor z = matmul(tanh(matmul(x, w1, false, true) + b1), w2, false, true);
    program = GradientProgramOf<double>(graph, mean(square(z - y)), true);
    state = program.program().makeState();
    state.parameters = gradus::testing::formulaNumbers(16, 0.5);
  }
};

/// Two of the three species of Iris that overlap: x with a column of ones, y = 1 for the last.
void overlappingIris(Matrix& x, std::vector<double>& y) {
  std::ifstream file(GRADUS_SOURCE_DIR "/datasets/iris.csv");
  std::string line;
  std::getline(file, line);
  std::vector<std::vector<double>> rows;
  while (std::getline(file, line)) {
    std::stringstream cells(line);
    std::string cell;
    std::vector<double> row{1};
    for (int i = 0; i < 4 && std::getline(cells, cell, ','); ++i) row.push_back(std::stod(cell));
    std::getline(cells, cell, ',');
    if (cell.find("setosa") != std::string::npos || row.size() != 5) continue;
    rows.push_back(row);
    y.push_back(cell.find("virginica") != std::string::npos);
  }
  x = Matrix(rows.size(), 5);
  for (size_t i = 0; i < rows.size(); ++i) std::copy(rows[i].begin(), rows[i].end(), x.row(i).begin());
}

Objective rosenbrock() {
  return [](std::span<const double> x, std::span<double> g) {
    const double a = 1 - x[0], b = x[1] - x[0] * x[0];
    g[0] = -2 * a - 400 * x[0] * b;
    g[1] = 200 * b;
    return a * a + 100 * b * b;
  };
}

}  // namespace

class TestOptimize : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void hessianProductsAreThoseOfTheHessian() {
    SmallNet net;
    const Objective f = objectiveOf(net.program, net.state);
    const HessianProduct product = hessianProductOf(net.program, net.state);
    const Matrix hessian = denseHessian(product, net.state.parameters);
    const size_t n = net.state.parameters.size();
    for (size_t i = 0; i < n; ++i) {
      const double h = 1e-4;
      std::vector<double> x = net.state.parameters, plus(n), minus(n);
      x[i] += h;
      f(x, plus);
      x[i] -= 2 * h;
      f(x, minus);
      for (size_t j = 0; j < n; ++j)
        QVERIFY(std::abs(hessian(i, j) - (plus[j] - minus[j]) / (2 * h)) < 1e-6 * (1 + std::abs(hessian(i, j))));
    }
    const std::vector<double> v = gradus::testing::formulaNumbers(n, 0.1);
    std::vector<double> found(n);
    product(net.state.parameters, v, found);
    for (size_t i = 0; i < n; ++i) QVERIFY(std::abs(found[i] - optimize::dot(hessian.row(i), v)) < 1e-12);
  }
  void lbfgsReachesTheMinimumOfRosenbrocksFunction() {
    LbfgsState state{.x = {-1.2, 1}};
    OptimizeInfo info;
    int steps = 0;
    while (!info.converged && steps++ < 20) info = lbfgsStep(state, rosenbrock(), {.changeTolerance = 1e-14});
    QVERIFY(info.converged);
    QVERIFY2(std::abs(state.x[0] - 1) < 1e-6 && std::abs(state.x[1] - 1) < 1e-6,
             qPrintable(QString::number(state.x[0])));
    QVERIFY(steps <= 4);
  }
  void lbfgsStaysWhereTheFunctionIsNotFinite() {
    LbfgsState state{.x = {1}};
    const OptimizeInfo info = lbfgsStep(state, [](auto, auto g) { return g[0] = NAN; }, {});
    QVERIFY(!info.finite);
    QCOMPARE(state.x[0], 1.0);
    // x - log x has a wall at 0; the first step lands behind it and the search comes back
    LbfgsState near{.x = {3}};
    const Objective wall = [](std::span<const double> x, std::span<double> g) {
      g[0] = 1 - 1 / x[0];
      return x[0] - std::log(x[0]);
    };
    for (int i = 0; i < 3; ++i) QVERIFY(lbfgsStep(near, wall, {.learningRate = 10, .changeTolerance = 1e-14}).finite);
    QVERIFY(std::abs(near.x[0] - 1) < 1e-6);
  }
  void wolfeConditionsHold() {
    for (const double t : {1e-4, 1e-2, 1.0, 10.0}) {
      const std::vector<double> x{-1.2, 1};
      std::vector<double> g(2);
      const double value = rosenbrock()(x, g);
      const std::vector<double> d{-g[0], -g[1]};
      const double slope = optimize::dot(g, d);
      const LineSearchResult found = wolfeSearch(rosenbrock(), x, d, t, value, g, slope);
      QVERIFY(found.accepted);
      QVERIFY(found.value <= value + 1e-4 * found.t * slope);
      QVERIFY(std::abs(optimize::dot(found.gradient, d)) <= 0.9 * std::abs(slope));
      const LineSearchResult armijo = armijoSearch(rosenbrock(), x, d, t, value, slope);
      QVERIFY(armijo.accepted && armijo.value <= value + 1e-4 * armijo.t * slope);
    }
  }
  void gradientDescentGoesDownhill() {
    GradientDescentState state{.x = {-1.2, 1}};
    double before = INFINITY;
    for (int i = 0; i < 200; ++i) {
      const OptimizeInfo info = gradientDescentStep(state, rosenbrock(), {});
      QVERIFY(info.value < before);
      before = info.value;
    }
    QVERIFY(before < 2);  // its valley is slow
  }
  void newtonCgFindsTheStepOfTheDenseOne() {
    Graph graph;
    std::vector<double> start;
    const Tensor loss = gradus::testing::buildOptimiserFunction(graph, "logistic", start);
    GradientProgramOf<double> program(graph, loss, true);
    const ProgramStateOf<double> state = program.program().makeState();
    const Objective f = objectiveOf(program, state);
    const HessianProduct product = hessianProductOf(program, state);
    std::vector<double> a = start, b = start;
    newtonStep(a, f, product, {});
    const OptimizeInfo info = newtonCgStep(b, f, product, {});
    QVERIFY(info.innerIterations <= 3 + 1);
    for (size_t i = 0; i < a.size(); ++i) QVERIFY(std::abs(a[i] - b[i]) < 1e-9);
    std::vector<double> valley{-1.2, 1};
    Graph bowl;
    const Tensor banana = gradus::testing::buildOptimiserFunction(bowl, "rosenbrock", start);
    GradientProgramOf<double> bananaProgram(bowl, banana, true);
    const ProgramStateOf<double> bananaState = bananaProgram.program().makeState();
    OptimizeInfo last;
    for (int i = 0; i < 60 && !last.converged; ++i)
      last = newtonCgStep(valley, objectiveOf(bananaProgram, bananaState), hessianProductOf(bananaProgram, bananaState),
                          {.lineSearch = true});
    QVERIFY(std::abs(valley[0] - 1) < 1e-8 && std::abs(valley[1] - 1) < 1e-8);
  }
  void irlsReachesTheFixedPointOnIris() {
    Matrix x;
    std::vector<double> y;
    overlappingIris(x, y);
    QCOMPARE(x.rows, size_t{100});
    std::vector<double> w(5, 0);
    IrlsInfo info{.change = 1};
    double before = INFINITY;
    for (int i = 0; i < 25 && info.change > 1e-10; ++i) {
      info = irlsStep(w, x, y);
      QVERIFY(!info.singular && info.deviance <= before + 1e-9);
      before = info.deviance;
    }
    QVERIFY(info.change <= 1e-10);
    // Where it rests the score X'(y - p) vanishes.
    for (size_t j = 0; j < 5; ++j) {
      double score = 0;
      for (size_t i = 0; i < x.rows; ++i) score += x(i, j) * (y[i] - 1 / (1 + std::exp(-optimize::dot(x.row(i), w))));
      QVERIFY2(std::abs(score) < 1e-9, qPrintable(QString::number(score)));
    }
    // The same as Newton's method on the compiled loss.
    Graph graph;
    const Tensor weights = graph.parameter("w", {5});
    const Tensor z = matmul(graph.constant(x.values, {100, 5}), reshape(weights, {5, 1}));
    const Tensor loss = bceWithLogitsLoss(z, graph.constant(y, {100, 1}), Reduction::sum);
    GradientProgramOf<double> program(graph, loss, true);
    const ProgramStateOf<double> state = program.program().makeState();
    std::vector<double> other(5, 0);
    for (int i = 0; i < 25; ++i)
      newtonStep(other, objectiveOf(program, state), hessianProductOf(program, state), {.gradientTolerance = 1e-12});
    for (size_t j = 0; j < 5; ++j) QVERIFY(std::abs(other[j] - w[j]) < 1e-7 * (1 + std::abs(w[j])));
  }
  void irlsReportsSeparableColumns() {
    Matrix x(4, 2, 1);  // two equal columns
    std::vector<double> w(2, 0);
    QVERIFY(irlsStep(w, x, std::vector<double>{0, 1, 0, 1}).singular);
    QCOMPARE(w[0], 0.0);
  }
  void gaussNewtonFitsADecay() {
    std::vector<double> t(12), y(12);
    for (size_t i = 0; i < 12; ++i) {
      t[i] = 0.3 * static_cast<double>(i);
      y[i] = 2.5 * std::exp(-0.8 * t[i]);
    }
    const Residuals residuals = [&](std::span<const double> x, std::span<double> r, Matrix& j) {
      for (size_t i = 0; i < t.size(); ++i) {
        const double e = std::exp(-x[1] * t[i]);
        r[i] = x[0] * e - y[i];
        j(i, 0) = e;
        j(i, 1) = -x[0] * t[i] * e;
      }
    };
    for (const double damping : {1e-3, 0.0}) {
      GaussNewtonState state{.x = {1, 0.3}};
      OptimizeInfo info;
      for (int i = 0; i < 30 && !info.converged; ++i) info = gaussNewtonStep(state, residuals, {12, damping});
      QVERIFY(info.converged);
      QVERIFY(std::abs(state.x[0] - 2.5) < 1e-8 && std::abs(state.x[1] - 0.8) < 1e-8);
    }
  }
  void elasticNetMeetsItsOptimality() {
    Rng rng(3);
    Matrix x(40, 6);
    rng.fillNormal(std::span<double>(x.values));
    std::vector<double> y(40);
    for (size_t i = 0; i < 40; ++i) y[i] = 1.5 + 2 * x(i, 0) - x(i, 3) + 0.1 * rng.normal();
    for (const double ratio : {1.0, 0.5, 0.0}) {
      const ElasticNetParams params{.strength = 0.2, .ratio = ratio};
      ElasticNetState state;
      for (int sweep = 0; sweep < 500 && elasticNetSweep(state, x, y, params) > 1e-14; ++sweep) {
      }
      int zeros = 0;
      for (size_t j = 0; j < 6; ++j) {  // subgradient: correlation = strength (ratio sign w + (1 - ratio) w)
        double correlation = 0;
        for (size_t i = 0; i < 40; ++i)
          correlation += x(i, j) * (y[i] - state.intercept - optimize::dot(x.row(i), state.weights)) / 40;
        const double w = state.weights[j];
        zeros += w == 0;
        if (w == 0) {
          QVERIFY(std::abs(correlation) <= 0.2 * ratio + 1e-12);
        } else {
          QVERIFY(std::abs(correlation - 0.2 * (std::copysign(ratio, w) + (1 - ratio) * w)) < 1e-12);
        }
      }
      if (ratio == 1) QVERIFY(zeros >= 3);
      if (ratio == 0) QCOMPARE(zeros, 0);
    }
  }
  void alternatingLeastSquaresLowersItsObjective() {
    Rng rng(5);
    Matrix u(8, 2), v(6, 2), a(8, 2), b(6, 2);
    for (Matrix* m : {&u, &v, &a, &b}) rng.fillNormal(std::span<double>(m->values));
    std::vector<Rating> ratings;
    for (size_t i = 0; i < 8; ++i) {
      for (size_t j = 0; j < 6; ++j) {
        if ((i + j) % 4 != 0) ratings.push_back({i, j, optimize::dot(a.row(i), b.row(j))});
      }
    }
    const double ridge = 1e-6;
    const auto value = [&] {
      double sum = ridge * (optimize::dot(u.values, u.values) + optimize::dot(v.values, v.values));
      for (const Rating& r : ratings) sum += std::pow(r.value - optimize::dot(u.row(r.row), v.row(r.col)), 2);
      return sum;
    };
    double before = value();
    for (int step = 0; step < 200; ++step) {
      alternatingLeastSquaresStep(u, v, ratings, ridge);
      QVERIFY(value() <= before + 1e-12);
      before = value();
    }
    QVERIFY2(before < 1e-3, qPrintable(QString::number(before)));
  }
};

QTEST_GUILESS_MAIN(TestOptimize)
#include "tst_optimize.moc"
