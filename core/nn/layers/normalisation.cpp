#include "core/nn/layers/normalisation.h"

#include <algorithm>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/normalisation.h"
#include "core/compute/ops/ops.h"
#include "core/nn/layers/layer_scope.h"

namespace gradus {

namespace {

constexpr ParameterStart one{.kind = ParameterStart::Kind::constant, .number = 1};

struct Affine {
  Tensor weight, bias;
};
Affine affineOf(Tensor x, const std::string& name, bool wanted) {
  if (!wanted) return {};
  const Shape shape{x.shape().cols()};
  return {x.graph->parameter(name + ".weight", shape, false, one), x.graph->parameter(name + ".bias", shape)};
}

// What the buffer will be after what was assigned to it so far in this step.
Tensor assignedSoFar(Tensor buffer) {
  const Graph& graph = *buffer.graph;
  Tensor value = buffer;
  for (const int id : graph.assigns()) {
    if (graph.op(id).inputs[1] == buffer.id) value.id = graph.op(id).inputs[0];
  }
  return value;
}

void requireSamples(Tensor x, const char* layer) {
  if (x.shape().rank() < 2)
    shapeError(*x.graph, layer, {x.shape()}, "samples along the first axis, channels along the last");
}

}  // namespace

Tensor batchNorm(Tensor x, const std::string& name, const BatchNormOptions& options) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  requireSamples(x, "batch norm");
  const int64_t cols = x.shape().cols(), rows = x.shape().rows();
  const auto [weight, bias] = affineOf(x, name, options.affine);
  const Tensor mean = graph.buffer(name + ".running_mean", {cols});
  const Tensor variance = graph.buffer(name + ".running_var", {cols}, one);
  if (!options.training) {
    Tensor scale = reciprocal(sqrt(assignedSoFar(variance) + options.epsilon));
    if (weight) scale = scale * weight;
    const Tensor y = (x - assignedSoFar(mean)) * scale, z = bias ? y + bias : y;
    if (options.slope == 1) return z;
    return options.slope == 0 ? relu(z) : select(z, z, z * options.slope);
  }
  if (rows < 2) shapeError(graph, "batch norm", {x.shape()}, "more than one value per channel when training");
  const Normalised n = normalise(x, weight, bias, 1, cols, options.epsilon, options.slope);
  const double share = options.momentum, unbiased = static_cast<double>(rows) / static_cast<double>(rows - 1);
  const Tensor newMean = stopGradient(reshape(n.mean, {cols})), newVariance = stopGradient(reshape(n.variance, {cols}));
  graph.assign(mean, assignedSoFar(mean) * (1 - share) + newMean * share);
  graph.assign(variance, assignedSoFar(variance) * (1 - share) + newVariance * (share * unbiased));
  return n.y;
}

Tensor layerNorm(Tensor x, const std::string& name, double epsilon, bool affine, int axes) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  const Shape shape = x.shape();
  if (axes < 1 || axes > shape.rank())
    shapeError(graph, "layer norm", {shape}, "at least " + std::to_string(axes) + " axes");
  Shape own;
  for (int axis = shape.rank() - axes; axis < shape.rank(); ++axis) own.append(shape[axis]);
  const int64_t cols = own.count();
  Tensor weight, bias;
  if (affine) {
    weight = reshape(graph.parameter(name + ".weight", own, false, one), {cols});
    bias = reshape(graph.parameter(name + ".bias", own), {cols});
  }
  const Tensor rows = axes == 1 ? x : reshape(x, {shape.count() / std::max<int64_t>(cols, 1), cols});
  return reshape(layerNorm(rows, weight, bias, epsilon).y, shape);
}

Tensor rmsNorm(Tensor x, const std::string& name, double epsilon) {
  const LayerScope scope(*x.graph, name);
  return layerNorm(x, x.graph->parameter(name + ".weight", {x.shape().cols()}, false, one), Tensor(), epsilon, false).y;
}

Tensor groupNorm(Tensor x, const std::string& name, int64_t groups, double epsilon, double slope, bool affine) {
  const LayerScope scope(*x.graph, name);
  requireSamples(x, "group norm");
  const auto [weight, bias] = affineOf(x, name, affine);
  return normalise(x, weight, bias, x.shape()[0], groups, epsilon, slope).y;
}

Tensor instanceNorm(Tensor x, const std::string& name, double epsilon, bool affine) {
  const LayerScope scope(*x.graph, name);
  requireSamples(x, "instance norm");
  const auto [weight, bias] = affineOf(x, name, affine);
  return normalise(x, weight, bias, x.shape()[0], x.shape().cols(), epsilon).y;
}

Tensor adaptiveLayerNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
  return layerNorm(x, 1 + scale, shift, epsilon).y;
}

Tensor adaptiveInstanceNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
  requireSamples(x, "adaptive instance norm");
  return normalise(x, scale, shift, x.shape()[0], x.shape().cols(), epsilon).y;
}

Tensor spectralNorm(Tensor weight, const std::string& name, bool training, double epsilon) {
  Graph& graph = *weight.graph;
  const LayerScope scope(graph, name);
  requireSamples(weight, "spectral norm");
  const int64_t out = weight.shape()[0], in = weight.shape().count() / out;
  const Tensor matrix = reshape(weight, {out, in}), constant = stopGradient(matrix);
  const auto unit = [&](Tensor v) { return v / maximum(sqrt(sum(square(v))), graph.constant(epsilon)); };
  const Tensor buffer = graph.buffer(name + "_u", {out}, {.kind = ParameterStart::Kind::normal, .number = 1});
  Tensor u = reshape(buffer, {out, 1});
  if (!training) u = unit(u);
  const Tensor v = unit(matmul(constant, u, true));
  if (training) {
    u = unit(matmul(constant, v));
    graph.assign(buffer, reshape(u, {out}));
  }
  const Tensor sigma = sum(stopGradient(u) * matmul(matrix, stopGradient(v)));
  return reshape(matrix / sigma, weight.shape());
}

}  // namespace gradus
