#pragma once
// Convolutions of all kinds in small shapes, and the sum that defines them written out.
#include "core/compute/ops/convolution.h"
#include "tests/core/compute/numeric.h"

namespace gradus::testing {

struct Row {
  const char* name;
  Shape x, weight;
  Convolution how;
};

inline std::vector<Row> rows() {
  const auto square = Convolution::square;
  const auto line = Convolution::line;
  return {
      {"1x1", {2, 3, 4, 5}, {3, 5, 1, 1}, square(1, 0, 1, 1)},
      {"single pixel", {1, 1, 1, 1}, {1, 1, 1, 1}, square(1, 0, 1, 1)},
      {"3x3", {2, 5, 6, 2}, {3, 2, 3, 3}, square(1, 0, 1, 1)},
      {"3x3 padded", {2, 5, 3, 2}, {3, 2, 3, 3}, square(1, 1, 1, 1)},
      {"one channel in", {2, 6, 7, 1}, {4, 1, 3, 3}, square(1, 1, 1, 1)},
      {"one channel out", {1, 4, 5, 19}, {1, 19, 3, 3}, square(1, 1, 1, 1)},
      {"three channels out", {1, 3, 5, 9}, {3, 9, 2, 2}, square(1, 1, 1, 1)},
      {"one channel in and out", {2, 5, 5, 1}, {1, 1, 3, 2}, square(1, 1, 1, 1)},
      {"many channels out", {1, 2, 3, 2}, {37, 2, 2, 2}, square(1, 1, 1, 1)},
      {"17 channels out", {1, 3, 2, 3}, {17, 3, 2, 2}, square(1, 0, 1, 1)},
      {"stride 2", {2, 6, 7, 2}, {3, 2, 4, 4}, square(2, 1, 1, 1)},
      {"stride 3, kernel 2", {1, 8, 7, 2}, {2, 2, 2, 2}, square(3, 0, 1, 1)},
      {"stride 2, one channel out", {1, 6, 6, 1}, {9, 1, 4, 4}, square(2, 1, 1, 1)},
      {"uneven numbers", {1, 7, 6, 2}, {2, 2, 3, 2}, {{2, 1}, {2, 0, 1, 3}, {1, 2}, 1}},
      {"dilation 2", {1, 7, 6, 2}, {3, 2, 3, 3}, square(1, 2, 2, 1)},
      {"dilation 3, stride 2", {1, 9, 8, 1}, {2, 1, 3, 2}, square(2, 1, 3, 1)},
      {"groups", {2, 4, 4, 6}, {4, 3, 3, 3}, square(1, 1, 1, 2)},
      {"groups stride 2", {1, 5, 5, 6}, {9, 2, 3, 3}, square(2, 1, 1, 3)},
      {"depthwise", {2, 5, 4, 3}, {3, 1, 3, 3}, square(1, 1, 1, 3)},
      {"depthwise 21", {1, 4, 3, 21}, {21, 1, 3, 3}, square(1, 1, 1, 21)},
      {"depthwise stride 2", {1, 6, 5, 5}, {5, 1, 3, 3}, square(2, 1, 1, 5)},
      {"depthwise doubled", {1, 4, 4, 3}, {6, 1, 2, 2}, square(1, 0, 1, 3)},
      {"padding beyond the kernel", {1, 2, 2, 2}, {2, 2, 2, 2}, square(1, 3, 1, 1)},
      {"wide row", {1, 1, 33, 2}, {2, 2, 1, 3}, {{1, 1}, {0, 0, 1, 1}, {1, 1}, 1}},
      {"1D", {2, 9, 3}, {4, 3, 3}, line(1, 1, 1, 1)},
      {"1D stride, dilation", {2, 11, 2}, {3, 2, 3}, line(2, 2, 2, 1)},
      {"1D causal", {1, 6, 2}, {2, 2, 2}, {{1, 1}, {0, 0, 2, 0}, {1, 2}, 1}},
      {"1D depthwise", {1, 7, 4}, {4, 1, 5}, line(1, 2, 1, 4)},
  };
}

// Element of a row-major array of rank 4.
inline size_t at(const Shape& s, int64_t a, int64_t b, int64_t c, int64_t d) {
  return static_cast<size_t>(((a * s[1] + b) * s[2] + c) * s[3] + d);
}
inline Shape as4(const Shape& s, bool weight) {
  if (s.rank() == 4) return s;
  return weight ? Shape{s[0], s[1], 1, s[2]} : Shape{s[0], 1, s[1], s[2]};
}

// The sum of the header, written out; calls visit(index in x, index in y, index in weight) for every term.
template <typename Visit>
void everyTerm(const Row& row, const Shape& outShape, Visit visit) {
  const Shape x = as4(row.x, false), y = as4(outShape, false), w = as4(row.weight, true);
  const bool image = row.x.rank() == 4;
  const auto& c = row.how;
  const int64_t perGroup = w[0] / c.groups;
  for (int64_t n = 0; n < y[0]; ++n) {
    for (int64_t i = 0; i < y[1]; ++i) {
      for (int64_t j = 0; j < y[2]; ++j) {
        for (int64_t o = 0; o < y[3]; ++o) {
          for (int64_t k = 0; k < w[1]; ++k) {
            for (int64_t u = 0; u < w[2]; ++u) {
              for (int64_t v = 0; v < w[3]; ++v) {
                const int64_t yy = image ? i * c.stride[0] + u * c.dilation[0] - c.padding[0] : 0;
                const int64_t xx = j * c.stride[1] + v * c.dilation[1] - c.padding[2];
                if (yy < 0 || xx < 0 || yy >= x[1] || xx >= x[2]) continue;
                visit(at(x, n, yy, xx, o / perGroup * w[1] + k), at(y, n, i, j, o), at(w, o, k, u, v));
              }
            }
          }
        }
      }
    }
  }
}

inline std::vector<double> numbers(int64_t count, const char* name) {
  Rng rng(5, name);
  std::vector<double> values(static_cast<size_t>(count));
  for (double& x : values) x = rng.uniform(-1, 1);
  return values;
}

inline double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double worst = a.size() == b.size() ? 0 : INFINITY;
  for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const double d = std::abs(a[i] - b[i]) / (1 + std::abs(b[i]));
    worst = std::isfinite(d) ? std::max(worst, d) : INFINITY;
  }
  return worst;
}

inline std::vector<double> joined(std::vector<double> a, const std::vector<double>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace gradus::testing
