// Sums and maxima in a fixed order.
#include "core/compute/cpu/kernels/level/functions.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

template <typename T>
GRADUS_INLINE V<T> rowLanes(const T* a, int64_t cols, bool padded, V<T> start) {
  constexpr int L = Vec<T>::lanes;
  V<T> s0 = start, s1{}, s2{}, s3{};
  int64_t j = 0;
  for (; j + 4 * L <= cols; j += 4 * L) {
    s0 += load(a + j);
    s1 += load(a + j + L);
    s2 += load(a + j + 2 * L);
    s3 += load(a + j + 3 * L);
  }
  for (; j + L <= cols; j += L) s0 += load(a + j);
  if (j < cols) s0 += loadPart(a + j, cols - j, padded);
  return (s0 + s1) + (s2 + s3);
}

template <typename T>
T sumAll(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded) {
  if (pitch == cols) {
    cols *= rows;
    rows = 1;
  }
  V<T> sum{};
  for (int64_t i = 0; i < rows; ++i) sum = rowLanes(a + i * pitch, cols, padded, sum);
  return sumOf<T>(sum);
}

template <typename T>
void sumOfEachRow(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded, T* out) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t i = 0; i < rows; i += L) {
    V<T> sums[L];
    GRADUS_UNROLL
    for (int r = 0; r < L; ++r) sums[r] = i + r < rows ? rowLanes(a + (i + r) * pitch, cols, padded, V<T>{}) : V<T>{};
    const V<T> total = sumsOf<T>(sums);
    if (rows - i >= L) {
      store<T>(out + i, total);
    } else {
      storePart<T>(out + i, total, rows - i);
    }
  }
}

// Folds `vectors` vectors of columns over all rows; four rows at a time where there is only one vector, or the latency
// of an addition would be waited for.
template <typename T, int vectors, bool isMax>
GRADUS_INLINE void overRows(int64_t rows, int64_t width, const T* a, int64_t pitch, bool padded, T* out) {
  constexpr int L = Vec<T>::lanes, chains = vectors == 1 ? 4 : 1;
  V<T> sum[chains][vectors];
  const auto fold = [](V<T> s, V<T> x) { return isMax ? pick<T>(x > s, x, s) : s + x; };
  const V<T> start = isMax ? splat<T>(-__builtin_inff()) : V<T>{};
  GRADUS_UNROLL
  for (int c = 0; c < chains; ++c) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) sum[c][j] = start;
  }
  const bool whole = width == vectors * L;
  int64_t i = 0;
  if (whole) {
    for (; i + chains <= rows; i += chains) {
      GRADUS_UNROLL
      for (int c = 0; c < chains; ++c) {
        GRADUS_UNROLL
        for (int j = 0; j < vectors; ++j) sum[c][j] = fold(sum[c][j], load(a + (i + c) * pitch + j * L));
      }
    }
  }
  for (; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j)
      sum[0][j] = fold(sum[0][j], whole ? load(a + i * pitch + j * L) : loadPart(a + i * pitch, width, padded));
  }
  GRADUS_UNROLL
  for (int j = 0; j < vectors; ++j) {
    V<T> total = sum[0][j];
    if (chains == 4) total = fold(fold(total, sum[1 % chains][j]), fold(sum[2 % chains][j], sum[3 % chains][j]));
    if (whole) {
      store<T>(out + j * L, total);
    } else {
      storePart<T>(out, total, width);
    }
  }
}

template <typename T, bool isMax>
void foldOverRows(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded, T* out) {
  constexpr int L = Vec<T>::lanes;
  int64_t j = 0;
  for (; j + 4 * L <= cols; j += 4 * L) overRows<T, 4, isMax>(rows, 4 * L, a + j, pitch, padded, out + j);
  for (; j + 2 * L <= cols; j += 2 * L) overRows<T, 2, isMax>(rows, 2 * L, a + j, pitch, padded, out + j);
  for (; j < cols; j += L) overRows<T, 1, isMax>(rows, cols - j < L ? cols - j : L, a + j, pitch, padded, out + j);
}

template <typename T>
T maxAll(int64_t rows, int64_t cols, const T* a, int64_t pitch) {
  constexpr int L = Vec<T>::lanes;
  T best = a[0];
  V<T> most = splat(best);
  for (int64_t i = 0; i < rows; ++i) {
    const T* row = a + i * pitch;
    int64_t j = 0;
    for (; j + L <= cols; j += L) {
      const V<T> x = load(row + j);
      most = pick<T>(x > most, x, most);
    }
    for (; j < cols; ++j) best = row[j] > best ? row[j] : best;
  }
  for (int lane = 0; lane < L; ++lane) best = most[lane] > best ? most[lane] : best;
  return best;
}

}  // namespace

template <typename T>
void addReductions(Kernels<T>& table) {
  table.sumAll = sumAll<T>;
  table.sumOfEachRow = sumOfEachRow<T>;
  table.sumOverRows = foldOverRows<T, false>;
  table.maxAll = maxAll<T>;
  table.maxOverRows = foldOverRows<T, true>;
}
template void addReductions<float>(Kernels<float>&);
template void addReductions<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
