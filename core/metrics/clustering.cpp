#include "core/metrics/clustering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/base/parallel.h"
#include "core/cluster/k_means_search.h"

namespace gradus {

namespace {

constexpr size_t exactRows = 3000;
constexpr double notANumber = std::numeric_limits<double>::quiet_NaN();

// s of one row, from the summed distances to the members of every group.
double silhouetteOf(int own, const std::vector<double>& sums, const std::vector<size_t>& sizes) {
  const auto home = static_cast<size_t>(own);
  if (sizes[home] < 2) return 0;
  const double a = sums[home] / static_cast<double>(sizes[home] - 1);
  double b = std::numeric_limits<double>::infinity();
  for (size_t c = 0; c < sums.size(); ++c) {
    if (c != home && sizes[c] > 0) b = std::min(b, sums[c] / static_cast<double>(sizes[c]));
  }
  const double larger = std::max(a, b);
  return larger > 0 ? (b - a) / larger : 0;
}

void chooseRows(size_t count, Silhouette& result) {
  result.sampled = count > exactRows;
  result.rows.resize(std::min(count, exactRows));
  for (size_t i = 0; i < result.rows.size(); ++i) result.rows[i] = i * count / result.rows.size();
  if (!result.sampled) return;
  result.note = Text(GRADUS_TR("Silhouette of %1 of %2 rows, evenly spaced."),
                     {std::to_string(exactRows), std::to_string(count)});
}

}  // namespace

Silhouette silhouette(const Matrix& x, const std::vector<int>& labels, std::stop_token stop) {
  assert(labels.size() == x.rows);
  Silhouette result;
  result.mean = notANumber;
  chooseRows(x.rows, result);
  const int highest = labels.empty() ? -1 : *std::max_element(labels.begin(), labels.end());
  std::vector<size_t> sizes(static_cast<size_t>(highest + 1), 0);
  for (const size_t row : result.rows) ++sizes[static_cast<size_t>(labels[row])];
  result.groupMeans.assign(sizes.size(), notANumber);
  if (std::count_if(sizes.begin(), sizes.end(), [](size_t size) { return size > 0; }) < 2) return result;

  result.values.assign(result.rows.size(), 0.0);
  parallelFor(result.rows.size(), 64, [&](size_t begin, size_t end) {
    if (stop.stop_requested()) return;
    std::vector<double> sums(sizes.size());
    for (size_t i = begin; i < end; ++i) {
      std::fill(sums.begin(), sums.end(), 0.0);
      const auto row = x.row(result.rows[i]);
      for (const size_t other : result.rows)
        sums[static_cast<size_t>(labels[other])] += std::sqrt(squaredDistance(row, x.row(other)));
      result.values[i] = silhouetteOf(labels[result.rows[i]], sums, sizes);
    }
  });
  if (stop.stop_requested()) {
    result.stopped = true;
    result.values.clear();
    return result;
  }
  std::vector<double> groupSums(sizes.size(), 0.0);
  for (size_t i = 0; i < result.rows.size(); ++i)
    groupSums[static_cast<size_t>(labels[result.rows[i]])] += result.values[i];
  for (size_t c = 0; c < sizes.size(); ++c) {
    if (sizes[c] > 0) result.groupMeans[c] = groupSums[c] / static_cast<double>(sizes[c]);
  }
  result.mean = std::accumulate(groupSums.begin(), groupSums.end(), 0.0) / static_cast<double>(result.rows.size());
  return result;
}

std::vector<ElbowPoint> elbow(const Matrix& x, int maxK, int starts, bool withSilhouette, Rng rng,
                              std::stop_token stop) {
  std::vector<ElbowPoint> points;
  const int last = static_cast<int>(std::min<size_t>(x.rows, static_cast<size_t>(std::max(0, maxK))));
  for (int k = 1; k <= last; ++k) {
    const kmeans::Params params{.k = k};
    const kmeans::Result best = kmeans::bestOfStarts(params, x, starts, rng.split(static_cast<uint64_t>(k)), stop);
    if (best.stopped) break;
    const double score = withSilhouette && k > 1 ? silhouette(x, best.labels, stop).mean : notANumber;
    if (stop.stop_requested()) break;
    points.push_back({k, best.inertia, score});
  }
  return points;
}

double adjustedRandIndex(const std::vector<int>& a, const std::vector<int>& b) {
  assert(a.size() == b.size());
  std::map<std::pair<int, int>, double> cells;
  std::map<int, double> rowSums, columnSums;
  double n = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] < 0 || b[i] < 0) continue;
    ++cells[{a[i], b[i]}];
    ++rowSums[a[i]];
    ++columnSums[b[i]];
    ++n;
  }
  const auto pairsIn = [](const auto& counts) {
    double sum = 0;
    for (const auto& [key, count] : counts) sum += 0.5 * count * (count - 1);
    return sum;
  };
  const double together = pairsIn(cells), inA = pairsIn(rowSums), inB = pairsIn(columnSums);
  const double expected = n > 1 ? inA * inB / (0.5 * n * (n - 1)) : 0;
  const double most = 0.5 * (inA + inB);
  return most == expected ? 1 : (together - expected) / (most - expected);
}

}  // namespace gradus
