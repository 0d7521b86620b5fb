// Where k-means begins: k different rows, or greedy k-means++.
//     k-means++ draws the next centre from the rows with probability D(x)^2 / sum D^2, D = distance to the nearest
//     centre so far. The greedy variant draws 2 + floor(log k) such rows and keeps the one that leaves the smallest sum
//     of D^2 (Arthur and Vassilvitskii 2007, sections 2.2 and 5; the number of trials is scikit-learn's).
#include <algorithm>
#include <cmath>

#include "core/cluster/k_means.h"

namespace gradus::kmeans {

namespace {

void copyRow(const Matrix& from, size_t i, Matrix& to, size_t j) {
  std::copy_n(from.row(i).data(), from.cols, to.row(j).data());
}

// Index drawn with probability proportional to the increments of `cumulative`.
size_t drawFrom(const std::vector<double>& cumulative, Rng& rng) {
  const double place = rng.uniform() * cumulative.back();
  const auto found = std::upper_bound(cumulative.begin(), cumulative.end(), place);
  return std::min(static_cast<size_t>(found - cumulative.begin()), cumulative.size() - 1);
}

}  // namespace

Matrix randomStart(const Matrix& x, int k, Rng& rng) {
  Matrix centroids(static_cast<size_t>(k), x.cols);
  const std::vector<size_t> rows = rng.sample(x.rows, centroids.rows);
  for (size_t c = 0; c < centroids.rows; ++c) copyRow(x, rows[c], centroids, c);
  return centroids;
}

Matrix plusPlusStart(const Matrix& x, int k, Rng& rng) {
  const size_t n = x.rows;
  const int trials = 2 + static_cast<int>(std::log(static_cast<double>(k)));
  Matrix centroids(static_cast<size_t>(k), x.cols);
  copyRow(x, rng.below(n), centroids, 0);
  std::vector<double> nearest(n), cumulative(n), candidate(n), best(n);
  for (size_t i = 0; i < n; ++i) nearest[i] = squaredDistance(x.row(i), centroids.row(0));

  for (size_t c = 1; c < centroids.rows; ++c) {
    double sum = 0;
    for (size_t i = 0; i < n; ++i) cumulative[i] = (sum += nearest[i]);
    size_t chosen = n;
    double chosenSum = 0;
    for (int trial = 0; trial < trials; ++trial) {
      // With every row on a centre already (fewer different rows than k) any row is as good.
      const size_t row = sum > 0 && std::isfinite(sum) ? drawFrom(cumulative, rng) : rng.below(n);
      double candidateSum = 0;
      for (size_t i = 0; i < n; ++i) {
        candidate[i] = std::min(nearest[i], squaredDistance(x.row(i), x.row(row)));
        candidateSum += candidate[i];
      }
      if (chosen == n || candidateSum < chosenSum) {
        chosen = row;
        chosenSum = candidateSum;
        best.swap(candidate);
      }
    }
    copyRow(x, chosen, centroids, c);
    nearest = best;
  }
  return centroids;
}

}  // namespace gradus::kmeans
