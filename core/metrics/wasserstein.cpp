#include "core/metrics/wasserstein.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/parallel.h"

namespace gradus {

namespace {

// W_p^p of sorted samples. Both quantile functions are steps, so the integral is a sum over the merged steps; positions
// are kept as whole numbers i m and j n out of n m.
double cost(const std::vector<double>& a, const std::vector<double>& b, int p) {
  const size_t n = a.size(), m = b.size();
  double sum = 0;
  size_t at = 0;
  for (size_t i = 0, j = 0; i < n && j < m;) {
    const size_t end = std::min((i + 1) * m, (j + 1) * n);
    const double gap = std::fabs(a[i] - b[j]);
    sum += static_cast<double>(end - at) * (p == 1 ? gap : gap * gap);
    at = end;
    if (end == (i + 1) * m) ++i;
    if (end == (j + 1) * n) ++j;
  }
  return sum / (static_cast<double>(n) * static_cast<double>(m));
}

std::vector<double> sortedProjection(const Matrix& x, std::span<const double> direction) {
  std::vector<double> result(x.rows);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) result[i] += x(i, j) * direction[j];
  }
  std::ranges::sort(result);
  return result;
}

bool isFinite(const Matrix& x) {
  return std::ranges::all_of(x.values, [](double v) { return std::isfinite(v); });
}

}  // namespace

double wassersteinOnLine(std::span<const double> a, std::span<const double> b, int p) {
  assert(!a.empty() && !b.empty() && (p == 1 || p == 2));
  std::vector<double> sortedA(a.begin(), a.end()), sortedB(b.begin(), b.end());
  std::ranges::sort(sortedA);
  std::ranges::sort(sortedB);
  const double total = cost(sortedA, sortedB, p);
  return p == 1 ? total : std::sqrt(total);
}

Matrix randomDirections(size_t count, size_t dimension, Rng rng) {
  Matrix directions(count, dimension);
  for (size_t i = 0; i < count; ++i) {
    double norm = 0;
    while (!(norm > 0)) {
      rng.fillNormal(directions.row(i));
      norm = 0;
      for (const double v : directions.row(i)) norm += v * v;
    }
    for (double& v : directions.row(i)) v /= std::sqrt(norm);
  }
  return directions;
}

double slicedWasserstein(const Matrix& a, const Matrix& b, const Matrix& directions) {
  assert(a.cols == b.cols && a.cols == directions.cols);
  if (a.empty() || b.empty() || directions.empty() || !isFinite(a) || !isFinite(b))
    return std::numeric_limits<double>::quiet_NaN();
  const double total = parallelSum(directions.rows, 4, [&](size_t begin, size_t end) {
    double sum = 0;
    for (size_t i = begin; i < end; ++i) {
      const auto direction = directions.row(i);
      sum += cost(sortedProjection(a, direction), sortedProjection(b, direction), 2);
    }
    return sum;
  });
  return std::sqrt(total / static_cast<double>(directions.rows));
}

}  // namespace gradus
