#pragma once
// Vector kernels of core/compute/cpu/ops/sparse.cpp; conventions in kernels.h. Features are the lanes.
#include <cstdint>

namespace gradus {

/// Segments of entries: entry i (start[s] <= i < start[s + 1]) of segment s.
struct SparseSegments {
  const int32_t* start = nullptr;
  const int32_t* index = nullptr;   // row of x that entry i reads; null: row i
  const int32_t* values = nullptr;  // which value entry i has; null: value i
};

template <typename T>
struct SparseKernels {
  /// out[s, k-th group] = sum over entries of values[entry * valueStride + k] x[index, k-th group] for segments
  /// [begin, end); values null: ones. x may be read up to a vector past a row; out only if `padded`.
  void (*product)(int64_t begin, int64_t end, const SparseSegments& segments, const T* values, int64_t valueStride,
                  int64_t groups, int64_t groupCols, const T* x, int64_t pitchX, T* out, int64_t pitchOut,
                  bool padded) = nullptr;
  /// out[s] = largest of the entries' rows, 0 for none.
  void (*maximum)(int64_t begin, int64_t end, const SparseSegments& segments, int64_t cols, const T* x, int64_t pitchX,
                  T* out, int64_t pitchOut) = nullptr;
  /// out[entry * outStride + k] = sum over the k-th group of a[s] b[index(entry)]; out exact.
  void (*sampled)(int64_t begin, int64_t end, const SparseSegments& segments, int64_t groups, int64_t groupCols,
                  const T* a, int64_t pitchA, const T* b, int64_t pitchB, T* out, int64_t outStride) = nullptr;
  /// out[i] = x[index[i]] for i in [begin, end); exact: nothing past a row is touched.
  void (*gather)(int64_t begin, int64_t end, const int32_t* index, int64_t cols, const T* x, int64_t pitchX, T* out,
                 int64_t pitchOut) = nullptr;
};

}  // namespace gradus
