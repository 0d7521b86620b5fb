#include "core/metrics/rank.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace gradus {

std::vector<double> averageRanks(std::span<const double> values) {
  const size_t n = values.size();
  std::vector<std::pair<double, size_t>> order(n);
  for (size_t i = 0; i < n; ++i) order[i] = {values[i], i};
  std::sort(order.begin(), order.end());
  std::vector<double> ranks(n);
  for (size_t i = 0; i < n;) {
    size_t end = i + 1;
    while (end < n && order[end].first == order[i].first) ++end;
    const double rank = 0.5 * static_cast<double>(i + 1 + end);
    for (; i < end; ++i) ranks[order[i].second] = rank;
  }
  return ranks;
}

double pearsonCorrelation(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  const auto n = static_cast<double>(a.size());
  if (a.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  double meanA = 0, meanB = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    meanA += a[i] / n;
    meanB += b[i] / n;
  }
  double aa = 0, bb = 0, ab = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    aa += (a[i] - meanA) * (a[i] - meanA);
    bb += (b[i] - meanB) * (b[i] - meanB);
    ab += (a[i] - meanA) * (b[i] - meanB);
  }
  if (aa <= 0 || bb <= 0) return std::numeric_limits<double>::quiet_NaN();
  return ab / (std::sqrt(aa) * std::sqrt(bb));
}

double spearmanCorrelation(std::span<const double> a, std::span<const double> b) {
  const std::vector<double> ranksA = averageRanks(a), ranksB = averageRanks(b);
  return pearsonCorrelation(ranksA, ranksB);
}

}  // namespace gradus
