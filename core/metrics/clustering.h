#pragma once
// How good a split into groups is: by its own shape (silhouette, elbow) or against known classes (adjusted Rand index).
#include <stop_token>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"
#include "core/base/text.h"

namespace gradus {

/// Silhouette s_i = (b_i - a_i) / max(a_i, b_i): a_i = mean distance to the others of its group, b_i = to the nearest
/// other group; 0 for a group of one (Rousseeuw 1987, J. Comput. Appl. Math. 20).
struct Silhouette {
  double mean = 0;                 // NaN with fewer than two groups
  std::vector<size_t> rows;        // the rows used: all up to 3000, else so many evenly spaced ones
  std::vector<double> values;      // s of these rows
  std::vector<double> groupMeans;  // per label; NaN for a group without rows
  bool sampled = false;
  bool stopped = false;  // the stop was requested; mean is NaN
  Text note;             // says so where it is sampled
};
/// `labels` from 0, one per row.
Silhouette silhouette(const Matrix& x, const std::vector<int>& labels, std::stop_token stop = {});

struct ElbowPoint {
  int k = 0;
  double inertia = 0;
  double silhouette = 0;  // NaN for k = 1 or if not asked for
};
/// The best of `starts` k-means++ runs for k = 1..maxK (at most the number of rows). Ends early, with the points so
/// far, on a stop.
std::vector<ElbowPoint> elbow(const Matrix& x, int maxK, int starts, bool withSilhouette, Rng rng,
                              std::stop_token stop = {});

/// Adjusted Rand index of two labellings of the same rows (Hubert and Arabie 1985, J. Classification 2, equation 5): 1
/// = same split, about 0 = chance. Rows with a negative label in either are left out. 1 if both are one group or all
/// groups are single.
double adjustedRandIndex(const std::vector<int>& a, const std::vector<int>& b);

}  // namespace gradus
