#pragma once
// Convolutions (cross-correlations, as PyTorch's), in one or two dimensions. Images are [N, H, W, C] and sequences
// [N, T, C]; weights have PyTorch's shapes, [O, C / groups, kh, kw] and [O, C / groups, k].
//   y[n, i, j, o] = sum_{u, v, c} x[n, i s + u d - p, j s + v d - p, c] w[o, c, u, v]      (s stride, d dilation, p
//   padding)
// A convolution is linear in x and in w, so three ops are closed under differentiation: the convolution, its transpose
// in x and its transpose in w. The transpose in x is also what networks call a transposed convolution.
#include <array>

#include "core/compute/graph.h"

namespace gradus {

/// Pairs are (vertical, horizontal); of a sequence only the horizontal part counts.
struct Convolution {
  std::array<int64_t, 2> stride{1, 1};
  std::array<int64_t, 4> padding{};  // zeros: top, bottom, left, right
  std::array<int64_t, 2> dilation{1, 1};
  int64_t groups = 1;
  double slope = 1;  // activation z > 0 ? z : slope z of the result in the same kernel: 0 = ReLU, 1 = none; not below 0

  /// The same in both directions.
  static Convolution square(int64_t stride, int64_t padding, int64_t dilation = 1, int64_t groups = 1) {
    return {{stride, stride}, {padding, padding, padding, padding}, {dilation, dilation}, groups};
  }
  /// Of a sequence: nothing vertical.
  static Convolution line(int64_t stride, int64_t padding, int64_t dilation = 1, int64_t groups = 1) {
    return {{1, stride}, {0, 0, padding, padding}, {1, dilation}, groups};
  }
};

/// bias: [O] or none. UserError if channels do not fit the weight and the groups, the kernel is larger than the padded
/// input, or a number is out of range (stride, dilation, groups >= 1, padding >= 0).
Tensor convolution(Tensor x, Tensor weight, const Convolution& how = {}, Tensor bias = {});

/// PyTorch's ConvTranspose: weight [C, O / groups, kh, kw], output size (H - 1) s - padding + d (k - 1) + 1 +
/// outputPadding. outputPadding (vertical, horizontal) must be below stride or dilation.
Tensor convolutionTransposed(Tensor x, Tensor weight, const Convolution& how = {},
                             std::array<int64_t, 2> outputPadding = {0, 0}, Tensor bias = {});

/// d sum(g * convolution(x, weight)) / dx for x of the given shape.
Tensor convolutionInput(Tensor g, Tensor weight, const Shape& input, const Convolution& how, Tensor bias = {});
/// d sum(g * convolution(x, weight)) / d weight for a weight of the given shape.
Tensor convolutionWeight(Tensor x, Tensor g, const Shape& weight, const Convolution& how);

}  // namespace gradus
