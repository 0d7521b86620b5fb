#include "core/cluster/k_means_search.h"

#include <algorithm>
#include <limits>

namespace gradus::kmeans {

Result runToEnd(const Params& params, const Matrix& x, Rng rng, std::stop_token stop) {
  State state = init(params, x, rng);
  Result result;
  while (!state.done && !result.stopped) {
    result.inertia = step(params, state, x).inertia;
    result.stopped = stop.stop_requested();
  }
  result.centroids = std::move(state.centroids);
  result.labels = std::move(state.labels);
  result.iterations = state.iteration;
  return result;
}

Result bestOfStarts(const Params& params, const Matrix& x, int starts, Rng rng, std::stop_token stop) {
  Result best;
  for (int i = 0; i < std::max(1, starts); ++i) {
    Result result = runToEnd(params, x, rng.split(static_cast<uint64_t>(i)), stop);
    if (i == 0 || result.inertia < best.inertia) best = std::move(result);
    if (stop.stop_requested()) {
      best.stopped = true;
      break;
    }
  }
  return best;
}

Rng bestStart(const Params& params, const Matrix& x, int starts, const Rng& rng, std::stop_token stop) {
  Rng best = rng;
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < starts && starts > 1 && !stop.stop_requested(); ++i) {
    const Rng start = rng.split(static_cast<uint64_t>(i));
    const double found = runToEnd(params, x, start, stop).inertia;
    if (found < least) {
      least = found;
      best = start;
    }
  }
  return best;
}

namespace {

double inertiaOfSplit(const Matrix& x, const std::vector<int>& labels, int k) {
  Matrix means(static_cast<size_t>(k), x.cols);
  std::vector<double> sizes(static_cast<size_t>(k), 0.0);
  for (size_t i = 0; i < x.rows; ++i) {
    const auto c = static_cast<size_t>(labels[i]);
    ++sizes[c];
    for (size_t j = 0; j < x.cols; ++j) means(c, j) += x(i, j);
  }
  for (size_t c = 0; c < means.rows; ++c) {
    for (double& value : means.row(c)) value /= sizes[c];
  }
  return inertia(x, means, labels);
}

}  // namespace

double exhaustiveOptimum(const Matrix& x, int k) {
  assert(x.rows >= 1 && x.rows <= 16 && k >= 1 && static_cast<size_t>(k) <= x.rows);
  // Restricted growth strings: row i takes a label at most one above those before it, so that each split comes once.
  std::vector<int> labels(x.rows, 0), highest(x.rows, 0);
  double best = std::numeric_limits<double>::infinity();
  for (;;) {
    const size_t last = x.rows - 1;
    if (std::max(highest[last], labels[last]) == k - 1) best = std::min(best, inertiaOfSplit(x, labels, k));
    size_t i = last;
    while (i > 0 && (labels[i] == highest[i] + 1 || labels[i] == k - 1)) --i;
    if (i == 0) return best;
    ++labels[i];
    for (size_t j = i + 1; j < x.rows; ++j) {
      labels[j] = 0;
      highest[j] = std::max(highest[j - 1], labels[j - 1]);
    }
  }
}

}  // namespace gradus::kmeans
