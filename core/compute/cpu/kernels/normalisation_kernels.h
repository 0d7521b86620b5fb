#pragma once
// Vector kernels of core/compute/cpu/ops/normalisation.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

/// A matrix that is read; padded: whole vectors may be read past the end of its rows.
template <typename T>
struct RowsOf {
  const T* at = nullptr;
  int64_t pitch = 0;
  bool padded = false;
};

/// What a column's elements become: z = (x - mean) scale + shift; all padded to whole vectors.
template <typename T>
struct ColumnScale {
  const T *mean = nullptr, *scale = nullptr, *shift = nullptr;
};

// act(z) = z > 0 ? z : slope z everywhere below. Results `out` are padded unless they have a single column.
template <typename T>
struct NormalisationKernels {
  /// Of each column: its mean and the sum of squared distances from it; both padded.
  void (*columnMoments)(int64_t rows, int64_t cols, RowsOf<T> x, T* means, T* squares) = nullptr;
  /// out = act((x - mean) scale + shift)
  void (*scaleColumns)(int64_t rows, int64_t cols, RowsOf<T> x, ColumnScale<T> by, T slope, T* out,
                       int64_t pitchOut) = nullptr;
  /// Of each column, with h = g act'(z): sums = sum of h, products = sum of h (x - mean); both padded.
  void (*columnProducts)(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, ColumnScale<T> by, T slope, T* sums,
                         T* products) = nullptr;
  /// out = a h + b (x - mean) + c with padded rows a, b, c
  void (*scaleColumnsGradient)(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, ColumnScale<T> by, T slope,
                               const T* a, const T* b, const T* c, T* out, int64_t pitchOut) = nullptr;

  /// Each row: mean and variance (of x itself if !centre), out = (x - mean) / sqrt(variance + epsilon) gamma + beta.
  /// gamma, beta padded; mean, variance contiguous; out may be null.
  void (*layerNorm)(int64_t rows, int64_t cols, RowsOf<T> x, const T* gamma, const T* beta, T epsilon, bool centre,
                    T* out, int64_t pitchOut, T* mean, T* variance) = nullptr;
  /// out = gamma g / s - its mean - xhat * mean of (gamma g / s xhat); dgamma += g xhat, dbeta += g (both padded)
  void (*layerNormGradient)(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, const T* gamma, const T* mean,
                            const T* variance, T epsilon, bool centre, T* out, int64_t pitchOut, T* dgamma,
                            T* dbeta) = nullptr;
};

}  // namespace gradus
