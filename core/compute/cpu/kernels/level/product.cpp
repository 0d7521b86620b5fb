// Matrix products. Small ones keep samples as vector lanes and pack nothing; large ones multiply packed panels of B by
// register tiles (Goto, van de Geijn 2008, "Anatomy of high-performance matrix multiplication", here without packing A).
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
    lanesTile<T, rows, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias, c + i * pitchC, pitchC);
  }
  if (rows == 8 && i + 4 <= m) {
    lanesTile<T, 4, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias, c + i * pitchC, pitchC);
    i += 4;
  }
  for (; i + 2 <= m; i += 2) {
    lanesTile<T, 2, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias, c + i * pitchC, pitchC);
  }
  if (i < m) {
    lanesTile<T, 1, vectors>(k, a + i * rowStride, rowStride, colStride, b, pitchB, bias ? bias + i : bias, c + i * pitchC, pitchC);
  }
}

template <typename T>
void matmulLanes(int64_t m, int64_t n, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* b,
                 int64_t pitchB, const T* bias, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes;
  int64_t j = 0;
  for (; j + 3 * L < n; j += 4 * L) lanesColumn<T, 4>(m, k, a, rowStride, colStride, b + j, pitchB, bias, c + j, pitchC);
  for (; j + L < n; j += 2 * L) lanesColumn<T, 2>(m, k, a, rowStride, colStride, b + j, pitchB, bias, c + j, pitchC);
  if (j < n) lanesColumn<T, 1>(m, k, a, rowStride, colStride, b + j, pitchB, bias, c + j, pitchC);
}

// 16 dot products at once: rows of A times columns (rows) of B; the lanes of the 16 sums are added by one tree.
template <typename T, int rows, int cols>
GRADUS_INLINE void dotsTile(int64_t m, int64_t n, int64_t k, const T* a, int64_t pitchA, const T* b, int64_t pitchB, T* c,
                            int64_t pitchC) {
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
void dotsTiles(int64_t m, int64_t n, int64_t k, const T* a, int64_t pitchA, const T* b, int64_t pitchB, T* c, int64_t pitchC) {
  for (int64_t i = 0; i < m; i += rows) {
    for (int64_t j = 0; j < n; j += cols) {
      dotsTile<T, rows, cols>(m - i, n - j, k, a + i * pitchA, pitchA, b + j * pitchB, pitchB, c + i * pitchC + j, pitchC);
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

// ---- large products ----

#if defined(GRADUS_LEVEL_v4)
constexpr int tileRows = 12;
#elif defined(GRADUS_LEVEL_v3)
constexpr int tileRows = 6;
#else
constexpr int tileRows = 4;
#endif
constexpr int tileVectors = 2;
template <typename T>
constexpr int panelCols = tileVectors * Vec<T>::lanes;

template <typename T>
void transposeSquare(const T* const* rows, T* out, int64_t pitchOut) {
  constexpr int L = Vec<T>::lanes;
  V<T> v[L], w[L];
  GRADUS_UNROLL
  for (int i = 0; i < L; ++i) v[i] = load(rows[i]);
  for (int n = L; n > 1; n /= 2) {  // log2(L) perfect shuffles transpose
    GRADUS_UNROLL
    for (int i = 0; i < L / 2; ++i) {
      w[2 * i] = zipLow<T>(v[i], v[i + L / 2], LaneSeq<T>());
      w[2 * i + 1] = zipHigh<T>(v[i], v[i + L / 2], LaneSeq<T>());
    }
    GRADUS_UNROLL
    for (int i = 0; i < L; ++i) v[i] = w[i];
  }
  GRADUS_UNROLL
  for (int i = 0; i < L; ++i) store<T>(out + i * pitchOut, v[i]);
}

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

template <typename T, int rows>
GRADUS_INLINE void panelTile(int64_t width, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* packed,
                             const T* bias, bool accumulate, T* c, int64_t pitchC) {
  constexpr int L = Vec<T>::lanes, P = panelCols<T>;
  V<T> sum[rows][tileVectors];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < tileVectors; ++j) sum[i][j] = bias && !accumulate ? splat(bias[i]) : V<T>{};
  }
  for (int64_t p = 0; p < k; ++p) {
    V<T> vb[tileVectors];
    GRADUS_UNROLL
    for (int j = 0; j < tileVectors; ++j) vb[j] = load(packed + p * P + j * L);
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      const V<T> va = splat(a[i * rowStride]);
      GRADUS_UNROLL
      for (int j = 0; j < tileVectors; ++j) sum[i][j] += va * vb[j];
    }
    a += colStride;
  }
  if (width == P) {
    GRADUS_UNROLL
    for (int i = 0; i < rows; ++i) {
      GRADUS_UNROLL
      for (int j = 0; j < tileVectors; ++j) {
        T* to = c + i * pitchC + j * L;
        store<T>(to, accumulate ? load(to) + sum[i][j] : sum[i][j]);
      }
    }
    return;
  }
  T edge[P];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < tileVectors; ++j) store<T>(edge + j * L, sum[i][j]);
    for (int64_t j = 0; j < width; ++j) c[i * pitchC + j] = accumulate ? c[i * pitchC + j] + edge[j] : edge[j];
  }
}

template <typename T, int rows>
void panelRows(int64_t m, int64_t width, int64_t k, const T* a, int64_t rowStride, int64_t colStride, const T* packed,
               const T* bias, bool accumulate, T* c, int64_t pitchC) {
  int64_t i = 0;
  for (; i + rows <= m; i += rows) {
    panelTile<T, rows>(width, k, a + i * rowStride, rowStride, colStride, packed, bias ? bias + i : bias, accumulate, c + i * pitchC, pitchC);
  }
  if constexpr (rows > 1) {
    panelRows<T, (rows > 4 ? 4 : rows / 2)>(m - i, width, k, a + i * rowStride, rowStride, colStride, packed,
                                            bias ? bias + i : bias, accumulate, c + i * pitchC, pitchC);
  }
}

template <typename T>
void multiplyPanel(int64_t m, int64_t n, int64_t k, int64_t col, const T* a, int64_t rowStride, int64_t colStride,
                   const T* packed, const T* bias, T* c, int64_t pitchC) {
  constexpr int P = panelCols<T>;
  constexpr int64_t block = 512;  // rows of B per pass: 64 kB of packed floats stay in the second-level cache
  const int64_t width = n - col < P ? n - col : P;
  for (int64_t p = 0; p < k; p += block) {
    const int64_t depth = k - p < block ? k - p : block;
    panelRows<T, tileRows>(m, width, depth, a + p * colStride, rowStride, colStride, packed + p * P, bias, p > 0, c + col, pitchC);
  }
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
void addProducts(Kernels<T>& table) {
  table.matmulLanes = matmulLanes<T>;
  table.matmulDots = matmulDots<T>;
  table.panelCols = panelCols<T>;
  table.packPanel = packPanel<T>;
  table.multiplyPanel = multiplyPanel<T>;
  table.transpose = transposeAll<T>;
}
template void addProducts<float>(Kernels<float>&);
template void addProducts<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
