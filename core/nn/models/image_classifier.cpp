#include "core/nn/models/image_classifier.h"

#include <cmath>

#include "core/compute/ops/ops.h"
#include "core/nn/layers/convolution.h"
#include "core/nn/layers/pooling.h"

namespace gradus {

namespace {

// nn.Linear on rows of features.
Tensor dense(Tensor x, const std::string& name, int64_t outputs) {
  Graph& graph = *x.graph;
  graph.setLayer(name);
  const int64_t inputs = x.shape()[1];
  const ParameterStart start{ParameterStart::Kind::uniform, 1 / std::sqrt(static_cast<double>(inputs))};
  const Tensor weight = graph.parameter(name + ".weight", {outputs, inputs}, true, start);
  return matmul(x, weight, false, true) + graph.parameter(name + ".bias", {outputs}, false, start);
}

}  // namespace

Tensor imageClassifier(Tensor images, const ImageClassifierParams& params, const std::string& prefix) {
  Tensor x = images;
  int index = 0;  // in the sequence of layers
  const auto name = [&] { return prefix + std::to_string(index); };
  for (const int64_t channels : params.channels) {
    x = maxPool2d(relu(conv2d(x, name(), channels, 3, 1, 1)), 2);
    index += 3;
  }
  ++index;  // flatten
  x = relu(dense(flatten(x), name(), params.hidden));
  index += 2;
  return dense(x, name(), params.classes);
}

double imageClassifierMflop(const Shape& images, const ImageClassifierParams& params) {
  double flop = 0, height = static_cast<double>(images[1]), width = static_cast<double>(images[2]);
  const auto batch = static_cast<double>(images[0]);
  auto from = static_cast<double>(images[3]);
  for (size_t i = 0; i < params.channels.size(); ++i) {
    const auto to = static_cast<double>(params.channels[i]);
    flop += 2 * batch * height * width * 9 * from * to * (i == 0 ? 2 : 3);
    height = std::floor(height / 2);
    width = std::floor(width / 2);
    from = to;
  }
  const auto hidden = static_cast<double>(params.hidden);
  flop += 6 * batch * hidden * (height * width * from + static_cast<double>(params.classes));
  return flop / 1e6;
}

}  // namespace gradus
