#include "core/decomposition/pca.h"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/data/checks.h"

namespace gradus::pca {

namespace {

constexpr size_t largestProblem = 3000;
constexpr size_t chunkCount = 16;  // of a sum over rows; part of the result's bits

size_t rowsPerChunk(size_t rows) {
  return std::max<size_t>(1024, (rows + chunkCount - 1) / chunkCount);
}

void requireUsable(const Params& params, const Matrix& x) {
  requireNumbers(x);
  if (x.rows < 2) {
    throw UserError(Text(
        GRADUS_TR("Principal components need at least two rows, the data have one: a single point has no variance.")));
  }
  const size_t most = std::min(x.rows, x.cols);
  if (params.components < 1 || static_cast<size_t>(params.components) > most) {
    throw UserError(Text(
        GRADUS_TR("%1 components were asked for, %2 rows and %3 columns have 1 to %4; choose such a number."),
        {std::to_string(params.components), std::to_string(x.rows), std::to_string(x.cols), std::to_string(most)}));
  }
  if (most > largestProblem) {
    throw UserError(Text(
        GRADUS_TR("%1 rows with %2 columns are too many for exact components; choose at most %3 rows or %3 columns."),
        {std::to_string(x.rows), std::to_string(x.cols), std::to_string(largestProblem)}));
  }
}

// Mean of every column, in two passes so that data far from zero lose no digits.
std::vector<double> columnMeans(const Matrix& x) {
  std::vector<double> mean(x.cols, 0.0);
  const size_t grain = rowsPerChunk(x.rows);
  for (int pass = 0; pass < 2; ++pass) {
    std::vector<std::vector<double>> parts((x.rows + grain - 1) / grain, std::vector<double>(x.cols, 0.0));
    parallelFor(x.rows, grain, [&](size_t begin, size_t end) {
      std::vector<double>& part = parts[begin / grain];
      for (size_t i = begin; i < end; ++i) {
        const double* row = x.values.data() + i * x.cols;
        for (size_t j = 0; j < x.cols; ++j) part[j] += row[j] - mean[j];
      }
    });
    std::vector<double> rest(x.cols, 0.0);
    for (const auto& part : parts) {
      for (size_t j = 0; j < x.cols; ++j) rest[j] += part[j];
    }
    for (size_t j = 0; j < x.cols; ++j) mean[j] += rest[j] / static_cast<double>(x.rows);
  }
  return mean;
}

RowMajor centred(const Matrix& x, const std::vector<double>& mean) {
  return eigenView(x).rowwise() -
         Eigen::Map<const Eigen::RowVectorXd>(mean.data(), static_cast<Eigen::Index>(mean.size()));
}

// Xc^T Xc / (N - 1), summed over chunks of rows in their order.
Eigen::MatrixXd covarianceOf(const Matrix& x, const std::vector<double>& mean) {
  const auto d = static_cast<Eigen::Index>(x.cols);
  const size_t grain = rowsPerChunk(x.rows);
  std::vector<Eigen::MatrixXd> parts((x.rows + grain - 1) / grain);
  const Eigen::Map<const Eigen::RowVectorXd> centre(mean.data(), d);
  parallelFor(x.rows, grain, [&](size_t begin, size_t end) {
    Eigen::MatrixXd& part = parts[begin / grain];
    part = Eigen::MatrixXd::Zero(d, d);
    constexpr size_t block = 256;  // centred copies of few rows stay in the cache
    for (size_t from = begin; from < end; from += block) {
      const auto count = static_cast<Eigen::Index>(std::min(block, end - from));
      const Eigen::MatrixXd rows =
          (eigenView(x).middleRows(static_cast<Eigen::Index>(from), count).rowwise() - centre).transpose();
      part.selfadjointView<Eigen::Lower>().rankUpdate(rows);
    }
  });
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(d, d);
  for (const Eigen::MatrixXd& part : parts) sum += part;
  return sum / (static_cast<double>(x.rows) - 1);
}

// Falling eigenvalues and, as columns, the first `count` eigenvectors of a symmetric matrix (lower half used).
struct Spectrum {
  std::vector<double> values;
  Eigen::MatrixXd vectors;
};

Spectrum spectrumOf(const Eigen::MatrixXd& symmetric, size_t count) {
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(symmetric);
  Spectrum result;
  const Eigen::Index n = symmetric.rows();
  const double floor = solver.eigenvalues()[n - 1] * std::numeric_limits<double>::epsilon() * static_cast<double>(n);
  for (Eigen::Index j = n; j-- > 0;) {  // what is not above rounding is none
    const double value = solver.eigenvalues()[j];
    result.values.push_back(value > floor ? value : 0);
  }
  result.vectors = solver.eigenvectors().rightCols(static_cast<Eigen::Index>(count)).rowwise().reverse();
  return result;
}

// Squaring the data into a covariance halves the digits of small eigenvalues; where they matter and the table is not
// large, the singular values of the centred rows themselves are taken: lambda = sigma^2 / (N - 1).
bool needsSingularValues(const Spectrum& spectrum, const Matrix& x) {
  constexpr double tooSmall = 1e-8;
  return spectrum.values.back() < tooSmall * spectrum.values.front() && x.cols <= 128 &&
         static_cast<double>(x.rows) * static_cast<double>(x.cols * x.cols) <= 2e9;
}

Spectrum spectrumBySingularValues(const RowMajor& rows, size_t count) {
  const Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::HouseholderQRPreconditioner> svd(rows, Eigen::ComputeThinV);
  Spectrum result;
  const Eigen::VectorXd& sigma = svd.singularValues();
  const double floor =
      sigma[0] * std::numeric_limits<double>::epsilon() * static_cast<double>(std::max(rows.rows(), rows.cols()));
  for (const double s : sigma) result.values.push_back(s > floor ? s * s / (static_cast<double>(rows.rows()) - 1) : 0);
  result.vectors = svd.matrixV().leftCols(static_cast<Eigen::Index>(count));
  return result;
}

// From eigenvectors of the Gram matrix to directions: w = Xc^T u, made orthonormal in their order. A direction without
// variance is replaced by one that is orthogonal to all before it.
Eigen::MatrixXd directionsFromGram(const RowMajor& rows, const Spectrum& gram) {
  Eigen::MatrixXd directions = rows.transpose() * gram.vectors;  // d x c
  Eigen::Index unit = 0;
  for (Eigen::Index j = 0; j < directions.cols(); ++j) {
    const bool varies = gram.values[static_cast<size_t>(j)] > 0;
    if (varies) directions.col(j).normalize();
    for (bool found = false; !found;) {
      Eigen::VectorXd w =
          varies ? Eigen::VectorXd(directions.col(j)) : Eigen::VectorXd::Unit(directions.rows(), unit++);
      for (int twice = 0; twice < 2; ++twice) w -= directions.leftCols(j) * (directions.leftCols(j).transpose() * w);
      found = varies || w.norm() > 0.5 / std::sqrt(static_cast<double>(directions.rows()));
      directions.col(j) = w.normalized();
    }
  }
  return directions;
}

// The largest loading shall be positive; among loadings equal up to rounding the first decides.
void fixSign(Eigen::MatrixXd& directions) {
  for (Eigen::Index j = 0; j < directions.cols(); ++j) {
    const double largest = directions.col(j).cwiseAbs().maxCoeff() * (1 - 1e-9);
    Eigen::Index first = 0;
    while (std::fabs(directions(first, j)) < largest) ++first;
    if (directions(first, j) < 0) directions.col(j) *= -1;
  }
}

}  // namespace

State init(const Params& params, const Matrix& x) {
  requireUsable(params, x);
  const auto count = static_cast<size_t>(params.components);
  State state;
  state.mean = columnMeans(x);
  Spectrum spectrum;
  Eigen::MatrixXd directions;
  if (x.cols <= x.rows) {
    spectrum = spectrumOf(covarianceOf(x, state.mean), count);
    if (needsSingularValues(spectrum, x)) spectrum = spectrumBySingularValues(centred(x, state.mean), count);
    directions = spectrum.vectors;
  } else {
    const RowMajor rows = centred(x, state.mean);
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(rows.rows(), rows.rows());
    gram.selfadjointView<Eigen::Lower>().rankUpdate(rows, 1 / (static_cast<double>(x.rows) - 1));
    spectrum = spectrumOf(gram, count);
    directions = directionsFromGram(rows, spectrum);
  }
  fixSign(directions);
  state.eigenvalues = std::move(spectrum.values);
  state.components = Matrix(count, x.cols);
  eigenView(state.components) = directions.transpose();
  state.scores = project(state, x, count);
  for (size_t j = 0; j < count; ++j) {
    if (state.eigenvalues[j] > 0) continue;
    for (size_t i = 0; i < x.rows; ++i) state.scores(i, j) = 0;  // only rounding stands there
  }
  return state;
}

Info step(const Params& params, State& state) {
  if (state.revealed < params.components && state.revealed < static_cast<int>(state.components.rows)) ++state.revealed;
  Info info;
  info.component = state.revealed;
  const std::vector<double> ratios = explainedVarianceRatios(state);
  const auto shown = static_cast<size_t>(state.revealed);
  if (shown > 0) info.explained = ratios[shown - 1];
  info.cumulative = std::accumulate(ratios.begin(), ratios.begin() + static_cast<std::ptrdiff_t>(shown), 0.0);
  info.reconstructionError = reconstructionError(state, shown);
  info.finite = std::isfinite(info.reconstructionError) && std::isfinite(info.cumulative);
  return info;
}

std::vector<double> explainedVarianceRatios(const State& state) {
  const double total = std::accumulate(state.eigenvalues.begin(), state.eigenvalues.end(), 0.0);
  std::vector<double> ratios = state.eigenvalues;
  for (double& ratio : ratios) ratio = total > 0 ? ratio / total : 0;
  return ratios;
}

double reconstructionError(const State& state, size_t kept) {
  double sum = 0;  // smallest first, so that they are not lost beside the large ones
  for (size_t j = state.eigenvalues.size(); j > kept; --j) sum += state.eigenvalues[j - 1];
  return sum;
}

Matrix project(const State& state, const Matrix& x, size_t kept) {
  assert(kept <= state.components.rows && x.cols == state.components.cols);
  Matrix scores(x.rows, kept);
  const auto directions = eigenView(state.components).topRows(static_cast<Eigen::Index>(kept));
  const Eigen::Map<const Eigen::RowVectorXd> centre(state.mean.data(), static_cast<Eigen::Index>(state.mean.size()));
  parallelFor(x.rows, 1024, [&](size_t begin, size_t end) {
    const auto from = static_cast<Eigen::Index>(begin), count = static_cast<Eigen::Index>(end - begin);
    const RowMajor rows = eigenView(x).middleRows(from, count).rowwise() - centre;
    eigenView(scores).middleRows(from, count).noalias() = rows * directions.transpose();
  });
  return scores;
}

Matrix reconstruct(const State& state, const Matrix& scores) {
  assert(scores.cols <= state.components.rows);
  Matrix rows(scores.rows, state.components.cols);
  const auto directions = eigenView(state.components).topRows(static_cast<Eigen::Index>(scores.cols));
  eigenView(rows).noalias() = eigenView(scores) * directions;
  eigenView(rows).rowwise() +=
      Eigen::Map<const Eigen::RowVectorXd>(state.mean.data(), static_cast<Eigen::Index>(state.mean.size()));
  return rows;
}

}  // namespace gradus::pca
