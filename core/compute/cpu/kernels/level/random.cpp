// Random numbers by lanes: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw 2011, section 3.3), one block of four words per
// 64-bit lane, so that its 32 x 32 -> 64 bit products are single instructions. The words are those of core/base/rng.h.
// Normals by Box and Muller (1958): sqrt(-2 log u) (cos 2 pi v, sin 2 pi v).
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include "core/compute/cpu/kernels/level/functions.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

typedef uint64_t Wide __attribute__((vector_size(GRADUS_VECTOR_BYTES)));
constexpr int blocks = GRADUS_VECTOR_BYTES / 8;  // at a time
constexpr int draws = 4 * blocks;                // two vectors of float
constexpr int half = Vec<float>::lanes;

// Product of the lower halves of each lane.
GRADUS_INLINE Wide multiply(Wide a, uint32_t b) {
#if GRADUS_VECTOR_BYTES == 64 && defined(__AVX512F__)
  return reinterpret_cast<Wide>(_mm512_maskz_mul_epu32(0xFF, reinterpret_cast<__m512i>(a), _mm512_set1_epi64(b)));
#elif GRADUS_VECTOR_BYTES == 32 && defined(__AVX2__)
  return reinterpret_cast<Wide>(_mm256_mul_epu32(reinterpret_cast<__m256i>(a), _mm256_set1_epi64x(b)));
#elif GRADUS_VECTOR_BYTES == 16 && defined(__SSE2__)
  return reinterpret_cast<Wide>(_mm_mul_epu32(reinterpret_cast<__m128i>(a), _mm_set1_epi64x(b)));
#else
  return (a & 0xFFFFFFFFu) * static_cast<uint64_t>(b);
#endif
}

// Words of `blocks` blocks from `block` on; lanes of even: words 0, 2 of the first block, 0, 2 of the second, ...; of
// odd: words 1, 3. The upper halves of c1 and c3 hold rubbish that no product reads and the end drops.
GRADUS_INLINE void philox(const PhiloxStream& stream, uint64_t block, UF& even, UF& odd) {
  Wide c0{};
  for (int lane = 0; lane < blocks; ++lane) c0[lane] = block + static_cast<uint64_t>(lane);
  Wide c1 = Wide{} + stream.counter[0], c2 = Wide{} + stream.counter[1], c3 = Wide{} + stream.counter[2];
  uint32_t k0 = stream.key[0], k1 = stream.key[1];
  GRADUS_UNROLL
  for (int round = 0; round < 10; ++round) {
    const Wide p0 = multiply(c0, 0xD2511F53u), p1 = multiply(c2, 0xCD9E8D57u);
    c0 = (p1 >> 32) ^ c1 ^ static_cast<uint64_t>(k0);
    c2 = (p0 >> 32) ^ c3 ^ static_cast<uint64_t>(k1);
    c1 = p1;
    c3 = p0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  even = reinterpret_cast<UF>((c0 & 0xFFFFFFFFu) | (c2 << 32));
  odd = reinterpret_cast<UF>((c1 & 0xFFFFFFFFu) | (c3 << 32));
}

// Of the words w: (w >> 8) 2^-24.
GRADUS_INLINE VF unit(UF w) {
  return __builtin_convertvector(reinterpret_cast<MF>(w >> 8), VF) * 0x1p-24f;
}
// In (0, 1], rounded to float: never zero, so its logarithm is finite.
GRADUS_INLINE VF positiveUnit(UF w) {
  return (__builtin_convertvector(reinterpret_cast<MF>(w >> 1), VF) + 0.5f) * 0x1p-31f;
}

// Both halves of the draws of one group; double follows the float numbers u and v with exact functions.
struct Uniform {
  static GRADUS_INLINE void make(UF even, UF odd, VF& a, VF& b) { a = unit(even), b = unit(odd); }
  static GRADUS_INLINE void make(UF even, UF odd, double* a, double* b) {
    const VF u = unit(even), v = unit(odd);
    for (int i = 0; i < half; ++i) a[i] = static_cast<double>(u[i]), b[i] = static_cast<double>(v[i]);
  }
};
struct Normal {
  static GRADUS_INLINE void make(UF even, UF odd, VF& a, VF& b) {
    const VF radius = sqrtOf<float>(logOf(positiveUnit(even)) * -2.0f), angle = unit(odd) * 6.28318531f;
    a = radius * sinOf<true>(angle), b = radius * sinOf<false>(angle);
  }
  static GRADUS_INLINE void make(UF even, UF odd, double* a, double* b) {
    const VF u = positiveUnit(even), v = unit(odd);
    for (int i = 0; i < half; ++i) {
      const double radius = __builtin_sqrt(-2 * log(static_cast<double>(u[i]))),
                   angle = 6.283185307179586 * static_cast<double>(v[i]);
      a[i] = radius * cos(angle), b[i] = radius * sin(angle);
    }
  }
};

template <typename Kind>
GRADUS_INLINE void group(const PhiloxStream& stream, uint64_t block, float* out) {
  UF even, odd;
  VF a, b;
  philox(stream, block, even, odd);
  Kind::make(even, odd, a, b);
  store<float>(out, zipLow<float>(a, b, LaneSeq<float>()));
  store<float>(out + half, zipHigh<float>(a, b, LaneSeq<float>()));
}
template <typename Kind>
GRADUS_INLINE void group(const PhiloxStream& stream, uint64_t block, double* out) {
  UF even, odd;
  double a[half], b[half];
  philox(stream, block, even, odd);
  Kind::make(even, odd, a, b);
  for (int i = 0; i < half; ++i) out[2 * i] = a[i], out[2 * i + 1] = b[i];
}

template <typename T, typename Kind>
void fill(const PhiloxStream& stream, uint64_t block, int64_t n, T* out) {
  int64_t i = 0;
  for (; i + draws <= n; i += draws, block += blocks) group<Kind>(stream, block, out + i);
  if (i == n) return;
  alignas(64) T last[draws];
  group<Kind>(stream, block, last);
  for (int64_t j = 0; i < n; ++i, ++j) out[i] = last[j];
}

template <typename T>
void dropout(const PhiloxStream& stream, uint64_t block, int64_t n, T probability, T scale, const T* a, T* out) {
  const V<T> p = splat(probability), s = splat(scale), zero = splat<T>(0);
  alignas(64) T u[draws];
  int64_t i = 0;
  for (; i + draws <= n; i += draws, block += blocks) {
    group<Uniform>(stream, block, u);
    GRADUS_UNROLL
    for (int j = 0; j < draws; j += Vec<T>::lanes)
      store<T>(out + i + j, pick<T>(load(u + j) >= p, load(a + i + j) * s, zero));
  }
  if (i == n) return;
  group<Uniform>(stream, block, u);
  for (int64_t j = 0; i < n; ++i, ++j) out[i] = u[j] >= probability ? a[i] * scale : T(0);
}

}  // namespace

template <typename T>
void addRandom(Kernels<T>& table) {
  table.random.uniform = fill<T, Uniform>;
  table.random.normal = fill<T, Normal>;
  table.random.dropout = dropout<T>;
}
template void addRandom<float>(Kernels<float>&);
template void addRandom<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
