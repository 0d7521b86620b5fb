#include "core/manifold/lle.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/base/parallel.h"

namespace gradus {

namespace {

using Index = Eigen::Index;

constexpr double tolerance = 1e-10;
constexpr size_t guardVectors = 8;  // beyond the embedding: they speed the iteration up and show the spectrum

size_t subspaceSize(const LleParams& params, size_t rows) {
  return std::min(static_cast<size_t>(params.components) + guardVectors, rows - 1);
}

void check(const LleParams& params, const Matrix& x) {
  if (params.components < 1 || x.rows < static_cast<size_t>(params.components) + 2) {
    throw UserError(
        {GRADUS_TR(
             "%1 components from %2 rows is not possible: an embedding needs at least 1 component and 2 rows more than "
             "components."),
         {std::to_string(params.components), std::to_string(x.rows)}});
  }
  if (params.neighbours < 1 || static_cast<size_t>(params.neighbours) >= x.rows) {
    throw UserError(
        {GRADUS_TR("%1 neighbours were asked for in a table of %2 rows. Choose between 1 and %3, or use more rows."),
         {std::to_string(params.neighbours), std::to_string(x.rows), std::to_string(x.rows - 1)}});
  }
  if (!(params.regularisation > 0) || !std::isfinite(params.regularisation) || !(params.shift > 0) ||
      !std::isfinite(params.shift)) {
    throw UserError({GRADUS_TR("Regularisation %1 and shift %2 must be positive finite numbers."),
                     {numberText(params.regularisation), numberText(params.shift)}});
  }
  for (size_t i = 0; i < x.values.size(); ++i) {
    if (std::fabs(x.values[i]) < 1e150) continue;
    throw UserError(
        {GRADUS_TR(
             "Row %1, column %2 holds %3. Distances need finite numbers (below 1e150): drop the row or fill it in."),
         {std::to_string(i / x.cols + 1), std::to_string(i % x.cols + 1), numberText(x.values[i])}});
  }
}

LleInfo findNeighbours(const LleParams& params, LleState& state, const Matrix& x, const std::stop_token& stop) {
  LleInfo info{.did = LleStage::neighbours};
  Neighbours found = nearestNeighbours(x, static_cast<size_t>(params.neighbours), stop);
  info.stopped = found.k == 0;
  if (info.stopped) return info;
  info.parts = countParts(found);
  state.neighbours = std::make_shared<const Neighbours>(std::move(found));
  state.stage = LleStage::weights;
  return info;
}

LleInfo findWeights(const LleParams& params, LleState& state, const Matrix& x, const std::stop_token& stop) {
  const Neighbours& neighbours = *state.neighbours;
  auto weights = std::make_shared<Matrix>(x.rows, neighbours.k);
  parallelFor(x.rows, 64, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end && !stop.stop_requested(); ++i) {
      std::ranges::copy(localWeights(x, i, neighbours.of(i), params.regularisation), weights->row(i).begin());
    }
  });
  LleInfo info{.did = LleStage::weights, .stopped = stop.stop_requested()};
  if (info.stopped) return info;
  state.weights = std::move(weights);
  state.stage = LleStage::embedding;
  return info;
}

// The constant vector is known exactly: everything else is kept orthogonal to it.
void removeMeans(Matrix& v) {
  auto view = eigenView(v);
  view.rowwise() -= view.colwise().mean().eval();
}

void orthonormalise(Matrix& v) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr{Eigen::MatrixXd(eigenView(v))};
  eigenView(v) = qr.householderQ() * Eigen::MatrixXd::Identity(static_cast<Index>(v.rows), static_cast<Index>(v.cols));
}

// Eigenvectors of M within the span of v, lowest eigenvalue first. Through (I - W) v, which keeps the relative accuracy
// of eigenvalues near 0 that V^T M V would lose.
std::vector<double> rayleighRitz(const LleState& state, Matrix& v) {
  const Matrix errors = reconstructionErrors(*state.neighbours, *state.weights, v);
  const Eigen::MatrixXd projected = eigenView(errors).transpose() * eigenView(errors);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(projected);
  eigenView(v) = (eigenView(v) * eigen.eigenvectors()).eval();
  return {eigen.eigenvalues().data(), eigen.eigenvalues().data() + eigen.eigenvalues().size()};
}

double constantEigenvalue(const LleState& state) {
  const size_t n = state.weights->rows;
  const Matrix errors = reconstructionErrors(*state.neighbours, *state.weights, Matrix(n, 1, 1.0));
  double sum = 0;
  for (const double e : errors.values) sum += e * e;
  return sum / static_cast<double>(n);
}

