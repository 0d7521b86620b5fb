#include "core/nn/models/perceptron.h"

#include "core/nn/layers/linear.h"

namespace gradus {

Tensor perceptron(Tensor x, const std::vector<int64_t>& widths, Activation activation, const std::string& prefix) {
  for (size_t l = 1; l < widths.size(); ++l) {
    if (l > 1) x = activate(activation, x);
    x = linear(x, prefix + std::to_string(2 * (l - 1)), widths[l]);
  }
  return x;
}

}  // namespace gradus
