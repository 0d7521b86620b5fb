#pragma once
// Blocks of convolutional networks on images [N, H, W, C]. `norm` makes a normalisation layer under the name it is
// given (batch norm in the first three papers, layer norm in ConvNeXt); an empty one leaves values as they are.
#include <functional>
#include <string>

#include "core/compute/graph.h"

namespace gradus {

using NormLayer = std::function<Tensor(Tensor x, const std::string& name)>;

/// relu(F(x) + shortcut), F two 3x3 convolutions, the first with the stride (He et al. 2016, equations 1 and 2). Names
/// as torchvision's BasicBlock: conv1, bn1, conv2, bn2; where the shape changes the shortcut is downsample.0 (1x1
/// convolution) and downsample.1.
Tensor residualBlock(Tensor x, const std::string& name, int64_t channels, int64_t stride, const NormLayer& norm);
/// The same with F = 1x1 to `channels`, 3x3 with the stride, 1x1 to 4 `channels` (He et al. 2016, figure 5;
/// torchvision's Bottleneck: conv1, bn1, conv2, bn2, conv3, bn3).
Tensor bottleneckBlock(Tensor x, const std::string& name, int64_t channels, int64_t stride, const NormLayer& norm);

/// x + gamma * W2 gelu(W1 norm(depthwise 7x7 of x)), W1 to four times the channels (Liu et al. 2022, section 2.6).
/// Names dwconv, norm, pwconv1, pwconv2, gamma [C], which starts at `scale`.
Tensor convNextBlock(Tensor x, const std::string& name, const NormLayer& norm, double scale = 1e-6);

/// Two times 3x3 convolution, norm, ReLU (Ronneberger, Fischer, Brox 2015, with padding): name.0, .1, .3, .4.
Tensor doubleConvolution(Tensor x, const std::string& name, int64_t channels, const NormLayer& norm);
/// Down: 2x2 max pooling, then doubleConvolution.
Tensor unetDown(Tensor x, const std::string& name, int64_t channels, const NormLayer& norm);
/// Up: 2x2 transposed convolution of stride 2 (name.up) to `channels`, joined with `skip` behind its channels, then
/// doubleConvolution (name.conv). UserError if the sizes of both differ.
Tensor unetUp(Tensor x, Tensor skip, const std::string& name, int64_t channels, const NormLayer& norm);

}  // namespace gradus
