// Activation functions as ops of the graph. GELU and SiLU: Hendrycks, Gimpel 2016 (equations 1 and 3); leaky ReLU:
// Maas, Hannun, Ng 2013; sine as an activation: Sitzmann et al. 2020 (with frequency 1).
#include "core/nn/activation.h"

#include <numbers>

#include "core/compute/ops/ops.h"
#include "core/nn/names.h"

namespace gradus {

const std::vector<std::string_view>& activationNames() {
  static const std::vector<std::string_view> names{"identity", "tanh", "relu", "sigmoid", "leaky-relu",
                                                   "gelu",     "silu", "sine", "softplus"};
  return names;
}

Activation activationFromName(std::string_view name) {
  return kindFromName<Activation>("activation", activationNames(), name);
}

std::string_view activationTorchClass(Activation kind) {
  switch (kind) {
    case Activation::identity:
      return "";
    case Activation::tanh:
      return "nn.Tanh()";
    case Activation::relu:
      return "nn.ReLU()";
    case Activation::sigmoid:
      return "nn.Sigmoid()";
    case Activation::leakyRelu:
      return "nn.LeakyReLU(0.01)";
    case Activation::gelu:
      return "nn.GELU()";
    case Activation::silu:
      return "nn.SiLU()";
    case Activation::sine:
      return "Sine()";
    case Activation::softplus:
      return "nn.Softplus()";
  }
  return "";
}

Tensor activate(Activation kind, Tensor z) {
  switch (kind) {
    case Activation::identity:
      return z;
    case Activation::tanh:
      return tanh(z);
    case Activation::relu:
      return relu(z);
    case Activation::sigmoid:
      return sigmoid(z);
    case Activation::leakyRelu:
      return select(z, z, z * 0.01);
    case Activation::gelu:
      return z * ((1 + erf(z * (1 / std::numbers::sqrt2))) * 0.5);
    case Activation::silu:
      return z * sigmoid(z);
    case Activation::sine:
      return sin(z);
    case Activation::softplus:
      return softplus(z);
  }
  return z;
}

}  // namespace gradus
