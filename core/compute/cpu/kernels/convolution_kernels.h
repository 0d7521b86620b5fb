#pragma once
// Vector kernels of core/compute/cpu/ops/convolution*.cpp; conventions in kernels.h.
//
// All forms of a convolution gather: a row of pixels m reads a[m * stepA + offset[k]] for every k (kernel positions
// times input channels), lanes are output channels. A panel holds the weights of one or two vectors of output channels,
// [1 + k][vectors * lanes], its first row being the bias.
#include <cstdint>

namespace gradus {

/// A walk over the pixels of some images, in elements, for the sums of the weight gradient: pixel m of image n lies at
/// n * imageA + at[m] in a and at n * imageG + m * stepG in g.
struct PixelWalk {
  int64_t images = 0, pixels = 0;
  const int64_t* at = nullptr;
  int64_t imageA = 0, imageG = 0, stepG = 0;
};

template <typename T>
struct ConvolutionKernels {
  /// out[m * stepOut + o] = panel[0][o] + sum_k a[m * stepA + offset[k]] panel[1 + k][o] for m < count; stores the
  /// first `cols` of the panel's channels.
  void (*gatherRow)(int64_t count, int64_t k, const int64_t* offset, const T* a, int64_t stepA, const T* panel,
                    int vectors, T* out, int64_t stepOut, int64_t cols) = nullptr;
  /// The same where output channel o reads input channel o only: a[m * stepA + offset[k] + o].
  void (*gatherDepthwise)(int64_t count, int64_t k, const int64_t* offset, const T* a, int64_t stepA, const T* panel,
                          int vectors, T* out, int64_t stepOut, int64_t cols) = nullptr;
  /// One output channel, lanes along `run` neighbouring elements per offset:
  /// out[m * stepOut] = weights[-1] + sum_{t, c} a[m * stepA + offset[t] + c] weights[t * padded + c], where `padded`
  /// is `run` in whole vectors. Reads whole vectors of a.
  void (*gatherDots)(int64_t count, int64_t taps, const int64_t* offset, int64_t run, const T* a, int64_t stepA,
                     const T* weights, T* out, int64_t stepOut) = nullptr;
  /// sums[r][o] += sum over the walk of a[.. + offset[r]] g[.. + o], r < rows; sums is [rows][vectors * lanes].
  void (*sumPixels)(int64_t rows, const int64_t* offset, const PixelWalk& walk, const T* a, const T* g, int vectors,
                    T* sums) = nullptr;
  /// The same with a[.. + offset[r] + o] (depthwise), or with it and g[..] alone (one output channel).
  void (*sumDepthwise)(int64_t rows, const int64_t* offset, const PixelWalk& walk, const T* a, const T* g, int vectors,
                       T* sums) = nullptr;
  void (*sumSpread)(int64_t rows, const int64_t* offset, const PixelWalk& walk, const T* a, const T* g, int vectors,
                    T* sums) = nullptr;
  /// values = z > 0 ? z : slope z, in place; touches nothing beyond n.
  void (*activate)(int64_t n, T slope, T* values) = nullptr;
};

}  // namespace gradus
