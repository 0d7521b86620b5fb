#include "core/metrics/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/eigen_view.h"

namespace gradus {

double pearson(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  Matrix columns(a.size(), 2);
  for (size_t i = 0; i < a.size(); ++i) {
    columns(i, 0) = a[i];
    columns(i, 1) = b[i];
  }
  return correlationMatrix(columns)(0, 1);
}

std::vector<double> ranks(std::span<const double> values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto before = [&](size_t a, size_t b) {
    if (std::isnan(values[a]) || std::isnan(values[b])) return !std::isnan(values[a]) && std::isnan(values[b]);
    return values[a] < values[b];
  };
  std::stable_sort(order.begin(), order.end(), before);
  std::vector<double> result(values.size());
  for (size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double shared = 0.5 * static_cast<double>(begin + 1 + end);  // mean of begin + 1 .. end
    for (size_t i = begin; i < end; ++i) result[order[i]] = shared;
  }
  return result;
}

double spearman(std::span<const double> a, std::span<const double> b) {
  return pearson(ranks(a), ranks(b));
}

Matrix correlationMatrix(const Matrix& x) {
  Matrix result(x.cols, x.cols, std::numeric_limits<double>::quiet_NaN());
  if (x.rows == 0) return result;
  const RowMajor centred = eigenView(x).rowwise() - eigenView(x).colwise().mean();
  const Eigen::RowVectorXd norms = centred.colwise().norm();
  // A constant column is not centred to exact zeros: what is left is rounding of its own values.
  const Eigen::RowVectorXd floors = eigenView(x).cwiseAbs().colwise().maxCoeff() *
                                    std::numeric_limits<double>::epsilon() * 2 * std::sqrt(static_cast<double>(x.rows));
  const auto varies = [&](Eigen::Index j) { return norms[j] > floors[j]; };
  for (Eigen::Index a = 0; a < centred.cols(); ++a) {
    for (Eigen::Index b = 0; b < centred.cols(); ++b) {
      if (!varies(a) || !varies(b)) continue;
      result(static_cast<size_t>(a), static_cast<size_t>(b)) =
          a == b ? 1 : centred.col(a).dot(centred.col(b)) / (norms[a] * norms[b]);
    }
  }
  return result;
}

}  // namespace gradus
