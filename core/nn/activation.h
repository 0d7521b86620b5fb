#pragma once
// Activation functions phi(z), with PyTorch's conventions.
#include <string_view>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

enum class Activation { identity, tanh, relu, sigmoid, leakyRelu, gelu, silu, sine, softplus };

const std::vector<std::string_view>& activationNames();  // "identity", "tanh", "relu", ..., in the order of the enum
Activation activationFromName(std::string_view name);    // UserError for an unknown name
std::string_view activationTorchClass(Activation kind);  // "nn.Tanh()", ...; empty for identity
/// phi(z) as ops of the graph: leakyRelu slope 0.01, gelu exact (Hendrycks, Gimpel 2016), silu z * sigmoid(z).
Tensor activate(Activation kind, Tensor z);

}  // namespace gradus
