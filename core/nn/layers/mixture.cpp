#include "core/nn/layers/mixture.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/activation.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"
#include "core/nn/losses/reduction.h"

namespace gradus {

MixtureDensity mixtureDensity(Tensor features, const std::string& name, int64_t components, int64_t dimensions) {
  const LayerScope scope(*features.graph, name);
  if (features.shape().rank() != 2 || components < 1 || dimensions < 1) {
    shapeError(*features.graph, "mixture density", {features.shape(), {components, dimensions}},
               "features [N, h], at least one component and one dimension");
  }
  const int64_t width = components * dimensions;
  const Tensor numbers = linear(features, name, components + 2 * width);
  return {logSoftmax(slice(numbers, 1, 0, components), 1), slice(numbers, 1, components, components + width),
          slice(numbers, 1, components + width, components + 2 * width), components, dimensions};
}

Tensor mixtureNllLoss(const MixtureDensity& m, Tensor target) {
  const int64_t batch = target.shape()[0], k = m.components, d = m.dimensions;
  if (!(target.shape() == Shape{m.means.shape()[0], d}))
    shapeError(*target.graph, "mixture density", {m.means.shape(), target.shape()}, "targets [N, dimensions]");
  const Tensor z = (reshape(target, {batch, 1, d}) - reshape(m.means, {batch, k, d})) *
                   exp(-reshape(m.logDeviations, {batch, k, d}));
  const Tensor logs = square(z) * -0.5 - reshape(m.logDeviations, {batch, k, d}) - 0.5 * std::log(2 * std::numbers::pi);
  return -mean(logSumExpOver(m.logWeights + reshape(sumOver(logs, 2), {batch, k}), 1));
}

Tensor mixtureMean(const MixtureDensity& m) {
  const int64_t batch = m.means.shape()[0], k = m.components, d = m.dimensions;
  const Tensor weights = reshape(exp(m.logWeights), {batch, k, 1});
  return reshape(sumOver(weights * reshape(m.means, {batch, k, d}), 1), {batch, d});
}

Tensor sinusoidalEmbedding(Tensor t, int64_t width, double base) {
  if (width < 2 || width % 2 != 0) shapeError(*t.graph, "sinusoidal embedding", {t.shape(), {width}}, "an even width");
  const int64_t half = width / 2;
  std::vector<double> frequencies(static_cast<size_t>(half));
  for (size_t k = 0; k < frequencies.size(); ++k)
    frequencies[k] = std::pow(base, -static_cast<double>(k) / static_cast<double>(half));
  const Tensor angles = asColumn(t) * t.graph->constant(std::move(frequencies), {1, half});
  const Tensor parts[] = {sin(angles), cos(angles)};
  return concat(parts, 1);
}

Tensor positionEmbedding(Graph& graph, int64_t length, int64_t width, double base) {
  std::vector<double> positions(static_cast<size_t>(length));
  for (size_t i = 0; i < positions.size(); ++i) positions[i] = static_cast<double>(i);
  return sinusoidalEmbedding(graph.constant(std::move(positions), {length}), width, base);
}

Tensor minibatchDiscrimination(Tensor x, const std::string& name, int64_t kernels, int64_t dimension) {
  const LayerScope scope(*x.graph, name);
  const Shape shape{x.shape().cols(), kernels, dimension};
  return minibatchDiscrimination(x, x.graph->parameter(name + ".weight", shape, true, normalStart(1)));
}

Tensor minibatchDiscrimination(Tensor x, Tensor weight) {
  const Shape &sx = x.shape(), &sw = weight.shape();
  if (sx.rank() != 2 || sw.rank() != 3 || sw[0] != sx[1])
    shapeError(*x.graph, "minibatch discrimination", {sx, sw}, "x [N, f] and a weight [f, kernels, dimension]");
  const int64_t n = sx[0], kernels = sw[1], d = sw[2];
  const Tensor m = matmul(x, reshape(weight, {sw[0], kernels * d}));
  const Tensor gap = abs(reshape(m, {n, 1, kernels, d}) - reshape(m, {1, n, kernels, d}));
  const Tensor near = exp(-sumOver(gap, 3));  // [n, n, kernels, 1]; a row is at distance 0 from itself
  const Tensor parts[] = {x, reshape(sumOver(near, 1), {n, kernels}) - 1};
  return concat(parts, 1);
}

}  // namespace gradus
