#include "core/nn/layers/convolution.h"

#include <cmath>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/layers/layer_scope.h"

namespace gradus {

namespace {

ParameterStart startOf(const Shape& weight) {
  const double fanIn = static_cast<double>(weight.count()) / static_cast<double>(weight[0]);
  return {ParameterStart::Kind::uniform, 1 / std::sqrt(fanIn)};
}

struct Parameters {
  Tensor weight, bias;
};

// `first`, `second`: the weight's leading axes.
Parameters parametersFor(Tensor x, const std::string& name, int64_t first, int64_t second,
                         std::array<int64_t, 2> kernel, int64_t biases) {
  Graph& graph = *x.graph;
  Shape shape{first, second};
  if (x.shape().rank() == 4) shape.append(kernel[0]);
  shape.append(kernel[1]);
  if (first < 1 || second < 1 || kernel[0] < 1 || kernel[1] < 1)
    shapeError(graph, "convolution", {x.shape(), shape}, "at least one channel and a kernel of at least 1");
  Parameters made{graph.parameter(name + ".weight", shape, true, startOf(shape)), {}};
  if (biases > 0) made.bias = graph.parameter(name + ".bias", {biases}, false, startOf(shape));
  return made;
}

// Input channels per group.
int64_t channelsPerGroup(Tensor x, int64_t divided, int64_t groups) {
  if (groups < 1 || divided % groups != 0) {
    shapeError(*x.graph, "convolution", {x.shape()},
               std::to_string(divided) + " channels that " + std::to_string(groups) + " groups divide");
  }
  return divided / groups;
}

void requireRank(Tensor x, int rank) {
  if (x.shape().rank() != rank) {
    shapeError(*x.graph, "convolution", {x.shape()}, rank == 4 ? "images [N, H, W, C]" : "sequences [N, T, C]");
  }
}

Tensor forward(Tensor x, const std::string& name, int64_t channels, std::array<int64_t, 2> kernel,
               const Convolution& how, bool bias) {
  const int64_t perGroup = channelsPerGroup(x, x.shape().cols(), how.groups);
  const auto [weight, b] = parametersFor(x, name, channels, perGroup, kernel, bias ? channels : 0);
  return convolution(x, weight, how, b);
}

Tensor backward(Tensor x, const std::string& name, int64_t channels, std::array<int64_t, 2> kernel,
                const Convolution& how, std::array<int64_t, 2> outputPadding, bool bias) {
  const int64_t perGroup = channelsPerGroup(x, channels, how.groups);
  const auto [weight, b] = parametersFor(x, name, x.shape().cols(), perGroup, kernel, bias ? channels : 0);
  return convolutionTransposed(x, weight, how, outputPadding, b);
}

}  // namespace

Tensor conv2d(Tensor x, const std::string& name, int64_t channels, std::array<int64_t, 2> kernel,
              const Convolution& how, bool bias) {
  const LayerScope scope(*x.graph, name);
  requireRank(x, 4);
  return forward(x, name, channels, kernel, how, bias);
}

Tensor conv2d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, int64_t stride, int64_t padding,
              bool bias) {
  return conv2d(x, name, channels, {kernel, kernel}, Convolution::square(stride, padding), bias);
}

Tensor conv1d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, const Convolution& how, bool bias) {
  const LayerScope scope(*x.graph, name);
  requireRank(x, 3);
  return forward(x, name, channels, {1, kernel}, how, bias);
}

Tensor convTranspose2d(Tensor x, const std::string& name, int64_t channels, std::array<int64_t, 2> kernel,
                       const Convolution& how, std::array<int64_t, 2> outputPadding, bool bias) {
  const LayerScope scope(*x.graph, name);
  requireRank(x, 4);
  return backward(x, name, channels, kernel, how, outputPadding, bias);
}

Tensor convTranspose2d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, int64_t stride,
                       int64_t padding, bool bias) {
  return convTranspose2d(x, name, channels, {kernel, kernel}, Convolution::square(stride, padding), {0, 0}, bias);
}

Tensor convTranspose1d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, const Convolution& how,
                       int64_t outputPadding, bool bias) {
  const LayerScope scope(*x.graph, name);
  requireRank(x, 3);
  return backward(x, name, channels, {1, kernel}, how, {0, outputPadding}, bias);
}

Tensor depthwiseConv2d(Tensor x, const std::string& name, int64_t kernel, int64_t stride, bool bias) {
  const int64_t channels = x.shape().cols();
  return conv2d(x, name, channels, {kernel, kernel}, Convolution::square(stride, kernel / 2, 1, channels), bias);
}

Tensor patchEmbedding(Tensor x, const std::string& name, int64_t channels, int64_t patch) {
  const LayerScope scope(*x.graph, name);
  requireRank(x, 4);
  const Shape& shape = x.shape();
  if (patch < 1 || shape[1] % patch != 0 || shape[2] % patch != 0) {
    shapeError(*x.graph, "patch embedding", {shape},
               "a height and a width that patches of " + std::to_string(patch) + " divide");
  }
  const Tensor y = conv2d(x, name, channels, patch, patch);
  return reshape(y, {shape[0], y.shape()[1] * y.shape()[2], channels});
}

}  // namespace gradus
