#pragma once
// Parts of rows that are not a whole number of vectors, and sums and maxima over a row.
#include "core/compute/cpu/kernels/level/functions.h"

namespace gradus::GRADUS_LEVEL {

template <typename T>
GRADUS_INLINE V<T> take(const T* p, int64_t width, bool padded) {
  return width == Vec<T>::lanes ? load(p) : loadPart(p, width, padded);
}
// A single column is contiguous: past an element lie its neighbours.
template <typename T>
GRADUS_INLINE void put(T* p, V<T> v, int64_t width, int64_t pitch) {
  if (pitch == 1) {
    storePart<T>(p, v, width);
  } else {
    store<T>(p, v);
  }
}

// Sum over a row of body(vector of x, first column, width).
template <typename T, typename Body>
GRADUS_INLINE T sumOfRow(int64_t cols, Body body) {
  constexpr int L = Vec<T>::lanes;
  V<T> s0{}, s1{};
  int64_t c = 0;
  for (; c + 2 * L <= cols; c += 2 * L) {
    s0 += body(c, int64_t(L));
    s1 += body(c + L, int64_t(L));
  }
  for (; c + L <= cols; c += L) s0 += body(c, int64_t(L));
  if (c < cols) s1 += masked<T>(body(c, cols - c), lanesBelow<T>(cols - c));
  return sumOf<T>(s0 + s1);
}

template <typename T>
GRADUS_INLINE V<T> larger(V<T> a, V<T> b) {
  return pick<T>(a > b, a, b);
}
template <typename T, int by, int... I>
GRADUS_INLINE V<T> rotated(V<T> v, Seq<I...>) {
  return __builtin_shufflevector(v, v, ((I + by) % Vec<T>::lanes)...);
}
template <typename T, int by>
GRADUS_INLINE V<T> largest(V<T> v) {
  if constexpr (by == 0) {
    return v;
  } else {
    return largest<T, by / 2>(larger<T>(v, rotated<T, by>(v, LaneSeq<T>())));
  }
}
/// Largest lane.
template <typename T>
GRADUS_INLINE T maxOf(V<T> v) {
  return largest<T, Vec<T>::lanes / 2>(v)[0];
}
/// Largest over a row of body(first column, width), lanes from width on left out.
template <typename T, typename Body>
GRADUS_INLINE T maxOfRow(int64_t cols, Body body) {
  constexpr int L = Vec<T>::lanes;
  V<T> best = splat<T>(-__builtin_inff());
  int64_t c = 0;
  for (; c + L <= cols; c += L) best = larger<T>(best, body(c, int64_t(L)));
  if (c < cols) best = larger<T>(best, pick<T>(lanesBelow<T>(cols - c), body(c, cols - c), best));
  return maxOf<T>(best);
}

}  // namespace gradus::GRADUS_LEVEL
