#pragma once
// Pooling, upsampling and flattening as layers (no parameters): images [N, H, W, C], sequences [N, T, C].
#include "core/compute/ops/pooling.h"

namespace gradus {

/// nn.MaxPool2d, nn.MaxPool1d: square windows; stride 0 means the window's size.
Tensor maxPool2d(Tensor x, int64_t kernel, int64_t stride = 0, int64_t padding = 0);
Tensor maxPool1d(Tensor x, int64_t kernel, int64_t stride = 0, int64_t padding = 0);
/// nn.AvgPool2d, nn.AvgPool1d.
Tensor averagePool2d(Tensor x, int64_t kernel, int64_t stride = 0, int64_t padding = 0);
Tensor averagePool1d(Tensor x, int64_t kernel, int64_t stride = 0, int64_t padding = 0);
/// Mean or largest of every channel over all of its pixels: [N, C].
Tensor globalAveragePool(Tensor x);
Tensor globalMaxPool(Tensor x);
/// nn.Upsample with a whole factor (sequences: along their length).
Tensor upsample(Tensor x, int64_t factor, ResizeKind kind = ResizeKind::nearest);
/// nn.Flatten after images in PyTorch's layout: [N, C * H * W], the channel slowest, so that a linear layer behind it
/// has PyTorch's weights.
Tensor flatten(Tensor x);
/// nn.Unflatten(1, (channels, height, width)): [N, channels * height * width] to images.
Tensor unflatten(Tensor x, int64_t channels, int64_t height, int64_t width);

}  // namespace gradus
