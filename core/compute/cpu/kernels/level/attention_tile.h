#pragma once
// Parts of attention (level/attention.cpp): products of tiles that stay in the first-level cache, copies and
// transpositions of rows into padded tiles.
#include "core/compute/cpu/kernels/level/rows.h"
#include "core/compute/cpu/kernels/level/transpose.h"

namespace gradus::GRADUS_LEVEL {

namespace {

constexpr int64_t tile = attentionTile;
constexpr int64_t block = 16;  // queries that share the causal limit

#if defined(GRADUS_LEVEL_v4)
constexpr int tileRows = 8;
#else
constexpr int tileRows = 4;
#endif

template <typename T>
GRADUS_INLINE int64_t whole(int64_t n) {
  constexpr int64_t L = Vec<T>::lanes;
  return (n + L - 1) / L * L;
}
GRADUS_INLINE int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

// C[rows, vectors] = (or +=) A B with A(i, p) = a[i * rowStride + p * colStride].
template <typename T, int rows, int vectors>
GRADUS_INLINE void productTile(int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b, int64_t pitchB,
                               bool add, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes;
  V<T> sum[rows][vectors];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) sum[i][j] = add ? load(c + i * pitchC + j * L) : V<T>{};
  }
  for (int64_t p = 0; p < k; ++p) {
    V<T> vb[vectors];
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) vb[j] = load(b + p * pitchB + j * L);
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      const V<T> va = splat(a[i * rowStride + p * colStride]);
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) sum[i][j] += va * vb[j];
    }
  }
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) store<T>(c + i * pitchC + j * L, sum[i][j]);
  }
}

template <typename T, int rows>
void productRows(int64_t m, int64_t n, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b,
                 int64_t pitchB, bool add, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes;
  int64_t i = 0;
  for (; i + rows <= m; i += rows) {
    const T* from = a + i * rowStride;
    T* to = c + i * pitchC;
    int64_t j = 0;
    for (; j + 2 * L <= n; j += 2 * L)
      productTile<T, rows, 2>(k, from, rowStride, colStride, b + j, pitchB, add, to + j, pitchC);
    if (j < n) productTile<T, rows, 1>(k, from, rowStride, colStride, b + j, pitchB, add, to + j, pitchC);
  }
  if constexpr (rows > 1) {
    if (i < m)
      productRows<T, rows / 2>(m - i, n, k, a + i * rowStride, rowStride, colStride, b, pitchB, add, c + i * pitchC,
                               pitchC);
  }
}

// C = (or +=) A B; n is a whole number of vectors.
template <typename T>
void product(int64_t m, int64_t n, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b,
             int64_t pitchB, bool add, T* c, int64_t pitchC) {
  productRows<T, tileRows>(m, n, k, a, rowStride, colStride, b, pitchB, add, c, pitchC);
}

// Rows times a factor, zeros up to whole vectors.
template <typename T>
void copyRows(int64_t rows, int64_t cols, const T* from, int64_t pitch, T factor, T* to) {
  constexpr int L = Vec<T>::lanes;
  const int64_t width = whole<T>(cols);
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < width; c += L) {
      __builtin_prefetch(from + r * pitch + cols + c);  // the next head's part of the row
      store<T>(to + r * width + c, take(from + r * pitch + c, least(cols - c, L), false) * factor);
    }
  }
}
// Back, without the padding, unless `to` is null.
template <typename T>
void copyOut(int64_t rows, int64_t cols, const T* from, T factor, T* to, int64_t pitch) {
  constexpr int L = Vec<T>::lanes;
  const int64_t width = whole<T>(cols);
  for (int64_t r = 0; to && r < rows; ++r) {
    int64_t c = 0;
    for (; c + L <= cols; c += L) store<T>(to + r * pitch + c, load(from + r * width + c) * factor);
    if (c < cols) storePart<T>(to + r * pitch + c, load(from + r * width + c) * factor, cols - c);
  }
}

template <typename T>
void clear(int64_t n, T* to) {
  for (int64_t i = 0; i < n; i += Vec<T>::lanes) store<T>(to + i, V<T>{});
}

// to[c][r] = from[r][c], rows of `to` are `tile` long, zeros beyond `rows`.
template <typename T>
void transposeTile(int64_t rows, int64_t cols, const T* from, int64_t pitch, T* to) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t r = 0; r < tile; r += L) {
    int64_t c = 0;
    if (r + L <= rows) {
      for (; c + L <= cols; c += L) {
        const T* at[L];
        GRADUS_UNROLL
        for (int i = 0; i < L; ++i) {
          at[i] = from + (r + i) * pitch + c;
          __builtin_prefetch(at[i] + cols);  // the next head's part of the row
        }
        transposeSquare<T>(at, to + c * tile + r, tile);
      }
    }
    for (; c < cols; ++c) {
      for (int64_t i = r; i < r + L; ++i) to[c * tile + i] = i < rows ? from[i * pitch + c] : T(0);
    }
  }
}

// Takes memory from a workspace in whole vectors (AttentionWorkspace counts it).
template <typename T>
struct Arena {
  T* at = nullptr;
  GRADUS_INLINE T* take(int64_t n) {
    T* p = at;
    at += whole<T>(n) + 64 / static_cast<int64_t>(sizeof(T));
    return p;
  }
};

}  // namespace

}  // namespace gradus::GRADUS_LEVEL