// Frobenius norm of what the old plane has outside the new one.
double turned(const Matrix& from, const Matrix& to, size_t components) {
  const auto d = static_cast<Index>(components);
  const Eigen::MatrixXd before = eigenView(from).leftCols(d), after = eigenView(to).leftCols(d);
  return (before - after * (after.transpose() * before)).norm();
}

// Signs are free. Each axis points the way in which it follows the feature that it follows most, so that it stays put
// from one iteration to the next and from one seed to the other.
void fixSigns(Matrix& v, const Matrix& x) {
  Matrix centred = x;
  removeMeans(centred);
  const Eigen::MatrixXd covariance = eigenView(centred).transpose() * eigenView(v);
  const Eigen::VectorXd scale = eigenView(centred).colwise().norm();
  for (Index j = 0; j < covariance.cols(); ++j) {
    double best = 0;
    for (Index f = 0; f < covariance.rows(); ++f) {
      if (scale[f] > 0 && std::fabs(covariance(f, j) / scale[f]) > std::fabs(best)) best = covariance(f, j) / scale[f];
    }
    if (best < 0) eigenView(v).col(j) *= -1;
  }
}

LleInfo iterate(const LleParams& params, LleState& state, const Matrix& x, const Rng& rng,
                const std::stop_token& stop) {
  LleInfo info{.did = LleStage::embedding};
  if (!state.solver) state.solver = LleSolver::make(*state.neighbours, *state.weights, params.shift, stop);
  info.stopped = !state.solver || stop.stop_requested();
  if (info.stopped) return info;
  if (state.subspace.empty()) {
    state.subspace = Matrix(x.rows, subspaceSize(params, x.rows));
    Rng own = rng.split("subspace");
    own.fillNormal(state.subspace.values);
    removeMeans(state.subspace);
    orthonormalise(state.subspace);
  }
  Matrix next = state.solver->solve(state.subspace);
  removeMeans(next);
  orthonormalise(next);
  removeMeans(next);  // rounding puts a trace of the constant back, and M + shift amplifies it most
  std::vector<double> eigenvalues = rayleighRitz(state, next);
  fixSigns(next, x);
  const auto d = static_cast<size_t>(params.components);
  const double before = state.residual;
  state.residual = turned(state.subspace, next, d);
  state.subspace = std::move(next);
  eigenvalues.insert(eigenvalues.begin(), constantEigenvalue(state));
  state.eigenvalues = std::move(eigenvalues);
  state.embedding = Matrix(x.rows, d);
  eigenView(state.embedding) =
      std::sqrt(static_cast<double>(x.rows)) * eigenView(state.subspace).leftCols(static_cast<Index>(d));
  ++state.iterations;
  const bool converged = state.residual <= tolerance;
  info.atRoundingFloor = !converged && state.residual < 1e-6 && state.residual >= before;
  info.notConverged = !converged && !info.atRoundingFloor && state.iterations >= params.maxIterations;
  if (converged || info.atRoundingFloor || info.notConverged) state.stage = LleStage::done;
  return info;
}

}  // namespace

std::vector<double> localWeights(const Matrix& x, size_t row, std::span<const int32_t> neighbours,
                                 double regularisation) {
  const auto k = static_cast<Index>(neighbours.size()), d = static_cast<Index>(x.cols);
  RowMajor differences(k, d);
  for (Index j = 0; j < k; ++j) {
    const auto other = x.row(static_cast<size_t>(neighbours[static_cast<size_t>(j)]));
    for (Index c = 0; c < d; ++c) differences(j, c) = other[static_cast<size_t>(c)] - x(row, static_cast<size_t>(c));
  }
  Eigen::MatrixXd gram = differences * differences.transpose();
  const double trace = gram.trace();
  gram.diagonal().array() += regularisation * (trace > 0 ? trace : 1);
  Eigen::VectorXd w = Eigen::LLT<Eigen::MatrixXd>(gram).solve(Eigen::VectorXd::Ones(k));
  w /= w.sum();
  return {w.data(), w.data() + k};
}

double reconstructionError(const LleState& state, const LleParams& params) {
  double sum = 0;
  for (size_t j = 1; j < state.eigenvalues.size() && j <= static_cast<size_t>(params.components); ++j)
    sum += state.eigenvalues[j];
  return sum;
}

LleState initLle(const LleParams& params, const Matrix& x) {
  check(params, x);
  return {};
}

LleInfo stepLle(const LleParams& params, LleState& state, const Matrix& x, const Rng& rng, std::stop_token stop) {
  assert(state.stage != LleStage::done);
  switch (state.stage) {
    case LleStage::neighbours:
      return findNeighbours(params, state, x, stop);
    case LleStage::weights:
      return findWeights(params, state, x, stop);
    default:
      return iterate(params, state, x, rng, stop);
  }
}

}  // namespace gradus
