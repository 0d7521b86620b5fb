#pragma once
// Elementary functions of float vectors. Polynomials and rational functions are own least-squares fits with reweighting
// towards equal relative error (measured largest relative error in the comment); range reductions as in Muller,
// "Elementary Functions" (2016), chapters 11.1-11.3. Double uses the C library: it is the oracle, not the fast path.
#include "core/compute/cpu/kernels/level/vec.h"

namespace gradus::GRADUS_LEVEL {

// The C library's functions, declared here so that no inline overload of <cmath> is instantiated.
extern "C" {
double exp(double);
double log(double);
double log1p(double);
double tanh(double);
double sin(double);
double cos(double);
double erf(double);
double pow(double, double);
float powf(float, float);
}

using VF = V<float>;
using MF = M<float>;
typedef uint32_t UF __attribute__((vector_size(GRADUS_VECTOR_BYTES)));  // bits: padding lanes may hold anything, so
                                                                        // arithmetic on them must be allowed to wrap
using VD = V<double>;

template <typename T>
GRADUS_INLINE V<T> pick(M<T> condition, V<T> a, V<T> b) {
  return condition ? a : b;
}
template <typename T>
GRADUS_INLINE V<T> absOf(V<T> x) {
  return pick<T>(x < splat<T>(0), -x, x);
}
template <int n>
GRADUS_INLINE VF poly(VF x, const float (&c)[n]) {
  VF r = splat(c[n - 1]);
  for (int i = n - 2; i >= 0; --i) r = r * x + c[i];
  return r;
}
GRADUS_INLINE VF clampTo(VF x, float low, float high) {  // keeps NaN
  x = pick<float>(x < splat(low), splat(low), x);
  return pick<float>(x > splat(high), splat(high), x);
}

/// Relative error 1e-7. x = k ln 2 + f, |f| <= ln 2 / 2, e^f = 1 + f + f^2 R(f).
GRADUS_INLINE VF expOf(VF x) {
  const VF z = clampTo(x, -88.0f, 89.0f);
  const float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to the nearest integer
  const VF shifted = z * 1.44269504f + magic;
  const VF k = shifted - magic;
  const VF f = (z - k * 0.693359375f) + k * 2.12194440e-4f;
  const float c[] = {0.499999933f, 0.166665191f, 0.0416684058f, 0.00836889924f, 0.00138142164f};
  const VF p = f * f * poly(f, c) + f + 1.0f;
  // 2^k in two factors, so that k = 128 and k = -127 stay in range.
  const MF whole = __builtin_convertvector(k, MF);
  const MF half = whole >> 1;
  const UF bitsA = reinterpret_cast<UF>(half), bitsB = reinterpret_cast<UF>(whole) - bitsA;
  const VF scaleA = reinterpret_cast<VF>((bitsA + 127) << 23), scaleB = reinterpret_cast<VF>((bitsB + 127) << 23);
  return p * scaleA * scaleB;
}

/// Relative error 4e-7: x P(x^2) / Q(x^2) on |x| <= 9.02, where tanh rounds to 1.
GRADUS_INLINE VF tanhOf(VF x) {
  const VF z = clampTo(x, -9.02f, 9.02f), u = z * z;
  const float p[] = {1.0f, 0.13679938f, 0.00386835635f, 2.80080185e-05f, 3.05862997e-08f, -1.22043391e-11f};
  const float q[] = {1.0f, 0.470132709f, 0.0272459444f, 0.000393868104f, 1.28740476e-06f};
  return clampTo(z * poly(u, p) / poly(u, q), -1.0f, 1.0f);
}

/// Relative error 5e-7: x P(x^2) / Q(x^2) on |x| <= 3.92, where erf rounds to 1.
GRADUS_INLINE VF erfOf(VF x) {
  const VF z = clampTo(x, -3.92f, 3.92f), u = z * z;
  const float p[] = {1.12837911f, 0.190389454f, 0.052746512f, 0.00376490573f, 0.000284869719f, 2.05025003e-06f};
  const float q[] = {1.0f, 0.502061009f, 0.114102118f, 0.0149677796f, 0.00116236927f, 3.80927377e-05f};
  return clampTo(z * poly(u, p) / poly(u, q), -1.0f, 1.0f);
}

/// Relative error 1.2e-7. x = 2^k m, m in [sqrt(1/2), sqrt(2)); log(1 + t) = t - t^2 / 2 + t^3 R(t).
GRADUS_INLINE VF logOf(VF x) {
  const UF offset = reinterpret_cast<UF>(x) - 0x3F3504F3u;  // bits of sqrt(1/2)
  const MF k = reinterpret_cast<MF>(offset) >> 23;
  const VF t = reinterpret_cast<VF>((offset & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;
  const float c[] = {0.333333317f, -0.250008211f, 0.200012263f, -0.16623355f,
                     0.142017705f, -0.131602176f, 0.127615022f, -0.076343106f};
  const VF e = __builtin_convertvector(k, VF), u = t * t;
  VF r = t * u * poly(t, c) - 0.5f * u + e * -2.12194440e-4f;
  r = r + t + e * 0.693359375f;
  const VF infinity = splat(__builtin_inff());
  r = pick<float>(x > splat(3.4e38f), x, r);                           // infinity
  r = pick<float>(x < splat(1.17549435e-38f), -infinity, r);           // zero (denormals count as zero)
  return pick<float>(x >= splat(0.0f), r, splat(__builtin_nanf("")));  // negative, NaN
}

/// log(1 + u), u in [0, 1]: log(w) u / (w - 1) with w = 1 + u repairs the rounding of w.
GRADUS_INLINE VF log1pOf(VF u) {
  const VF w = u + 1.0f, d = w - 1.0f;
  return pick<float>(d > splat(0.0f), logOf(w) * (u / d), u);
}

/// sin and cos: x = k pi / 2 + f in three parts of pi / 2 (exact up to |k| about 10^4), absolute error 1e-7.
template <bool cosine>
GRADUS_INLINE VF sinOf(VF x) {
  const float magic = 12582912.0f;
  const VF k = (x * 0.636619772f + magic) - magic;
  VF f = x - k * 1.5703125f;
  f = f - k * 4.837512969970703125e-4f;
  f = f - k * 7.549789948768648e-8f;
  const VF u = f * f;
  const float cs[] = {-0.166666666f, 0.00833332906f, -0.000198392326f, 2.71736641e-06f};
  const float cc[] = {0.0416666666f, -0.00138888832f, 2.47993727e-05f, -2.71986285e-07f};
  const VF s = f + f * u * poly(u, cs), c = 1.0f - 0.5f * u + u * u * poly(u, cc);
  MF quadrant = __builtin_convertvector(k, MF);
  if (cosine) quadrant += 1;
  const VF r = pick<float>((quadrant & 1) != 0, c, s);
  return pick<float>((quadrant & 2) != 0, -r, r);
}

#define GRADUS_DOUBLE_BY_LIBRARY(name, call)                        \
  GRADUS_INLINE VD name(VD x) {                                     \
    VD r;                                                           \
    for (int i = 0; i < Vec<double>::lanes; ++i) r[i] = call(x[i]); \
    return r;                                                       \
  }
GRADUS_DOUBLE_BY_LIBRARY(expOf, exp)
GRADUS_DOUBLE_BY_LIBRARY(tanhOf, tanh)
GRADUS_DOUBLE_BY_LIBRARY(erfOf, erf)
GRADUS_DOUBLE_BY_LIBRARY(logOf, log)
GRADUS_DOUBLE_BY_LIBRARY(log1pOf, log1p)
template <bool cosine>
GRADUS_INLINE VD sinOf(VD x) {
  VD r;
  for (int i = 0; i < Vec<double>::lanes; ++i) r[i] = cosine ? cos(x[i]) : sin(x[i]);
  return r;
}
#undef GRADUS_DOUBLE_BY_LIBRARY

template <typename T>
GRADUS_INLINE V<T> sqrtOf(V<T> x) {
  V<T> r;
  for (int i = 0; i < Vec<T>::lanes; ++i) {
    if constexpr (sizeof(T) == 4) {
      r[i] = __builtin_sqrtf(x[i]);
    } else {
      r[i] = __builtin_sqrt(x[i]);
    }
  }
  return r;
}

template <typename T>
GRADUS_INLINE V<T> floorOf(V<T> x) {
  V<T> r;
  for (int i = 0; i < Vec<T>::lanes; ++i) {
    if constexpr (sizeof(T) == 4) {
      r[i] = __builtin_floorf(x[i]);
    } else {
      r[i] = __builtin_floor(x[i]);
    }
  }
  return r;
}

/// Halves to the even neighbour.
template <typename T>
GRADUS_INLINE V<T> roundOf(V<T> x) {
  V<T> r;
  for (int i = 0; i < Vec<T>::lanes; ++i) {
    if constexpr (sizeof(T) == 4) {
      r[i] = __builtin_rintf(x[i]);
    } else {
      r[i] = __builtin_rint(x[i]);
    }
  }
  return r;
}

template <typename T>
GRADUS_INLINE V<T> powOf(V<T> x, V<T> y) {
  V<T> r;
  for (int i = 0; i < Vec<T>::lanes; ++i) {
    if constexpr (sizeof(T) == 4) {
      r[i] = powf(x[i], y[i]);
    } else {
      r[i] = pow(x[i], y[i]);
    }
  }
  return r;
}

}  // namespace gradus::GRADUS_LEVEL
