#include "core/nn/models/denoiser.h"

#include <cmath>

#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/linear.h"

namespace gradus {

namespace {

// sin(t f), then cos(t f) along the last axis; t [N, 1] or one number.
Tensor timeFeatures(Tensor time, int frequencies) {
  std::vector<double> f;
  for (int j = 0; j < frequencies; ++j) f.push_back(std::exp(-std::log(10000.0) * j / std::max(1, frequencies - 1)));
  const Tensor angles = time * time.graph->constant(std::move(f), {1, frequencies});
  const Tensor parts[] = {sin(angles), cos(angles)};
  return concat(parts, 1);
}

Tensor laterLayers(Tensor z, const DenoiserParams& params) {
  for (int l = 1; l <= params.hiddenLayers; ++l) {
    const int64_t outputs = l == params.hiddenLayers ? params.inputs : params.hidden;
    z = linear(silu(z), "net." + std::to_string(2 * l), outputs);
  }
  return z;
}

}  // namespace

DiffusionSchedule::DiffusionSchedule(int64_t steps) {
  double product = 1;
  for (int64_t t = 0; t < steps; ++t) {
    beta.push_back(1e-4 +
                   (0.02 - 1e-4) * static_cast<double>(t) / static_cast<double>(std::max<int64_t>(1, steps - 1)));
    kept.push_back(product *= 1 - beta.back());
  }
}

Tensor predictNoise(Tensor x, Tensor time, const DenoiserParams& params) {
  const Tensor parts[] = {x, timeFeatures(time, params.frequencies)};
  return laterLayers(linear(concat(parts, 1), "net.0", params.hidden), params);
}

Tensor predictNoiseAt(Tensor x, Tensor time, const DenoiserParams& params) {
  Graph& graph = *x.graph;
  const int64_t inputs = params.inputs + 2 * params.frequencies;
  const Tensor weight = graph.parameter("net.0.weight", {params.hidden, inputs}, true, torchStart(inputs));
  const Tensor bias = graph.parameter("net.0.bias", {params.hidden}, false, torchStart(inputs));
  const Tensor row =
      matmul(timeFeatures(time, params.frequencies), slice(weight, 1, params.inputs, inputs), false, true);
  const Tensor z = matmul(x, slice(weight, 1, 0, params.inputs), false, true) + (row + bias);
  return laterLayers(z, params);
}

Tensor denoisingLoss(Tensor x0, Tensor noise, Tensor time, Tensor signal, Tensor spread, const DenoiserParams& params) {
  return mean(square(predictNoise(signal * x0 + spread * noise, time, params) - noise));
}

Tensor denoisingStep(Graph& graph, int64_t points, Tensor noise, const DenoiserParams& params) {
  const Tensor x = graph.buffer("x", {points, params.inputs}, {});
  const Tensor time = graph.scalar("time"), slope = graph.scalar("slope"), scale = graph.scalar("scale", 1),
               deviation = graph.scalar("deviation");
  const Tensor next = (x - slope * predictNoiseAt(x, time, params)) / scale + deviation * noise;
  graph.assign(x, next);
  return next;
}

}  // namespace gradus
