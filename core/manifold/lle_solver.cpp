#include "core/manifold/lle_solver.h"

#include <Eigen/Cholesky>
#include <Eigen/SparseCholesky>
#include <Eigen/SparseCore>
#include <algorithm>
#include <cassert>
#include <vector>

#include "core/base/eigen_view.h"
#include "core/base/parallel.h"

namespace gradus {

namespace {

using Sparse = Eigen::SparseMatrix<double>;
using Index = Eigen::Index;

// Opens Eigen's column counts, so that the cost is known before it is paid.
struct SparseFactor : Eigen::SimplicialLDLT<Sparse> {
  double multiplications() const {
    double sum = 0;
    for (Index j = 0; j < m_nonZerosPerCol.size(); ++j)
      sum += static_cast<double>(m_nonZerosPerCol[j]) * m_nonZerosPerCol[j];
    return sum;
  }
};

Sparse shiftedM(const Neighbours& neighbours, const Matrix& weights, double shift) {
  const size_t n = weights.rows;
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(n * (neighbours.k + 1));
  for (size_t i = 0; i < n; ++i) {
    entries.emplace_back(i, i, 1.0);
    for (size_t j = 0; j < neighbours.k; ++j) entries.emplace_back(i, neighbours.of(i)[j], -weights(i, j));
  }
  Sparse b(static_cast<Index>(n), static_cast<Index>(n));
  b.setFromTriplets(entries.begin(), entries.end());
  Sparse m = Sparse(b.transpose()) * b;
  const double diagonal = m.diagonal().mean();
  Sparse identity(b.rows(), b.cols());
  identity.setIdentity();
  return m + shift * diagonal * identity;
}

// Blocked right-looking Cholesky of the lower triangle, in place. False if stopped. Rows of blocks are independent of
// each other, so any number of threads gives the same bits.
bool denseCholesky(Eigen::MatrixXd& a, const std::stop_token& stop) {
  const Index n = a.rows(), size = 96;
  for (Index k = 0; k < n; k += size) {
    if (stop.stop_requested()) return false;
    const Index width = std::min(size, n - k), rest = n - k - width;
    auto pivot = a.block(k, k, width, width);
    pivot = Eigen::LLT<Eigen::MatrixXd>(pivot).matrixL().toDenseMatrix();
    parallelFor(static_cast<size_t>(rest), static_cast<size_t>(size), [&](size_t begin, size_t end) {
      auto rows = a.block(k + width + static_cast<Index>(begin), k, static_cast<Index>(end - begin), width);
      pivot.triangularView<Eigen::Lower>().transpose().solveInPlace<Eigen::OnTheRight>(rows);
    });
    parallelFor(static_cast<size_t>(rest), static_cast<size_t>(size), [&](size_t begin, size_t end) {
      const Index first = k + width + static_cast<Index>(begin), count = static_cast<Index>(end - begin);
      const Index columns = first + count - k - width;
      a.block(first, k + width, count, columns).noalias() -=
          a.block(first, k, count, width) * a.block(k + width, k, columns, width).transpose();
    });
  }
  return true;
}

}  // namespace

struct LleSolver::Impl {
  SparseFactor sparse;
  Eigen::MatrixXd dense;  // empty if the sparse factor is used
};

LleSolver::LleSolver() : impl_(std::make_unique<Impl>()) {}
LleSolver::~LleSolver() = default;

std::shared_ptr<const LleSolver> LleSolver::make(const Neighbours& neighbours, const Matrix& weights, double shift,
                                                 std::stop_token stop) {
  fixEigenCacheSizes();
  std::shared_ptr<LleSolver> solver(new LleSolver);
  const Sparse m = shiftedM(neighbours, weights, shift);
  if (stop.stop_requested()) return nullptr;
  solver->impl_->sparse.analyzePattern(m);
  const auto n = static_cast<double>(m.rows());
  // The dense factor does its n^3 / 3 in blocks, about ten times as many a second as the sparse one.
  if (10 * solver->impl_->sparse.multiplications() < n * n * n / 3) {
    if (stop.stop_requested()) return nullptr;
    solver->impl_->sparse.factorize(m);
    if (solver->impl_->sparse.info() == Eigen::Success) return solver;
  }
  solver->impl_->dense = Eigen::MatrixXd(m);
  if (!denseCholesky(solver->impl_->dense, stop)) return nullptr;
  return solver;
}

bool LleSolver::isSparse() const {
  return impl_->dense.size() == 0;
}

Matrix LleSolver::solve(const Matrix& rhs) const {
  Matrix result(rhs.rows, rhs.cols);
  const Eigen::MatrixXd b = eigenView(rhs);
  if (isSparse()) {
    eigenView(result) = impl_->sparse.solve(b);
  } else {
    Eigen::MatrixXd y = impl_->dense.triangularView<Eigen::Lower>().solve(b);
    impl_->dense.transpose().triangularView<Eigen::Upper>().solveInPlace(y);
    eigenView(result) = y;
  }
  return result;
}

Matrix reconstructionErrors(const Neighbours& neighbours, const Matrix& weights, const Matrix& v) {
  assert(weights.rows == v.rows && neighbours.rows() == v.rows);
  Matrix result = v;
  parallelFor(v.rows, 256, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      for (size_t j = 0; j < neighbours.k; ++j) {
        const double weight = weights(i, j);
        const auto other = v.row(static_cast<size_t>(neighbours.of(i)[j]));
        for (size_t c = 0; c < v.cols; ++c) result(i, c) -= weight * other[c];
      }
    }
  });
  return result;
}

}  // namespace gradus
