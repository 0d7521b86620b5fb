#pragma once
// Vector kernels of core/compute/cpu/random_fill.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

/// Philox's key and the upper three words of its counter; the lowest word is the index of a block of four draws.
struct PhiloxStream {
  uint32_t key[2] = {}, counter[3] = {};
};

/// All write out[i] from the draw 4 * block + i, i < n, and touch nothing else: same draws however a range is split.
template <typename T>
struct RandomKernels {
  /// Uniform in [0, 1), multiples of 2^-24, in float and double the same.
  void (*uniform)(const PhiloxStream& stream, uint64_t block, int64_t n, T* out) = nullptr;
  /// Standard normal.
  void (*normal)(const PhiloxStream& stream, uint64_t block, int64_t n, T* out) = nullptr;
  /// out[i] = u_i >= probability ? scale * a[i] : 0 with the uniform draws u; out may be a.
  void (*dropout)(const PhiloxStream& stream, uint64_t block, int64_t n, T probability, T scale, const T* a,
                  T* out) = nullptr;
};

}  // namespace gradus
