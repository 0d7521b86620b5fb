// Large matrix products: packed panels of B times register tiles (Goto, van de Geijn 2008, "Anatomy of high-performance
// matrix multiplication", here without packing A); and transposition, which packing needs.
#include "core/compute/cpu/kernels/level/tables.h"
#include "core/compute/cpu/kernels/level/transpose.h"

namespace gradus::GRADUS_LEVEL {

namespace {

#if defined(GRADUS_LEVEL_v4)
constexpr int tileRows = 12;
#elif defined(GRADUS_LEVEL_v3)
constexpr int tileRows = 6;
#else
constexpr int tileRows = 4;
#endif
constexpr int tileVectors = 2;
template <typename T>
constexpr int panelCols = tileVectors* Vec<T>::lanes;

template <typename T>
void packPanel(int64_t k, int64_t n, int64_t col, const T* b, int64_t pitch, bool transposed, T* packed) {
  constexpr int P = panelCols<T>, L = Vec<T>::lanes;
  const int64_t width = n - col < P ? n - col : P;
  if (!transposed) {
    for (int64_t p = 0; p < k; ++p) {
      const T* from = b + p * pitch + col;
      T* to = packed + p * P;
      if (width == P) {
        GRADUS_UNROLL
        for (int j = 0; j < tileVectors; ++j) store<T>(to + j * L, load(from + j * L));
      } else {
        for (int64_t j = 0; j < P; ++j) to[j] = j < width ? from[j] : T(0);
      }
    }
    return;
  }
  for (int64_t j = 0; j < P; j += L) {
    int64_t p = 0;
    if (j + L <= width) {
      for (; p + L <= k; p += L) {
        const T* rows[L];
        GRADUS_UNROLL
        for (int i = 0; i < L; ++i) rows[i] = b + (col + j + i) * pitch + p;
        transposeSquare<T>(rows, packed + p * P + j, P);
      }
    }
    for (; p < k; ++p) {
      GRADUS_UNROLL
      for (int i = 0; i < L; ++i) packed[p * P + j + i] = j + i < width ? b[(col + j + i) * pitch + p] : T(0);
    }
  }
}

// rows x vectors of C; packed rows are panelCols apart.
template <typename T, int rows, int vectors>
GRADUS_INLINE void panelTile(int64_t width, int64_t k, const T* a, int64_t rowStride, int64_t colStride,
                             const T* packed, const T* bias, bool accumulate, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes, P = panelCols<T>;
  V<T> sum[rows][vectors];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) sum[i][j] = bias && !accumulate ? splat(bias[i]) : V<T>{};
  }
  for (int64_t p = 0; p < k; ++p) {
    V<T> vb[vectors];
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) vb[j] = load(packed + p * P + j * L);
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      const V<T> va = splat(a[i * rowStride]);
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) sum[i][j] += va * vb[j];
    }
    a += colStride;
  }
  if (width == vectors * L) {
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) {
        T* to = c + i * pitchC + j * L;
        store<T>(to, accumulate ? load(to) + sum[i][j] : sum[i][j]);
      }
    }
    return;
  }
  T edge[vectors * L];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) store<T>(edge + j * L, sum[i][j]);
    for (int64_t j = 0; j < width; ++j) c[i * pitchC + j] = accumulate ? c[i * pitchC + j] + edge[j] : edge[j];
  }
}

/// A, C and bias of the rows that are left.
template <typename T>
struct Rows {
  int64_t width, k;
  const T* a;
  int64_t rowStride, colStride;
  const T *packed, *bias;
  bool accumulate;
  T* c;
  int64_t pitchC;

  template <int rows, int vectors>
  GRADUS_INLINE void tile() {
    panelTile<T, rows, vectors>(width, k, a, rowStride, colStride, packed, bias, accumulate, c, pitchC);
    a += rows * rowStride;
    c += rows * pitchC;
    if (bias) bias += rows;
  }
};

template <typename T, int vectors>
void panelRows(int64_t m, Rows<T> rest) {
  int64_t left = m;
  for (; left >= tileRows; left -= tileRows) rest.template tile<tileRows, vectors>();
  if constexpr (tileRows > 8) {
    if (left >= 8) rest.template tile<8, vectors>(), left -= 8;
  }
  if constexpr (tileRows > 4) {
    if (left >= 4) rest.template tile<4, vectors>(), left -= 4;
  }
  if (left >= 2) rest.template tile<2, vectors>(), left -= 2;
  if (left >= 1) rest.template tile<1, vectors>();
}

template <typename T>
void multiplyPanel(int64_t m, int64_t n, int64_t k, int64_t col, const T* a, int64_t rowStride, int64_t colStride,
                   const T* packed, const T* bias, T* c, int64_t pitchC) {
  constexpr int P = panelCols<T>;
  constexpr int64_t block = 1024;  // rows of B per pass: 128 kB of packed floats stay in the second-level cache
  const int64_t width = n - col < P ? n - col : P;
  int64_t p = 0;
  do {
    const int64_t depth = k - p < block ? k - p : block;
    const Rows<T> rows{width, depth, a + p * colStride, rowStride, colStride, packed + p * P,
                       bias,  p > 0, c + col,           pitchC};
    if (width <= Vec<T>::lanes) {
      panelRows<T, 1>(m, rows);
    } else {
      panelRows<T, tileVectors>(m, rows);
    }
    p += block;
  } while (p < k);
}

template <typename T>
void transposeAll(int64_t rows, int64_t cols, const T* a, int64_t pitchA, T* out, int64_t pitchOut) {
  constexpr int L = Vec<T>::lanes;
  int64_t i = 0;
  for (; i + L <= rows; i += L) {
    int64_t j = 0;
    for (; j + L <= cols; j += L) {
      const T* from[L];
      GRADUS_UNROLL
      for (int r = 0; r < L; ++r) from[r] = a + (i + r) * pitchA + j;
      transposeSquare<T>(from, out + j * pitchOut + i, pitchOut);
    }
    for (; j < cols; ++j) {
      GRADUS_UNROLL
      for (int r = 0; r < L; ++r) out[j * pitchOut + i + r] = a[(i + r) * pitchA + j];
    }
  }
  for (; i < rows; ++i) {
    for (int64_t j = 0; j < cols; ++j) out[j * pitchOut + i] = a[i * pitchA + j];
  }
}

}  // namespace

template <typename T>
void addLargeProducts(Kernels<T>& table) {
  table.panelCols = panelCols<T>;
  table.packPanel = packPanel<T>;
  table.multiplyPanel = multiplyPanel<T>;
  table.transpose = transposeAll<T>;
}
template void addLargeProducts<float>(Kernels<float>&);
template void addLargeProducts<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
