// Small matrix products: samples as vector lanes, nothing packed.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

// rows x vectors of C in registers; B padded.
template <typename T, int rows, int vectors>
GRADUS_INLINE void lanesTile(int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b, int64_t pitchB,
                             const T* bias, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes;
  V<T> sum[rows][vectors];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) sum[i][j] = bias ? splat(bias[i]) : V<T>{};
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

template <typename T, int vectors>
void lanesColumn(int64_t m, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b, int64_t pitchB,
                 const T* bias, T* c, int64_t pitchC) {
  constexpr int rows = vectors == 1 ? 8 : 4;
  int64_t i = 0;
  for (; i + rows <= m; i += rows) {
    lanesTile<T, rows, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias,
                                c + i * pitchC, pitchC);
  }
  if (rows == 8 && i + 4 <= m) {
    lanesTile<T, 4, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias,
                             c + i * pitchC, pitchC);
    i += 4;
  }
  for (; i + 2 <= m; i += 2) {
    lanesTile<T, 2, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias,
                             c + i * pitchC, pitchC);
  }
  if (i < m) {
    lanesTile<T, 1, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias,
                             c + i * pitchC, pitchC);
  }
}

template <typename T>
void matmulLanes(int64_t m, int64_t n, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b,
                 int64_t pitchB, const T* bias, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes;
  int64_t j = 0;
  for (; j + 3 * L < n; j += 4 * L)
    lanesColumn<T, 4>(m, k, a, rowStride, colStride, b + j, pitchB, bias, c + j, pitchC);
  for (; j + L < n; j += 2 * L) lanesColumn<T, 2>(m, k, a, rowStride, colStride, b + j, pitchB, bias, c + j, pitchC);
  if (j < n) lanesColumn<T, 1>(m, k, a, rowStride, colStride, b + j, pitchB, bias, c + j, pitchC);
}

// 16 dot products at once: rows of A times columns (rows) of B; the lanes of the 16 sums are added by one tree.
template <typename T, int rows, int cols>
GRADUS_INLINE void dotsTile(int64_t m, int64_t n, int64_t k, const T* a, int64_t pitchA, const T* b, int64_t pitchB,
                            T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes;
  const T *pa[rows], *pb[cols];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) pa[i] = a + (i < m ? i : m - 1) * pitchA;
  GRADUS_UNROLL
  for (int j = 0; j < cols; ++j) pb[j] = b + (j < n ? j : n - 1) * pitchB;
  V<T> sum[rows * cols];
  GRADUS_UNROLL
  for (int i = 0; i < rows * cols; ++i) sum[i] = V<T>{};
  int64_t p = 0;
  for (; p + L <= k; p += L) {
    V<T> vb[cols];
    GRADUS_UNROLL
    for (int j = 0; j < cols; ++j) vb[j] = load(pb[j] + p);
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      const V<T> va = load(pa[i] + p);
      GRADUS_UNROLL
      for (int j = 0; j < cols; ++j) sum[i * cols + j] += va * vb[j];
    }
  }
  if (p < k) {  // lanes from k on hold anything: both factors are masked
    const M<T> mask = lanesBelow<T>(k - p);
    V<T> vb[cols];
    GRADUS_UNROLL
    for (int j = 0; j < cols; ++j) vb[j] = masked<T>(load(pb[j] + p), mask);
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      const V<T> va = masked<T>(load(pa[i] + p), mask);
      GRADUS_UNROLL
      for (int j = 0; j < cols; ++j) sum[i * cols + j] += va * vb[j];
    }
  }
  T results[rows * cols];
  GRADUS_UNROLL
  for (int g = 0; g < rows * cols; g += L) store<T>(results + g, sumsOf<T>(sum + g));
  if (m >= rows && n >= cols) {
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) __builtin_memcpy(c + i * pitchC, results + i * cols, sizeof(T) * cols);
    return;
  }
  for (int i = 0; i < rows && i < m; ++i) {
    for (int j = 0; j < cols && j < n; ++j) c[i * pitchC + j] = results[i * cols + j];
  }
}

template <typename T, int rows, int cols>
void dotsTiles(int64_t m, int64_t n, int64_t k, const T* a, int64_t pitchA, const T* b, int64_t pitchB, T* c,
               int64_t pitchC) {
  for (int64_t i = 0; i < m; i += rows) {
    for (int64_t j = 0; j < n; j += cols) {
      dotsTile<T, rows, cols>(m - i, n - j, k, a + i * pitchA, pitchA, b + j * pitchB, pitchB, c + i * pitchC + j,
                              pitchC);
    }
  }
}

template <typename T>
void matmulDots(int64_t m, int64_t n, int64_t k, const T* a, int64_t pitchA, const T* b, int64_t pitchB, T* c,
                int64_t pitchC, T* rowSums) {
  if (m == 1) {
    dotsTiles<T, 1, 16>(m, n, k, a, pitchA, b, pitchB, c, pitchC);
  } else if (n <= 2) {
    dotsTiles<T, 8, 2>(m, n, k, a, pitchA, b, pitchB, c, pitchC);
  } else {
    dotsTiles<T, 4, 4>(m, n, k, a, pitchA, b, pitchB, c, pitchC);
  }
  if (!rowSums) return;
  constexpr int L = Vec<T>::lanes;
  for (int64_t i = 0; i < m; i += L) {
    V<T> sum[L];
    GRADUS_UNROLL
    for (int r = 0; r < L; ++r) {
      const T* row = a + (i + r < m ? i + r : m - 1) * pitchA;
      V<T> s{};
      int64_t p = 0;
      for (; p + L <= k; p += L) s += load(row + p);
      if (p < k) s += masked<T>(load(row + p), lanesBelow<T>(k - p));
      sum[r] = s;
    }
    const V<T> total = sumsOf<T>(sum);
    if (m - i >= L) {
      store<T>(rowSums + i, total);
    } else {
      storePart<T>(rowSums + i, total, m - i);
    }
  }
}

}  // namespace

template <typename T>
void addSmallProducts(Kernels<T>& table) {
  table.matmulLanes = matmulLanes<T>;
  table.matmulDots = matmulDots<T>;
}
template void addSmallProducts<float>(Kernels<float>&);
template void addSmallProducts<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
