#pragma once
// The matrix I - W of locally linear embedding and a factorisation of M + s I, M = (I - W)^T (I - W): sparse L D L^T
// with the approximate minimum degree ordering, or a dense Cholesky where the sparse factor would fill up.
#include <memory>
#include <stop_token>

#include "core/base/matrix.h"
#include "core/manifold/neighbours.h"

namespace gradus {

class LleSolver {
 public:
  /// `weights` is rows x k beside neighbours' indices. s = shift times the mean diagonal of M. Null if stopped.
  static std::shared_ptr<const LleSolver> make(const Neighbours& neighbours, const Matrix& weights, double shift,
                                               std::stop_token stop = {});
  ~LleSolver();
  /// (M + s I)^-1 rhs; rhs has one row per data row.
  Matrix solve(const Matrix& rhs) const;
  bool isSparse() const;

 private:
  LleSolver();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// (I - W) v.
Matrix reconstructionErrors(const Neighbours& neighbours, const Matrix& weights, const Matrix& v);

}  // namespace gradus
