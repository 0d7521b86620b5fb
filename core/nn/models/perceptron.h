#pragma once
// Multilayer perceptron with PyTorch's layout and names: nn.Sequential(Linear, activation, Linear, ...), values [N,
// ...].
#include <string>
#include <vector>

#include "core/nn/activation.h"

namespace gradus {

/// Linear layers of these widths (inputs first) with an activation between any two. Parameters prefix + "0.weight",
/// "2.weight", ...: activations count as in nn.Sequential.
Tensor perceptron(Tensor x, const std::vector<int64_t>& widths, Activation activation,
                  const std::string& prefix = "net.");

}  // namespace gradus
