// Vector kernels of normalisations: statistics and scaling of columns (batch, instance, group) and of rows (layer).
#include "core/compute/cpu/kernels/level/functions.h"
#include "core/compute/cpu/kernels/level/rows.h"
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

template <int n>
struct Count {
  static constexpr int value = n;
};

// body(number of vectors, first column, width) over blocks of columns: four whole vectors, then one, the last in part.
template <typename T, typename Body>
GRADUS_INLINE void forColumns(int64_t cols, Body body) {
  constexpr int L = Vec<T>::lanes;
  int64_t c = 0;
  for (; c + 4 * L <= cols; c += 4 * L) body(Count<4>(), c, int64_t(L));
  for (; c < cols; c += L) body(Count<1>(), c, cols - c < L ? cols - c : int64_t(L));
}
// One pass: sums of d = x - start and of d^2, with the mean of some first rows as start so that an outlier there or a
// mean far from zero costs few digits.
template <typename T>
void columnMoments(int64_t rows, int64_t cols, RowsOf<T> x, T* means, T* squares) {
  constexpr int L = Vec<T>::lanes;
  const int64_t first = rows < 8 ? rows : 8;
  forColumns<T>(cols, [&](auto count, int64_t c, int64_t width) {
    constexpr int n = decltype(count)::value;
    V<T> start[n] = {}, s[n] = {}, q[n] = {};
    for (int64_t r = 0; r < first; ++r) {
      GRADUS_UNROLL
      for (int j = 0; j < n; ++j) start[j] += take(x.at + r * x.pitch + c + j * L, width, x.padded);
    }
    GRADUS_UNROLL
    for (int j = 0; j < n; ++j) start[j] *= T(1) / static_cast<T>(first);
    for (int64_t r = 0; r < rows; ++r) {
      GRADUS_UNROLL
      for (int j = 0; j < n; ++j) {
        const V<T> d = take(x.at + r * x.pitch + c + j * L, width, x.padded) - start[j];
        s[j] += d;
        q[j] += d * d;
      }
    }
    GRADUS_UNROLL
    for (int j = 0; j < n; ++j) {
      const V<T> shift = s[j] * (T(1) / static_cast<T>(rows)), rest = q[j] - s[j] * shift;
      store<T>(means + c + j * L, start[j] + shift);
      store<T>(squares + c + j * L, pick<T>(rest < V<T>{}, V<T>{}, rest));
    }
  });
}

template <typename T, int n>
struct ColumnBlock {
  V<T> mean[n], scale[n], shift[n];

  GRADUS_INLINE ColumnBlock(ColumnScale<T> by, int64_t c) {
    GRADUS_UNROLL
    for (int j = 0; j < n; ++j) {
      mean[j] = load(by.mean + c + j * Vec<T>::lanes);
      scale[j] = load(by.scale + c + j * Vec<T>::lanes);
      shift[j] = load(by.shift + c + j * Vec<T>::lanes);
    }
  }
};

template <typename T>
void scaleColumns(int64_t rows, int64_t cols, RowsOf<T> x, ColumnScale<T> by, T slope, T* out, int64_t pitchOut) {
  constexpr int L = Vec<T>::lanes;
  forColumns<T>(cols, [&](auto count, int64_t c, int64_t width) {
    constexpr int n = decltype(count)::value;
    const ColumnBlock<T, n> block(by, c);
    for (int64_t r = 0; r < rows; ++r) {
      GRADUS_UNROLL
      for (int j = 0; j < n; ++j) {
        const V<T> d = take(x.at + r * x.pitch + c + j * L, width, x.padded) - block.mean[j];
        const V<T> z = d * block.scale[j] + block.shift[j];
        put<T>(out + r * pitchOut + c + j * L, pick<T>(z > V<T>{}, z, z * slope), width, pitchOut);
      }
    }
  });
}

template <typename T, bool active>
void columnProducts(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, ColumnScale<T> by, T slope, T* sums,
                    T* products) {
  constexpr int L = Vec<T>::lanes;
  forColumns<T>(cols, [&](auto count, int64_t c, int64_t width) {
    constexpr int n = decltype(count)::value;
    const ColumnBlock<T, n> block(by, c);
    V<T> s[n] = {}, q[n] = {};
    for (int64_t r = 0; r < rows; ++r) {
      GRADUS_UNROLL
      for (int j = 0; j < n; ++j) {
        const V<T> d = take(x.at + r * x.pitch + c + j * L, width, x.padded) - block.mean[j];
        V<T> h = take(g.at + r * g.pitch + c + j * L, width, g.padded);
        if constexpr (active) h = pick<T>(d * block.scale[j] + block.shift[j] > V<T>{}, h, h * slope);
        s[j] += h;
        q[j] += h * d;
      }
    }
    GRADUS_UNROLL
    for (int j = 0; j < n; ++j) {
      store<T>(sums + c + j * L, s[j]);
      store<T>(products + c + j * L, q[j]);
    }
  });
}
template <typename T>
void columnProductsOf(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, ColumnScale<T> by, T slope, T* sums,
                      T* products) {
  (slope == T(1) ? columnProducts<T, false> : columnProducts<T, true>)(rows, cols, x, g, by, slope, sums, products);
}

