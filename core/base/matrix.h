#pragma once
// A dense row-major matrix of doubles as a plain value, so that Eigen stays out of the headers (see eigen_view.h for
// the bridge, to be included by .cpp files only).
#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace gradus {

struct Matrix {
  size_t rows = 0;
  size_t cols = 0;
  std::vector<double> values;  // rows * cols, row after row

  Matrix() = default;
  Matrix(size_t rows, size_t cols, double fill = 0) : rows(rows), cols(cols), values(rows * cols, fill) {}

  double& operator()(size_t i, size_t j) { return values[i * cols + j]; }
  double operator()(size_t i, size_t j) const { return values[i * cols + j]; }
  std::span<double> row(size_t i) { return {values.data() + i * cols, cols}; }
  std::span<const double> row(size_t i) const { return {values.data() + i * cols, cols}; }
  bool empty() const { return rows == 0 || cols == 0; }
  bool operator==(const Matrix&) const = default;
};

inline double squaredDistance(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  double sum = 0;
  for (size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return sum;
}

}  // namespace gradus
