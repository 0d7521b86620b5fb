#include "core/nn/layers/convolution_blocks.h"

#include <array>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/activation.h"
#include "core/nn/layers/convolution.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/pooling.h"

namespace gradus {

namespace {

// A norm has a shift of its own, so a convolution before one needs no bias.
Tensor normed(Tensor x, const std::string& name, const NormLayer& norm) {
  return norm ? norm(x, name) : x;
}

Tensor shortcut(Tensor x, const std::string& name, const Shape& shape, int64_t stride, const NormLayer& norm) {
  if (x.shape() == shape) return x;
  return normed(conv2d(x, name + ".downsample.0", shape.cols(), 1, stride, 0, !norm), name + ".downsample.1", norm);
}

}  // namespace

Tensor residualBlock(Tensor x, const std::string& name, int64_t channels, int64_t stride, const NormLayer& norm) {
  Tensor y = relu(normed(conv2d(x, name + ".conv1", channels, 3, stride, 1, !norm), name + ".bn1", norm));
  y = normed(conv2d(y, name + ".conv2", channels, 3, 1, 1, !norm), name + ".bn2", norm);
  return relu(y + shortcut(x, name, y.shape(), stride, norm));
}

Tensor bottleneckBlock(Tensor x, const std::string& name, int64_t channels, int64_t stride, const NormLayer& norm) {
  Tensor y = relu(normed(conv2d(x, name + ".conv1", channels, 1, 1, 0, !norm), name + ".bn1", norm));
  y = relu(normed(conv2d(y, name + ".conv2", channels, 3, stride, 1, !norm), name + ".bn2", norm));
  y = normed(conv2d(y, name + ".conv3", 4 * channels, 1, 1, 0, !norm), name + ".bn3", norm);
  return relu(y + shortcut(x, name, y.shape(), stride, norm));
}

Tensor convNextBlock(Tensor x, const std::string& name, const NormLayer& norm, double scale) {
  Graph& graph = *x.graph;
  const int64_t channels = x.shape().cols();
  Tensor y = normed(depthwiseConv2d(x, name + ".dwconv", 7), name + ".norm", norm);
  y = linear(gelu(linear(y, name + ".pwconv1", 4 * channels)), name + ".pwconv2", channels);
  const Tensor gamma = graph.parameter(name + ".gamma", {channels}, false, {ParameterStart::Kind::constant, scale});
  return x + gamma * y;
}

Tensor doubleConvolution(Tensor x, const std::string& name, int64_t channels, const NormLayer& norm) {
  x = relu(normed(conv2d(x, name + ".0", channels, 3, 1, 1, !norm), name + ".1", norm));
  return relu(normed(conv2d(x, name + ".3", channels, 3, 1, 1, !norm), name + ".4", norm));
}

Tensor unetDown(Tensor x, const std::string& name, int64_t channels, const NormLayer& norm) {
  return doubleConvolution(maxPool2d(x, 2), name, channels, norm);
}

Tensor unetUp(Tensor x, Tensor skip, const std::string& name, int64_t channels, const NormLayer& norm) {
  const Tensor up = convTranspose2d(x, name + ".up", channels, 2, 2);
  const LayerScope scope(*x.graph, name);
  const Shape &a = up.shape(), &b = skip.shape();
  if (b.rank() != 4 || a[0] != b[0] || a[1] != b[1] || a[2] != b[2])
    shapeError(*x.graph, "joining", {a, b}, "the same batch, height and width");
  return doubleConvolution(concat(std::array{skip, up}, 3), name + ".conv", channels, norm);
}

}  // namespace gradus
