// Vector kernels of sparse products and segments: features are the lanes, an entry's value is repeated over them.
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

template <int n>
struct Count {
  static constexpr int value = n;
};

// `vectors` vectors of one segment's sum, in registers over all its entries.
template <typename T, int vectors>
GRADUS_INLINE void segmentSums(int64_t first, int64_t last, const SparseSegments& segments, const T* values,
                               int64_t valueStride, const T* x, int64_t pitchX, V<T>* sum) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t i = first; i < last; ++i) {
    const T* from = x + (segments.index ? segments.index[i] : i) * pitchX;
    if (values) {
      const V<T> value = splat(values[(segments.values ? segments.values[i] : i) * valueStride]);
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) sum[j] += value * load(from + j * L);
    } else {
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) sum[j] += load(from + j * L);
    }
  }
}

template <typename T, int vectors>
GRADUS_INLINE void sumBlock(int64_t s, const SparseSegments& segments, const T* values, int64_t valueStride, const T* x,
                            int64_t pitchX, T* out, int64_t cols) {
  constexpr int L = Vec<T>::lanes;
  V<T> sum[vectors];
  GRADUS_UNROLL
  for (int j = 0; j < vectors; ++j) sum[j] = V<T>{};
  segmentSums<T, vectors>(segments.start[s], segments.start[s + 1], segments, values, valueStride, x, pitchX, sum);
  GRADUS_UNROLL
  for (int j = 0; j < vectors; ++j) {
    if (cols - j * L >= L) {
      store<T>(out + j * L, sum[j]);
    } else {
      storePart<T>(out + j * L, sum[j], cols - j * L);
    }
  }
}

template <typename T>
void product(int64_t begin, int64_t end, const SparseSegments& segments, const T* values, int64_t valueStride,
             int64_t groups, int64_t groupCols, const T* x, int64_t pitchX, T* out, int64_t pitchOut, bool padded) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t s = begin; s < end; ++s) {
    for (int64_t k = 0; k < groups; ++k) {  // ascending: a group's tail may reach into the next, written after it
      const T* v = values ? values + k : values;
      int64_t j = 0;
      const int64_t at = k * groupCols;
      const auto block = [&](auto vectors) __attribute__((always_inline)) {
        constexpr int n = decltype(vectors)::value;
        sumBlock<T, n>(s, segments, v, valueStride, x + at + j, pitchX, out + s * pitchOut + at + j,
                       padded ? n * L : groupCols - j);
        j += n * L;
      };
      while (groupCols - j > 3 * L) block(Count<4>());
      if (groupCols - j > L) block(Count<2>());
      if (groupCols - j > 0) block(Count<1>());
    }
  }
}

template <typename T>
void maximum(int64_t begin, int64_t end, const SparseSegments& segments, int64_t cols, const T* x, int64_t pitchX,
             T* out, int64_t pitchOut) {
  for (int64_t s = begin; s < end; ++s) {
    T* to = out + s * pitchOut;
    const int64_t first = segments.start[s], last = segments.start[s + 1];
    for (int64_t j = 0; j < cols; ++j) to[j] = first == last ? T(0) : static_cast<T>(-__builtin_inf());
    for (int64_t i = first; i < last; ++i) {
      const T* from = x + (segments.index ? segments.index[i] : i) * pitchX;
      for (int64_t j = 0; j < cols; ++j) to[j] = from[j] > to[j] ? from[j] : to[j];
    }
  }
}

template <typename T>
void sampled(int64_t begin, int64_t end, const SparseSegments& segments, int64_t groups, int64_t groupCols, const T* a,
             int64_t pitchA, const T* b, int64_t pitchB, T* out, int64_t outStride) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t s = begin; s < end; ++s) {
    for (int64_t i = segments.start[s]; i < segments.start[s + 1]; ++i) {
      for (int64_t k = 0; k < groups; ++k) {
        const T *left = a + s * pitchA + k * groupCols, *right = b + segments.index[i] * pitchB + k * groupCols;
        V<T> sum{};
        int64_t j = 0;
        for (; j + L <= groupCols; j += L) sum += load(left + j) * load(right + j);
        if (j < groupCols) sum += loadPart(left + j, groupCols - j, true) * loadPart(right + j, groupCols - j, true);
        out[i * outStride + k] = sumOf<T>(sum);
      }
    }
  }
}

template <typename T>
void gather(int64_t begin, int64_t end, const int32_t* index, int64_t cols, const T* x, int64_t pitchX, T* out,
            int64_t pitchOut) {
  constexpr int L = Vec<T>::lanes;
  for (int64_t i = begin; i < end; ++i) {
    const T* from = x + index[i] * pitchX;
    T* to = out + i * pitchOut;
    int64_t j = 0;
    for (; j + L <= cols; j += L) store<T>(to + j, load(from + j));
    for (; j < cols; ++j) to[j] = from[j];
  }
}

}  // namespace

template <typename T>
void addSparse(Kernels<T>& table) {
  table.sparse.product = product<T>;
  table.sparse.maximum = maximum<T>;
  table.sparse.sampled = sampled<T>;
  table.sparse.gather = gather<T>;
}
template void addSparse<float>(Kernels<float>&);
template void addSparse<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
