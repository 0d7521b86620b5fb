// Register tiles of convolutions: a tile of neighbouring pixels times one or two vectors of output channels stays in
// registers while all kernel positions and input channels are summed (direct convolution, Georganas et al. 2018,
// "Anatomy of high-performance deep learning convolutions on SIMD architectures").
#include "core/compute/cpu/kernels/level/tables.h"

namespace gradus::GRADUS_LEVEL {

namespace {

#if defined(GRADUS_LEVEL_v4)
constexpr int maxTile = 14;  // of 32 registers: 28 sums, 2 vectors of weights, one pixel
#else
constexpr int maxTile = 6;
#endif

// Which of the two factors is one number for all lanes.
enum class Form { dense, depthwise, spread };

template <typename T, bool number>
GRADUS_INLINE V<T> factor(const T* at, int vector) {
  if constexpr (number) {
    return splat(*at);
  } else {
    return load(at + vector * Vec<T>::lanes);
  }
}

template <typename T>
GRADUS_INLINE void storeCols(T* out, V<T> v, int64_t cols) {
  if (cols >= Vec<T>::lanes) {
    store<T>(out, v);
  } else {
    storePart<T>(out, v, cols);
  }
}

template <typename T, Form form, int vectors, int pixels>
void gatherTile(int64_t k, const int64_t* offset, const T* a, int64_t stepA, const T* panel, T* out, int64_t stepOut,
                int64_t cols) {
  constexpr int L = Vec<T>::lanes;
  V<T> sum[pixels][vectors];
  GRADUS_UNROLL
  for (int i = 0; i < pixels; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) sum[i][j] = load(panel + j * L);
  }
  for (int64_t p = 0; p < k; ++p) {
    panel += vectors * L;
    const T* at = a + offset[p];
    V<T> w[vectors];
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) w[j] = load(panel + j * L);
    GRADUS_UNROLL
    for (int i = 0; i < pixels; ++i) {
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) sum[i][j] += factor<T, form == Form::dense>(at + i * stepA, j) * w[j];
    }
  }
  GRADUS_UNROLL
  for (int i = 0; i < pixels; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) storeCols<T>(out + i * stepOut + j * L, sum[i][j], cols - j * L);
  }
}

template <typename T, Form form, int vectors, int rows>
void sumTile(const int64_t* offset, const PixelWalk& walk, const T* a, const T* g, T* sums) {
  constexpr int L = Vec<T>::lanes;
  V<T> sum[rows][vectors];
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) sum[i][j] = load(sums + (i * vectors + j) * L);
  }
  for (int64_t n = 0; n < walk.images; ++n) {
    const T *image = a + n * walk.imageA, *pixelG = g + n * walk.imageG;
    for (int64_t m = 0; m < walk.pixels; ++m, pixelG += walk.stepG) {
      const T* pixel = image + walk.at[m];
      V<T> vg[vectors];
      GRADUS_UNROLL
      for (int j = 0; j < vectors; ++j) vg[j] = factor<T, form == Form::spread>(pixelG, j);
      GRADUS_UNROLL
      for (int i = 0; i < rows; ++i) {
        GRADUS_UNROLL
        for (int j = 0; j < vectors; ++j) sum[i][j] += factor<T, form == Form::dense>(pixel + offset[i], j) * vg[j];
      }
    }
  }
  GRADUS_UNROLL
  for (int i = 0; i < rows; ++i) {
    GRADUS_UNROLL
    for (int j = 0; j < vectors; ++j) store<T>(sums + (i * vectors + j) * L, sum[i][j]);
  }
}

// Tiles of 1 .. maxTile pixels (or rows), found by their size.
template <typename T>
using GatherTile = void (*)(int64_t, const int64_t*, const T*, int64_t, const T*, T*, int64_t, int64_t);
template <typename T>
using SumTile = void (*)(const int64_t*, const PixelWalk&, const T*, const T*, T*);

template <typename T, Form form, int vectors, typename Sizes>
struct Tiles;
template <typename T, Form form, int vectors, int... size>
struct Tiles<T, form, vectors, Seq<size...>> {
  static constexpr SumTile<T> sum[] = {sumTile<T, form, vectors, size + 1>...};
  static constexpr GatherTile<T> gather[] = {gatherTile<T, form, vectors, size + 1>...};
};
template <typename T, Form form, int vectors>
using AllTiles = Tiles<T, form, vectors, typename MakeSeq<maxTile>::type>;

