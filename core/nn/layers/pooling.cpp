#include "core/nn/layers/pooling.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

Pooling square(int64_t kernel, int64_t stride, int64_t padding) {
  return Pooling::square(kernel, stride == 0 ? kernel : stride, padding);
}
Pooling line(int64_t kernel, int64_t stride, int64_t padding) {
  return Pooling::line(kernel, stride == 0 ? kernel : stride, padding);
}

void requireImages(Tensor x, const char* layer) {
  if (x.shape().rank() != 3 && x.shape().rank() != 4)
    shapeError(*x.graph, layer, {x.shape()}, "images [N, H, W, C] or sequences [N, T, C]");
}

// One window over everything.
Pooling whole(Tensor x) {
  requireImages(x, "global pooling");
  const Shape& shape = x.shape();
  return {{shape.rank() == 4 ? shape[1] : 1, shape[shape.rank() - 2]}, {1, 1}, {0, 0}};
}

}  // namespace

Tensor maxPool2d(Tensor x, int64_t kernel, int64_t stride, int64_t padding) {
  return maxPool(x, square(kernel, stride, padding));
}
Tensor maxPool1d(Tensor x, int64_t kernel, int64_t stride, int64_t padding) {
  return maxPool(x, line(kernel, stride, padding));
}
Tensor averagePool2d(Tensor x, int64_t kernel, int64_t stride, int64_t padding) {
  return averagePool(x, square(kernel, stride, padding));
}
Tensor averagePool1d(Tensor x, int64_t kernel, int64_t stride, int64_t padding) {
  return averagePool(x, line(kernel, stride, padding));
}

Tensor globalAveragePool(Tensor x) {
  return reshape(averagePool(x, whole(x)), {x.shape()[0], x.shape().cols()});
}
Tensor globalMaxPool(Tensor x) {
  return reshape(maxPool(x, whole(x)), {x.shape()[0], x.shape().cols()});
}

Tensor upsample(Tensor x, int64_t factor, ResizeKind kind) {
  requireImages(x, "upsample");
  const Shape& shape = x.shape();
  return resize(x, kind, shape.rank() == 4 ? shape[1] * factor : 1, shape[shape.rank() - 2] * factor);
}

Tensor flatten(Tensor x) {
  return channelsFirst(x);
}

Tensor unflatten(Tensor x, int64_t channels, int64_t height, int64_t width) {
  return channelsLast(x, {x.shape()[0], height, width, channels});
}

}  // namespace gradus
