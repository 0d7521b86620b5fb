#pragma once
// Whole k-means runs: the best of several starts, and the true optimum of a tiny set.
#include <stop_token>

#include "core/cluster/k_means.h"

namespace gradus::kmeans {

struct Result {
  Matrix centroids;
  std::vector<int> labels;
  double inertia = 0;
  int iterations = 0;
  bool stopped = false;  // the stop was requested before the end
};

/// Runs init and step to the end.
Result runToEnd(const Params& params, const Matrix& x, Rng rng, std::stop_token stop = {});
/// The best of `starts` runs (start i draws from rng.split(i), so more starts never give a worse result); the first
/// among equals.
Result bestOfStarts(const Params& params, const Matrix& x, int starts, Rng rng, std::stop_token stop = {});

/// The stream from which the best of these runs began, so that it can be shown from its start; `rng` itself for a
/// single start.
Rng bestStart(const Params& params, const Matrix& x, int starts, const Rng& rng, std::stop_token stop = {});

/// The smallest inertia of any split of the rows into k non-empty groups, by trying all. At most 16 rows.
double exhaustiveOptimum(const Matrix& x, int k);

}  // namespace gradus::kmeans
