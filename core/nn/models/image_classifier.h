#pragma once
// A small convolutional classifier: two times 3x3 convolution, ReLU, 2x2 pooling, then two dense layers (LeCun et al.
// 1998 in today's parts). Parameters as in PyTorch's nn.Sequential of the same layers: net.0, net.3, net.7, net.9.
#include <cstdint>
#include <string>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

struct ImageClassifierParams {
  std::vector<int64_t> channels{16, 32};  // of the convolutions
  int64_t hidden = 128, classes = 10;
};

/// Logits [N, classes] of images [N, H, W, C].
Tensor imageClassifier(Tensor images, const ImageClassifierParams& params, const std::string& prefix = "net.");

/// Multiply-adds of a training step as millions of flops (2 each): forward and both gradients, without that of the
/// images.
double imageClassifierMflop(const Shape& images, const ImageClassifierParams& params);

}  // namespace gradus
