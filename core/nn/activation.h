#pragma once
// Activation functions phi(z), with PyTorch's conventions.
#include <string>
#include <string_view>
#include <vector>

#include "core/compute/graph.h"
#include "core/compute/ops/ops.h"  // gelu, silu, relu, ... without numbers of their own

namespace gradus {

// clang-format off
enum class Activation {
  identity, tanh, relu, sigmoid, leakyRelu, gelu, silu, sine, softplus,
  step, elu, hardTanh, hardSigmoid, hardSwish,
};
// clang-format on

/// "identity", "tanh", "relu", ..., in the order of the enum.
const std::vector<std::string_view>& activationNames();
Activation activationFromName(std::string_view name);    // UserError for an unknown name
std::string_view activationTorchClass(Activation kind);  // "nn.Tanh()", ...; empty for identity
/// phi(z) as ops of the graph: leakyRelu slope 0.01, gelu exact (Hendrycks, Gimpel 2016), silu z * sigmoid(z), elu
/// alpha 1.
Tensor activate(Activation kind, Tensor z);

/// Those with numbers of their own.
Tensor leakyRelu(Tensor z, double slope = 0.01);  // z where z > 0, else slope z (Maas, Hannun, Ng 2013)
Tensor elu(Tensor z, double alpha = 1);           // z where z > 0, else alpha (e^z - 1) (Clevert et al. 2016)
Tensor geluTanh(Tensor z);  // its approximation z (1 + tanh(sqrt(2 / pi) (z + 0.044715 z^3))) / 2 (the same)
Tensor softplusOf(Tensor z, double beta);       // log(1 + exp(beta z)) / beta
Tensor siren(Tensor z, double frequency = 30);  // sin(frequency z) (Sitzmann et al. 2020)
Tensor hardTanh(Tensor z);                      // z cut to [-1, 1]
Tensor hardSigmoid(Tensor z);                   // z / 6 + 1 / 2 cut to [0, 1]
Tensor hardSwish(Tensor z);                     // z hardSigmoid(z) (Howard et al. 2019)
Tensor softmax(Tensor z, int axis);             // exp(z) / sum exp(z) over the axis
Tensor logSoftmax(Tensor z, int axis);          // z - log sum exp(z)
/// z where z > 0, else a z, a = name + ".weight" [1] or [channels] (last axis), starting at 0.25 (nn.PReLU; He et al.
/// 2015).
Tensor prelu(Tensor z, const std::string& name, int64_t channels = 1);

}  // namespace gradus
