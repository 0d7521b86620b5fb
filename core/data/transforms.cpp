#include "core/data/transforms.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/data/checks.h"

namespace gradus {

namespace {

constexpr size_t maxWhitenedColumns = 1000;

std::vector<double> columnMeans(const Matrix& x) {
  std::vector<double> mean(x.cols, 0.0);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) mean[j] += x(i, j);
  }
  for (double& m : mean) m /= static_cast<double>(x.rows);
  // A second pass takes away the rounding of the first, which matters for data far from zero.
  std::vector<double> rest(x.cols, 0.0);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) rest[j] += x(i, j) - mean[j];
  }
  for (size_t j = 0; j < x.cols; ++j) mean[j] += rest[j] / static_cast<double>(x.rows);
  return mean;
}

void fitStandardise(const Matrix& x, ScalingFit& fit) {
  fit.factors = Matrix(x.cols, x.cols);
  std::string constant;
  for (size_t j = 0; j < x.cols; ++j) {
    double squares = 0, largest = 0;
    for (size_t i = 0; i < x.rows; ++i) {
      squares += (x(i, j) - fit.offset[j]) * (x(i, j) - fit.offset[j]);
      largest = std::max(largest, std::fabs(x(i, j)));
    }
    const double sd = std::sqrt(squares / static_cast<double>(x.rows));
    const bool isConstant = !(sd > 4 * std::numeric_limits<double>::epsilon() * largest);
    fit.factors(j, j) = isConstant ? 1 : 1 / sd;
    if (isConstant) constant += (constant.empty() ? "" : ", ") + std::to_string(j + 1);
  }
  fit.notes.emplace_back(GRADUS_TR("Every feature was shifted to mean 0 and divided by its standard deviation."));
  if (!constant.empty()) {
    fit.notes.emplace_back(GRADUS_TR("Constant features were only shifted, not divided: feature %1."),
                           std::vector{constant});
  }
}

void fitWhiten(const Matrix& x, ScalingFit& fit) {
  if (x.cols > maxWhitenedColumns) {
    throw UserError(
        Text(GRADUS_TR("Whitening %1 features would need a very large covariance matrix; choose at most %2 features "
                       "or scale by \"standardise\"."),
             {std::to_string(x.cols), std::to_string(maxWhitenedColumns)}));
  }
  const RowMajor centred = eigenView(x).rowwise() - Eigen::Map<const Eigen::RowVectorXd>(fit.offset.data(), x.cols);
  const double degrees = std::max<double>(1, static_cast<double>(x.rows) - 1);
  const Eigen::MatrixXd covariance = centred.transpose() * centred / degrees;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  const Eigen::VectorXd values = solver.eigenvalues().reverse();
  const double floor =
      values[0] * std::numeric_limits<double>::epsilon() * static_cast<double>(std::max(x.rows, x.cols));
  fit.factors = Matrix(x.cols, x.cols);
  size_t dropped = 0;
  for (size_t j = 0; j < x.cols; ++j) {
    const double value = values[static_cast<Eigen::Index>(j)];
    if (!(value > floor)) {
      ++dropped;
      continue;
    }
    Eigen::VectorXd direction = solver.eigenvectors().col(static_cast<Eigen::Index>(x.cols - 1 - j));
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction[largest] < 0) direction = -direction;  // a sign of our own choice, the same on every machine
    for (size_t m = 0; m < x.cols; ++m) fit.factors(j, m) = direction[static_cast<Eigen::Index>(m)] / std::sqrt(value);
  }
  fit.notes.emplace_back(
      GRADUS_TR("The features were turned to their principal axes and each axis divided by its standard deviation."));
  if (dropped > 0) {
    fit.notes.emplace_back(
        GRADUS_TR("%1 of %2 directions have no variance; they were set to 0 instead of being divided by zero."),
        std::vector{std::to_string(dropped), std::to_string(x.cols)});
  }
}

}  // namespace

ScalingFit fitScaling(Scaling kind, const Matrix& x) {
  ScalingFit fit;
  fit.kind = kind;
  if (kind == Scaling::none) {
    fit.offset.assign(x.cols, 0.0);
    return fit;
  }
  requireNumbers(x);
  fit.offset = columnMeans(x);
  if (kind == Scaling::standardise) fitStandardise(x, fit);
  if (kind == Scaling::whiten) fitWhiten(x, fit);
  return fit;
}

Matrix applyScaling(const ScalingFit& fit, const Matrix& x) {
  if (fit.kind == Scaling::none) return x;
  assert(fit.offset.size() == x.cols);
  Matrix result = x;
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) result(i, j) -= fit.offset[j];
  }
  if (fit.kind == Scaling::standardise) {
    for (size_t i = 0; i < x.rows; ++i) {
      for (size_t j = 0; j < x.cols; ++j) result(i, j) *= fit.factors(j, j);
    }
  } else {
    eigenView(result) = (eigenView(result) * eigenView(fit.factors).transpose()).eval();
  }
  return result;
}

Matrix undoScaling(const ScalingFit& fit, const Matrix& x) {
  if (fit.kind == Scaling::none) return x;
  assert(fit.offset.size() == x.cols);
  // The rows of `factors` are orthogonal, so the pseudo-inverse has the columns f_j / |f_j|^2 (0 where f_j = 0).
  Matrix inverse = fit.factors;
  for (size_t j = 0; j < inverse.rows; ++j) {
    const double square = eigenView(fit.factors).row(static_cast<Eigen::Index>(j)).squaredNorm();
    for (double& value : inverse.row(j)) value = square > 0 ? value / square : 0;
  }
  Matrix result(x.rows, x.cols);
  if (fit.kind == Scaling::standardise) {
    for (size_t i = 0; i < x.rows; ++i) {
      for (size_t j = 0; j < x.cols; ++j) result(i, j) = x(i, j) * inverse(j, j);
    }
  } else {
    eigenView(result) = eigenView(x) * eigenView(inverse);
  }
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) result(i, j) += fit.offset[j];
  }
  return result;
}

}  // namespace gradus
