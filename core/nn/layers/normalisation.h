#pragma once
// Normalisation layers with PyTorch's names, shapes, defaults and conventions; images are channels-last.
#include <string>

#include "core/compute/graph.h"

namespace gradus {

struct BatchNormOptions {
  bool training = true;  // statistics of the batch, which move the running ones; false: the running statistics
  double momentum = 0.1, epsilon = 1e-5;
  bool affine = true;  // weight and bias
  double slope = 1;    // activation z > 0 ? z : slope z after it, in the same kernel: 0 = ReLU, 1 = none
};

/// Batch normalisation of the channels of x [N, C], [N, T, C] or [N, H, W, C] (Ioffe, Szegedy 2015). Parameters
/// name.weight, name.bias [C]; buffers name.running_mean, name.running_var [C] (unbiased variance, start 0 and 1). A
/// layer that runs several times in a step moves its running statistics once per run, in order, and in evaluation reads
/// what runs before it in the step have left. UserError: one row per channel when training.
Tensor batchNorm(Tensor x, const std::string& name, const BatchNormOptions& options = {});

/// Each row of x [.., C] (Ba, Kiros, Hinton 2016). Parameters name.weight, name.bias [C]. axes > 1: the last axes
/// together, parameters of their shape (nn.LayerNorm with several sizes).
Tensor layerNorm(Tensor x, const std::string& name, double epsilon = 1e-5, bool affine = true, int axes = 1);
/// Root mean square normalisation of each row (Zhang, Sennrich 2019). Parameter name.weight [C]. PyTorch's default
/// epsilon is the machine's of the data type; here 1e-6.
Tensor rmsNorm(Tensor x, const std::string& name, double epsilon = 1e-6);
/// Groups of channels of each sample of x [N, .., C] (Wu, He 2018). Parameters name.weight, name.bias [C].
Tensor groupNorm(Tensor x, const std::string& name, int64_t groups, double epsilon = 1e-5, double slope = 1,
                 bool affine = true);
/// Every channel of each sample of x [N, .., C] (Ulyanov et al. 2016); affine: parameters name.weight, name.bias [C].
Tensor instanceNorm(Tensor x, const std::string& name, double epsilon = 1e-5, bool affine = false);

/// Adaptive layer norm: layer norm of x [N, T, C] times (1 + scale) plus shift, each [N, C] (Peebles, Xie 2023).
Tensor adaptiveLayerNorm(Tensor x, Tensor scale, Tensor shift, double epsilon = 1e-6);
/// Adaptive instance norm: instance norm of x [N, .., C] times scale plus shift, each [N, C] (Huang, Belongie 2017).
Tensor adaptiveInstanceNorm(Tensor x, Tensor scale, Tensor shift, double epsilon = 1e-5);

/// Spectral normalisation (Miyato et al. 2018): weight / sigma with the largest singular value sigma of the weight as a
/// matrix [out, all others], by one power iteration per step on the buffer name_u [out] (training), u and v held
/// constant in the gradient.
Tensor spectralNorm(Tensor weight, const std::string& name, bool training = true, double epsilon = 1e-12);

}  // namespace gradus
