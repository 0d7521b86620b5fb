#include "core/nn/models/image_classifier.h"

#include <cmath>

#include "core/compute/ops/ops.h"
#include "core/nn/layers/convolution.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/pooling.h"

namespace gradus {

Tensor imageClassifier(Tensor images, const ImageClassifierParams& params, const std::string& prefix) {
  Tensor x = images;
  int index = 0;  // in the sequence of layers
  const auto name = [&] { return prefix + std::to_string(index); };
  for (const int64_t channels : params.channels) {
    x = maxPool2d(relu(conv2d(x, name(), channels, 3, 1, 1)), 2);
    index += 3;
  }
  ++index;  // flatten
  x = relu(linear(flatten(x), name(), params.hidden));
  index += 2;
  return linear(x, name(), params.classes);
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