template <typename T>
void scaleColumnsGradient(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, ColumnScale<T> by, T slope, const T* a,
                          const T* b, const T* c, T* out, int64_t pitchOut) {
  constexpr int L = Vec<T>::lanes;
  forColumns<T>(cols, [&](auto count, int64_t col, int64_t width) {
    constexpr int n = decltype(count)::value;
    const ColumnBlock<T, n> block(by, col), change({a, b, c}, col);
    for (int64_t r = 0; r < rows; ++r) {
      GRADUS_UNROLL
      for (int j = 0; j < n; ++j) {
        const V<T> d = take(x.at + r * x.pitch + col + j * L, width, x.padded) - block.mean[j];
        V<T> h = take(g.at + r * g.pitch + col + j * L, width, g.padded);
        h = pick<T>(d * block.scale[j] + block.shift[j] > V<T>{}, h, h * slope);
        put<T>(out + r * pitchOut + col + j * L, change.mean[j] * h + change.scale[j] * d + change.shift[j], width,
               pitchOut);
      }
    }
  });
}

template <typename T>
void layerNorm(int64_t rows, int64_t cols, RowsOf<T> x, const T* gamma, const T* beta, T epsilon, bool centre, T* out,
               int64_t pitchOut, T* mean, T* variance) {
  constexpr int L = Vec<T>::lanes;
  const T share = T(1) / static_cast<T>(cols);
  for (int64_t r = 0; r < rows; ++r) {
    const T* row = x.at + r * x.pitch;
    const T m =
        centre ? sumOfRow<T>(cols, [&](int64_t c, int64_t width) { return take(row + c, width, x.padded); }) * share
               : T(0);
    const T v = share * sumOfRow<T>(cols, [&](int64_t c, int64_t width) {
                  const V<T> d = take(row + c, width, x.padded) - m;
                  return d * d;
                });
    mean[r] = m;
    variance[r] = v;
    if (!out) continue;
    const T inverse = T(1) / sqrtOf<T>(splat(v + epsilon))[0];
    for (int64_t c = 0; c < cols; c += L) {
      const int64_t width = cols - c < L ? cols - c : int64_t(L);
      const V<T> hat = (take(row + c, width, x.padded) - m) * inverse;
      put<T>(out + r * pitchOut + c, hat * load(gamma + c) + load(beta + c), width, pitchOut);
    }
  }
}

template <typename T>
void layerNormGradient(int64_t rows, int64_t cols, RowsOf<T> x, RowsOf<T> g, const T* gamma, const T* mean,
                       const T* variance, T epsilon, bool centre, T* out, int64_t pitchOut, T* dgamma, T* dbeta) {
  constexpr int L = Vec<T>::lanes;
  const T share = T(1) / static_cast<T>(cols);
  for (int64_t r = 0; r < rows; ++r) {
    const T *row = x.at + r * x.pitch, *grow = g.at + r * g.pitch;
    const T m = mean[r], inverse = T(1) / sqrtOf<T>(splat(variance[r] + epsilon))[0];
    V<T> sums{}, products{};
    for (int64_t c = 0; c < cols; c += L) {
      const int64_t width = cols - c < L ? cols - c : int64_t(L);
      V<T> h = take(grow + c, width, g.padded) * load(gamma + c);
      if (width < L) h = masked<T>(h, lanesBelow<T>(width));
      sums += h;
      products += h * (take(row + c, width, x.padded) - m);
    }
    const T s = centre ? sumOf<T>(sums) * share : T(0), p = sumOf<T>(products) * share * inverse;
    for (int64_t c = 0; c < cols; c += L) {
      const int64_t width = cols - c < L ? cols - c : int64_t(L);
      const V<T> h = take(grow + c, width, g.padded), hat = (take(row + c, width, x.padded) - m) * inverse;
      store<T>(dgamma + c, load(dgamma + c) + h * hat);
      store<T>(dbeta + c, load(dbeta + c) + h);
      if (out) put<T>(out + r * pitchOut + c, (h * load(gamma + c) - s - hat * p) * inverse, width, pitchOut);
    }
  }
}

}  // namespace

template <typename T>
void addNormalisation(Kernels<T>& table) {
  NormalisationKernels<T>& kernels = table.normalisation;
  kernels.columnMoments = columnMoments<T>;
  kernels.scaleColumns = scaleColumns<T>;
  kernels.columnProducts = columnProductsOf<T>;
  kernels.scaleColumnsGradient = scaleColumnsGradient<T>;
  kernels.layerNorm = layerNorm<T>;
  kernels.layerNormGradient = layerNormGradient<T>;
}
template void addNormalisation<float>(Kernels<float>&);
template void addNormalisation<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
