#pragma once
// Vector kernels of core/compute/cpu/ops/pooling.cpp; conventions in kernels.h. Each works on one image, lanes are
// channels.
#include <cstdint>

namespace gradus {

/// Windows over one image; sizes in pixels, pitches in elements from pixel to pixel.
struct PoolWindows {
  int64_t rows = 0, cols = 0, outRows = 0, outCols = 0;
  int64_t kernel[2] = {1, 1}, stride[2] = {1, 1}, padding[2] = {0, 0};
  int64_t channels = 0;                        // rounded up to whole vectors where all memory allows it
  int64_t pitchX = 0, pitchH = 0, pitchY = 0;  // images (x, and h or dx beside it), windows
  bool countPadding = true;
  bool disjoint = false;  // no two windows meet
  bool covering = false;  // and every pixel is in one
  bool positive = false;  // scatter: only where the largest is above zero
};

/// Output i of one direction mixes inputs first[i] and second[i] by 1 - weight[i] and weight[i].
struct ResizeLine {
  int64_t count = 0;
  const int64_t *first = nullptr, *second = nullptr;
  const double* weight = nullptr;
};

template <typename T>
struct PoolingKernels {
  void (*maxPool)(const PoolWindows& windows, const T* x, T* y) = nullptr;
  /// dx = g at every window's first largest x, added up; elsewhere zero.
  void (*maxPoolScatter)(const PoolWindows& windows, const T* x, const T* g, T* dx) = nullptr;
  void (*maxPoolGather)(const PoolWindows& windows, const T* x, const T* h, T* y) = nullptr;
  void (*averagePool)(const PoolWindows& windows, const T* x, T* y) = nullptr;
  void (*averagePoolInput)(const PoolWindows& windows, const T* g, T* dx) = nullptr;
  /// y [down.count, across.count] from x with `cols` pixels a row.
  void (*resize)(const ResizeLine& down, const ResizeLine& across, int64_t cols, int64_t channels, const T* x,
                 int64_t pitchX, T* y, int64_t pitchY) = nullptr;
  /// Its transpose: adds to dx.
  void (*resizeInput)(const ResizeLine& down, const ResizeLine& across, int64_t cols, int64_t channels, const T* g,
                      int64_t pitchG, T* dx, int64_t pitchX) = nullptr;
};

}  // namespace gradus