template <typename T, Form form>
void gatherRow(int64_t count, int64_t k, const int64_t* offset, const T* a, int64_t stepA, const T* panel, int vectors,
               T* out, int64_t stepOut, int64_t cols) {
  const GatherTile<T>* tiles = vectors == 2 ? AllTiles<T, form, 2>::gather : AllTiles<T, form, 1>::gather;
  const int64_t parts = (count + maxTile - 1) / maxTile;  // of nearly equal size
  for (int64_t part = 0; part < parts; ++part) {
    const int64_t begin = count * part / parts, end = count * (part + 1) / parts;
    tiles[end - begin - 1](k, offset, a + begin * stepA, stepA, panel, out + begin * stepOut, stepOut, cols);
  }
}

template <typename T, Form form>
void sumPixels(int64_t rows, const int64_t* offset, const PixelWalk& walk, const T* a, const T* g, int vectors,
               T* sums) {
  const SumTile<T>* tiles = vectors == 2 ? AllTiles<T, form, 2>::sum : AllTiles<T, form, 1>::sum;
  const int64_t parts = (rows + maxTile - 1) / maxTile;
  for (int64_t part = 0; part < parts; ++part) {
    const int64_t begin = rows * part / parts, end = rows * (part + 1) / parts;
    tiles[end - begin - 1](offset + begin, walk, a, g, sums + begin * vectors * Vec<T>::lanes);
  }
}

// A vector of pixels at a time: one sum vector each, added up across lanes at the end.
template <typename T>
void gatherDots(int64_t count, int64_t taps, const int64_t* offset, int64_t run, const T* a, int64_t stepA,
                const T* weights, T* out, int64_t stepOut) {
  constexpr int L = Vec<T>::lanes;
  const int64_t whole = run / L * L, padded = (run + L - 1) / L * L;
  const M<T> rest = lanesBelow<T>(run - whole);
  for (int64_t m = 0; m < count; m += L) {
    int64_t step[L];  // pixels after the last repeat it
    for (int i = 0; i < L; ++i) step[i] = (m + i < count ? m + i : count - 1) * stepA;
    V<T> sum[L];
    GRADUS_UNROLL
    for (int i = 0; i < L; ++i) sum[i] = V<T>{};
    for (int64_t t = 0; t < taps; ++t) {
      const T *at = a + offset[t], *w = weights + t * padded;
      for (int64_t c = 0; c < whole; c += L) {
        const V<T> vw = load(w + c);
        GRADUS_UNROLL
        for (int i = 0; i < L; ++i) sum[i] += load(at + step[i] + c) * vw;
      }
      if (whole < run) {
        const V<T> vw = load(w + whole);
        GRADUS_UNROLL
        for (int i = 0; i < L; ++i) sum[i] += masked<T>(load(at + step[i] + whole), rest) * vw;
      }
    }
    const V<T> total = sumsOf<T>(sum) + weights[-1];
    for (int64_t i = 0; i < L && m + i < count; ++i) out[(m + i) * stepOut] = total[i];
  }
}

template <typename T>
void activateAll(int64_t n, T slope, T* values) {
  constexpr int L = Vec<T>::lanes;
  int64_t i = 0;
  for (; i + L <= n; i += L) {
    const V<T> z = load(values + i);
    store<T>(values + i, z > V<T>{} ? z : slope * z);
  }
  for (; i < n; ++i) values[i] = values[i] > 0 ? values[i] : slope * values[i];
}

}  // namespace

template <typename T>
void addConvolution(Kernels<T>& table) {
  table.convolution.gatherRow = gatherRow<T, Form::dense>;
  table.convolution.gatherDepthwise = gatherRow<T, Form::depthwise>;
  table.convolution.activate = activateAll<T>;
  table.convolution.gatherDots = gatherDots<T>;
  table.convolution.sumPixels = sumPixels<T, Form::dense>;
  table.convolution.sumDepthwise = sumPixels<T, Form::depthwise>;
  table.convolution.sumSpread = sumPixels<T, Form::spread>;
}
template void addConvolution<float>(Kernels<float>&);
template void addConvolution<double>(Kernels<double>&);

}  // namespace gradus::GRADUS_LEVEL
