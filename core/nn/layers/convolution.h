#pragma once
// Convolutional layers in graph form: images [N, H, W, C], sequences [N, T, C]. Parameters have PyTorch's names and
// shapes: name + ".weight" [O, C / groups, kh, kw] (transposed: [C, O / groups, kh, kw]; one dimension fewer for
// sequences) and name + ".bias" [O]; both begin as PyTorch's do, uniform within 1 / sqrt(fan in), the fan in being the
// weight's elements per entry of its first axis.
#include <array>
#include <string>

#include "core/compute/ops/convolution.h"

namespace gradus {

/// nn.Conv2d. kernel: height, width.
Tensor conv2d(Tensor x, const std::string& name, int64_t channels, std::array<int64_t, 2> kernel,
              const Convolution& how = {}, bool bias = true);
/// The same with a square kernel, one stride, one padding.
Tensor conv2d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, int64_t stride = 1,
              int64_t padding = 0, bool bias = true);
/// nn.Conv1d.
Tensor conv1d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, const Convolution& how = {},
              bool bias = true);

/// nn.ConvTranspose2d.
Tensor convTranspose2d(Tensor x, const std::string& name, int64_t channels, std::array<int64_t, 2> kernel,
                       const Convolution& how = {}, std::array<int64_t, 2> outputPadding = {0, 0}, bool bias = true);
Tensor convTranspose2d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, int64_t stride = 1,
                       int64_t padding = 0, bool bias = true);
/// nn.ConvTranspose1d.
Tensor convTranspose1d(Tensor x, const std::string& name, int64_t channels, int64_t kernel, const Convolution& how = {},
                       int64_t outputPadding = 0, bool bias = true);

/// Every channel by itself (groups = channels), with padding that keeps the size; kernel odd.
Tensor depthwiseConv2d(Tensor x, const std::string& name, int64_t kernel, int64_t stride = 1, bool bias = true);

/// [N, (H / patch) (W / patch), channels]: a convolution of stride = kernel = patch, patches row by row (Dosovitskiy et
/// al. 2021, equation 1). UserError if the patch does not divide the image.
Tensor patchEmbedding(Tensor x, const std::string& name, int64_t channels, int64_t patch);

}  // namespace gradus
