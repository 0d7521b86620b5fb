#pragma once
// Pooling, resizing and layout of images [N, H, W, C] and sequences [N, T, C], with PyTorch's conventions.
#include <array>

#include "core/compute/graph.h"

namespace gradus {

/// Windows; pairs are (vertical, horizontal), of a sequence only the horizontal part counts. Sizes of the result:
/// (size + 2 padding - kernel) / stride + 1, rounded down.
struct Pooling {
  std::array<int64_t, 2> kernel{2, 2}, stride{2, 2}, padding{0, 0};
  bool countPadding = true;  // averages divide by the whole window, padding included

  static Pooling square(int64_t kernel, int64_t stride, int64_t padding = 0) {
    return {{kernel, kernel}, {stride, stride}, {padding, padding}};
  }
  static Pooling line(int64_t kernel, int64_t stride, int64_t padding = 0) {
    return {{1, kernel}, {1, stride}, {0, padding}};
  }
};

/// The largest of every window; padding never wins. The gradient goes to the first of equal largest ones.
/// UserError if a window is larger than the padded input, padding exceeds half a window, or kernel or stride is
/// below 1.
Tensor maxPool(Tensor x, const Pooling& how);
/// The mean of every window.
Tensor averagePool(Tensor x, const Pooling& how);

/// At the place of every window's largest x the value of h there, else 0 (the transpose of maxPoolGather in g).
Tensor maxPoolScatter(Tensor x, Tensor g, const Pooling& how);
/// h at the place of every window's largest x; h has the shape of x.
Tensor maxPoolGather(Tensor x, Tensor h, const Pooling& how);
/// The transpose of averagePool: g shared evenly over every window.
Tensor averagePoolInput(Tensor g, const Shape& input, const Pooling& how);

enum class ResizeKind : uint8_t { nearest, bilinear };

/// Another height and width (a sequence: another length, height 1). nearest reads floor(i in / out); bilinear mixes
/// neighbours at (i + 1/2) in / out - 1/2 (PyTorch's align_corners = false), linear for sequences.
Tensor resize(Tensor x, ResizeKind kind, int64_t height, int64_t width);
/// The transpose of resize.
Tensor resizeInput(Tensor g, ResizeKind kind, const Shape& input);

/// Images as rows of features in PyTorch's order: [N, C * H * W] with the channel slowest.
Tensor channelsFirst(Tensor images);
/// The inverse: rows of features as images of the given shape.
Tensor channelsLast(Tensor rows, const Shape& images);

}  // namespace gradus
