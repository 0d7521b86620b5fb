#pragma once
// Vector kernels of core/compute/cpu/ops/rows.cpp and indexing.cpp; conventions in kernels.h.
#include <cstdint>

#include "core/compute/cpu/kernels/normalisation_kernels.h"

namespace gradus {

/// How the cross-entropy of a row counts: loss = sure * w[y] * (lse - x[y]) + even * sum_k w[k] (lse - x[k]), with
/// sure = 1 - smoothing and even = smoothing / classes; weights may be null (all 1).
template <typename T>
struct CrossEntropyRule {
  T sure = 1, even = 0;
  const T* weights = nullptr;  // padded
  T weightSum = 0;             // sum of all weights
  int64_t ignored = -1;        // a class that counts nothing
};

template <typename T>
struct RowKernels {
  /// out = exp(x - max) / sum, or its logarithm
  void (*softmax)(int64_t rows, int64_t cols, RowsOf<T> x, bool logarithm, T* out, int64_t pitchOut) = nullptr;
  /// out = y (g - sum(g y)), of the logarithm g - exp(y) sum(g)
  void (*softmaxGradient)(int64_t rows, int64_t cols, RowsOf<T> y, RowsOf<T> g, bool logarithm, T* out,
                          int64_t pitchOut) = nullptr;
  /// loss, weight (w[y], 0 for a row that does not count) and lse = log sum exp of each row, contiguous
  void (*crossEntropy)(int64_t rows, int64_t cols, RowsOf<T> x, const T* target, const CrossEntropyRule<T>& rule,
                       T* loss, T* weight, T* lse) = nullptr;
  /// out = g d loss / d x with contiguous g
  void (*crossEntropyGradient)(int64_t rows, int64_t cols, RowsOf<T> x, const T* target,
                               const CrossEntropyRule<T>& rule, const T* lse, const T* g, T* out,
                               int64_t pitchOut) = nullptr;
  /// to += from; touches nothing beyond n
  void (*accumulate)(int64_t n, const T* from, T* to) = nullptr;
};

}  // namespace gradus
