#pragma once
// Vectors of one level: GCC/Clang vector extensions, so one source serves SSE, AVX2, AVX-512 and other processors.
// Everything lives in the level's namespace; include from level/*.cpp only.
#include <cstdint>

#include "core/compute/cpu/kernels/kernels.h"

#if defined(GRADUS_LEVEL_v4)
#define GRADUS_VECTOR_BYTES 64
#elif defined(GRADUS_LEVEL_v3)
#define GRADUS_VECTOR_BYTES 32
#else
#define GRADUS_VECTOR_BYTES 16
#endif
#define GRADUS_INLINE inline __attribute__((always_inline))
// Before loops with a constant count whose arrays must end up in registers.
#if defined(__clang__)
#define GRADUS_UNROLL _Pragma("unroll")
#else
#define GRADUS_UNROLL _Pragma("GCC unroll 64")
#endif

namespace gradus::GRADUS_LEVEL {

template <typename T>
struct IntOf;
template <>
struct IntOf<float> {
  using type = int32_t;
};
template <>
struct IntOf<double> {
  using type = int64_t;
};

template <typename T>
struct Vec {
  static constexpr int lanes = GRADUS_VECTOR_BYTES / static_cast<int>(sizeof(T));
  using Int = typename IntOf<T>::type;
  typedef T type __attribute__((vector_size(GRADUS_VECTOR_BYTES)));
  typedef Int mask __attribute__((vector_size(GRADUS_VECTOR_BYTES)));
  typedef T unaligned __attribute__((vector_size(GRADUS_VECTOR_BYTES), aligned(sizeof(T)), may_alias));
};
template <typename T>
using V = typename Vec<T>::type;
template <typename T>
using M = typename Vec<T>::mask;

template <typename T>
GRADUS_INLINE V<T> load(const T* p) {
  return *reinterpret_cast<const typename Vec<T>::unaligned*>(p);
}
template <typename T>
GRADUS_INLINE void store(T* p, V<T> v) {
  *reinterpret_cast<typename Vec<T>::unaligned*>(p) = v;
}
template <typename T>
GRADUS_INLINE V<T> splat(T x) {
  return x - V<T>{};
}

template <int... I>
struct Seq {};
template <int n, int... I>
struct MakeSeq : MakeSeq<n - 1, n - 1, I...> {};
template <int... I>
struct MakeSeq<0, I...> {
  using type = Seq<I...>;
};
template <typename T>
using LaneSeq = typename MakeSeq<Vec<T>::lanes>::type;

template <typename T, int... I>
GRADUS_INLINE M<T> iotaOf(Seq<I...>) {
  return M<T>{I...};
}
/// All bits set in lanes below n.
template <typename T>
GRADUS_INLINE M<T> lanesBelow(int64_t n) {
  return iotaOf<T>(LaneSeq<T>()) < static_cast<typename Vec<T>::Int>(n);
}
template <typename T>
GRADUS_INLINE V<T> masked(V<T> v, M<T> mask) {
  return mask ? v : V<T>{};
}
/// The first n < lanes elements, zeros after them; reads nothing else unless `padded`.
template <typename T>
GRADUS_INLINE V<T> loadPart(const T* p, int64_t n, bool padded) {
  if (padded) return masked<T>(load(p), lanesBelow<T>(n));
  V<T> v{};
  for (int64_t i = 0; i < n; ++i) v[i] = p[i];
  return v;
}
template <typename T>
GRADUS_INLINE void storePart(T* p, V<T> v, int64_t n) {
  for (int64_t i = 0; i < n; ++i) p[i] = v[i];
}

template <typename T, int... I>
GRADUS_INLINE V<T> addPairs(V<T> a, V<T> b, Seq<I...>) {
  return __builtin_shufflevector(a, b, (2 * I)...) + __builtin_shufflevector(a, b, (2 * I + 1)...);
}
template <typename T, int... I>
GRADUS_INLINE V<T> zipLow(V<T> a, V<T> b, Seq<I...>) {
  constexpr int n = Vec<T>::lanes;
  return __builtin_shufflevector(a, b, (I / 2 + (I % 2) * n)...);
}
template <typename T, int... I>
GRADUS_INLINE V<T> zipHigh(V<T> a, V<T> b, Seq<I...>) {
  constexpr int n = Vec<T>::lanes;
  return __builtin_shufflevector(a, b, (n / 2 + I / 2 + (I % 2) * n)...);
}

template <typename T, int n>
GRADUS_INLINE V<T> addTree(const V<T>* v) {
  if constexpr (n == 1) {
    return v[0];
  } else {
    V<T> w[n / 2];
    GRADUS_UNROLL
    for (int i = 0; i < n / 2; ++i) w[i] = addPairs<T>(v[2 * i], v[2 * i + 1], LaneSeq<T>());
    return addTree<T, n / 2>(w);
  }
}
/// Lane i of the result is the sum of the lanes of v[i]; v has as many vectors as a vector has lanes.
template <typename T>
GRADUS_INLINE V<T> sumsOf(const V<T>* v) {
  return addTree<T, Vec<T>::lanes>(v);
}
template <typename T>
GRADUS_INLINE T sumOf(V<T> v) {
  GRADUS_UNROLL
  for (int n = Vec<T>::lanes; n > 1; n /= 2) v = addPairs<T>(v, v, LaneSeq<T>());
  return v[0];
}

}  // namespace gradus::GRADUS_LEVEL
