#include "core/metrics/trustworthiness.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

#include "core/base/eigen_view.h"
#include "core/base/parallel.h"
#include "core/manifold/neighbours.h"

namespace gradus {

namespace {

bool usable(const Matrix& m) {
  return std::ranges::all_of(m.values, [](double v) { return std::fabs(v) < 1e150; });
}

// How much further than k the data ranks the k rows that the map shows as neighbours of row i.
double excessRanks(const Matrix& x, size_t i, std::span<const int32_t> shown, std::vector<double>& distance) {
  const auto data = eigenView(x);
  const auto row = static_cast<Eigen::Index>(i);
  for (size_t j = 0; j < x.rows; ++j)
    distance[j] = (data.row(static_cast<Eigen::Index>(j)) - data.row(row)).squaredNorm();
  double excess = 0;
  for (const int32_t neighbour : shown) {
    const auto j = static_cast<size_t>(neighbour);
    const double own = distance[j];
    size_t rank = 1;
    for (size_t other = 0; other < x.rows; ++other) {
      rank += other != i && (distance[other] < own || (distance[other] == own && other < j));
    }
    if (rank > shown.size()) excess += static_cast<double>(rank - shown.size());
  }
  return excess;
}

}  // namespace

double trustworthiness(const Matrix& x, const Matrix& map, size_t k, std::stop_token stop) {
  assert(x.rows == map.rows);
  const double notKnown = std::numeric_limits<double>::quiet_NaN();
  if (k < 1 || 2 * k >= x.rows || !usable(x) || !usable(map)) return notKnown;
  const Neighbours shown = nearestNeighbours(map, k, stop);
  if (stop.stop_requested()) return notKnown;
  const double excess = parallelSum(x.rows, 32, [&](size_t begin, size_t end) {
    std::vector<double> distance(x.rows);
    double sum = 0;
    for (size_t i = begin; i < end && !stop.stop_requested(); ++i) sum += excessRanks(x, i, shown.of(i), distance);
    return sum;
  });
  if (stop.stop_requested()) return notKnown;
  const auto n = static_cast<double>(x.rows), kk = static_cast<double>(k);
  return 1 - 2 / (n * kk * (2 * n - 3 * kk - 1)) * excess;
}

}  // namespace gradus
