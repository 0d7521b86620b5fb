// Sums and maxima in a fixed order.
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

template <typename T>
void sumOverRows(int64_t rows, int64_t cols, const T* a, int64_t pitch, bool padded, T* out) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t j = 0; j < cols; j += L) {
    const bool whole = cols - j >= L;
    V<T> sum{};
    for (int64_t i = 0; i < rows; ++i) {
      const T* from = a + i * pitch + j;
      sum += whole ? load(from) : loadPart(from, cols - j, padded);
    }
    if (whole) {
      store<T>(out + j, sum);
    } else {
      storePart<T>(out + j, sum, cols - j);
    }
  }
}

template <typename T>
T maxAll(int64_t rows, int64_t cols, const T* a, int64_t pitch) {
  T best = a[0];
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < cols; ++j) best = a[i * pitch + j] > best ? a[i * pitch + j] : best;
  }
  return best;
}

template <typename T>
void maxOverRows(int64_t rows, int64_t cols, const T* a, int64_t pitch, T* out) {
  for (int64_t j = 0; j < cols; ++j) out[j] = a[j];
  for (int64_t i = 1; i < rows; ++i) {
    const T* row = a + i * pitch;
    for (int64_t j = 0; j < cols; ++j) out[j] = row[j] > out[j] ? row[j] : out[j];
  }
}

}  // namespace

template <typename T>
void addReductions(Kernels<T>& table) {
  table.sumAll = sumAll<T>;
  table.sumOfEachRow = sumOfEachRow<T>;
  table.sumOverRows = sumOverRows<T>;
  table.maxAll = maxAll<T>;
  table.maxOverRows = maxOverRows<T>;
}
template void addReductions<float>(Kernels<float>&);
template void addReductions<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
