#pragma once
// Views a Matrix as an Eigen map without a copy. Include from .cpp files only.
#include <Eigen/Core>

#include "core/base/matrix.h"

namespace gradus {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline Eigen::Map<RowMajor> eigenView(Matrix& m) {
  return {m.values.data(), static_cast<Eigen::Index>(m.rows), static_cast<Eigen::Index>(m.cols)};
}
inline Eigen::Map<const RowMajor> eigenView(const Matrix& m) {
  return {m.values.data(), static_cast<Eigen::Index>(m.rows), static_cast<Eigen::Index>(m.cols)};
}

/// Fixes Eigen's block sizes, which are otherwise read from the machine's caches and change the order of sums.
void fixEigenCacheSizes();

}  // namespace gradus
