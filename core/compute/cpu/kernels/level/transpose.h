#pragma once
// Transposition of a square of as many rows as a vector has lanes.
#include "core/compute/cpu/kernels/level/vec.h"

namespace gradus::GRADUS_LEVEL {

/// out[c * pitchOut + r] = rows[r][c]: log2(lanes) perfect shuffles transpose.
template <typename T>
GRADUS_INLINE void transposeSquare(const T* const* rows, T* out, int64_t pitchOut) {
  constexpr int L = Vec<T>::lanes;
  V<T> v[L], w[L];
  GRADUS_UNROLL
  for (int i = 0; i < L; ++i) v[i] = load(rows[i]);
  for (int n = L; n > 1; n /= 2) {
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

}  // namespace gradus::GRADUS_LEVEL
