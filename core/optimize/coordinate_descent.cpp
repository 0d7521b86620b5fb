#include "core/optimize/coordinate_descent.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

#include "core/base/eigen_view.h"

namespace gradus {

double elasticNetSweep(ElasticNetState& state, const Matrix& x, std::span<const double> y, const ElasticNetParams& p) {
  const size_t n = x.rows, k = x.cols;
  state.weights.resize(k, 0);
  const double count = static_cast<double>(n);
  std::vector<double> residual(y.begin(), y.end());
  for (size_t i = 0; i < n; ++i) {
    residual[i] -= state.intercept;
    for (size_t j = 0; j < k; ++j) residual[i] -= x(i, j) * state.weights[j];
  }
  double change = 0;
  if (p.intercept) {
    double mean = 0;
    for (const double r : residual) mean += r / count;
    for (double& r : residual) r -= mean;
    state.intercept += mean;
    change = std::abs(mean);
  }
  for (size_t j = 0; j < k; ++j) {
    double correlation = 0, square = 0;
    for (size_t i = 0; i < n; ++i) {
      correlation += x(i, j) * residual[i] / count;
      square += x(i, j) * x(i, j) / count;
    }
    const double target = correlation + square * state.weights[j], threshold = p.strength * p.ratio;
    const double size = std::max(std::abs(target) - threshold, 0.0), scale = square + p.strength * (1 - p.ratio);
    const double next = scale > 0 ? std::copysign(size, target) / scale : 0, step = next - state.weights[j];
    for (size_t i = 0; i < n; ++i) residual[i] -= x(i, j) * step;
    state.weights[j] = next;
    change = std::max(change, std::abs(step));
  }
  return change;
}

namespace {

// Every row of `solved` by ridge regression on the rows of `other` that its ratings name.
void solveRows(Matrix& solved, const Matrix& other, std::span<const Rating> ratings, double ridge, bool byRow) {
  const auto k = static_cast<Eigen::Index>(solved.cols);
  std::vector<RowMajor> normal(solved.rows, RowMajor::Identity(k, k) * ridge);
  std::vector<Eigen::VectorXd> right(solved.rows, Eigen::VectorXd::Zero(k));
  std::vector<char> seen(solved.rows, 0);
  for (const Rating& rating : ratings) {
    const size_t mine = byRow ? rating.row : rating.col, theirs = byRow ? rating.col : rating.row;
    const Eigen::Map<const Eigen::VectorXd> v(other.row(theirs).data(), k);
    normal[mine] += v * v.transpose();
    right[mine] += rating.value * v;
    seen[mine] = 1;
  }
  for (size_t i = 0; i < solved.rows; ++i) {
    if (!seen[i]) continue;  // nothing is known of it
    const Eigen::VectorXd solution = normal[i].ldlt().solve(right[i]);
    std::copy(solution.data(), solution.data() + k, solved.row(i).begin());
  }
}

}  // namespace

void alternatingLeastSquaresStep(Matrix& u, Matrix& v, std::span<const Rating> ratings, double ridge) {
  solveRows(u, v, ratings, ridge, true);
  solveRows(v, u, ratings, ridge, false);
}

}  // namespace gradus
