// Activation functions as ops of the graph. GELU and SiLU: Hendrycks, Gimpel 2016 (equations 1 and 3); leaky ReLU:
// Maas, Hannun, Ng 2013; sine as an activation: Sitzmann et al. 2020 (with frequency 1).
#include "core/nn/activation.h"

#include <numbers>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rows.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/names.h"

namespace gradus {

const std::vector<std::string_view>& activationNames() {
  static const std::vector<std::string_view> names{"identity", "tanh",      "relu",         "sigmoid",   "leaky-relu",
                                                   "gelu",     "silu",      "sine",         "softplus",  "step",
                                                   "elu",      "hard-tanh", "hard-sigmoid", "hard-swish"};
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
    case Activation::step:
      return "lambda z: (z > 0).float()";
    case Activation::elu:
      return "nn.ELU()";
    case Activation::hardTanh:
      return "nn.Hardtanh()";
    case Activation::hardSigmoid:
      return "nn.Hardsigmoid()";
    case Activation::hardSwish:
      return "nn.Hardswish()";
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
      return leakyRelu(z);
    case Activation::gelu:
      return gelu(z);
    case Activation::silu:
      return silu(z);
    case Activation::sine:
      return sin(z);
    case Activation::softplus:
      return softplus(z);
    case Activation::step:
      return step(z);
    case Activation::elu:
      return elu(z);
    case Activation::hardTanh:
      return hardTanh(z);
    case Activation::hardSigmoid:
      return hardSigmoid(z);
    case Activation::hardSwish:
      return hardSwish(z);
  }
  return z;
}

Tensor leakyRelu(Tensor z, double slope) {
  return select(z, z, z * slope);
}
Tensor elu(Tensor z, double alpha) {  // the minimum keeps the unused branch finite
  return select(z, z, (exp(minimum(z, z.graph->constant(0))) - 1) * alpha);
}
Tensor geluTanh(Tensor z) {
  const double scale = std::numbers::sqrt2 * std::numbers::inv_sqrtpi;  // sqrt(2 / pi)
  return z * ((1 + tanh((z + square(z) * z * 0.044715) * scale)) * 0.5);
}
Tensor softplusOf(Tensor z, double beta) {
  return softplus(z * beta) / beta;
}
Tensor siren(Tensor z, double frequency) {
  return sin(z * frequency);
}
Tensor hardTanh(Tensor z) {
  return maximum(minimum(z, z.graph->constant(1)), z.graph->constant(-1));
}
Tensor hardSigmoid(Tensor z) {
  return maximum(minimum(z / 6 + 0.5, z.graph->constant(1)), z.graph->constant(0));
}
Tensor hardSwish(Tensor z) {
  return z * hardSigmoid(z);
}
Tensor softmax(Tensor z, int axis) {
  if (axis + 1 == z.shape().rank()) return softmax(z);
  const Tensor powers = exp(z - stopGradient(maxOver(z, axis)));
  return powers / sumOver(powers, axis);
}
Tensor logSoftmax(Tensor z, int axis) {
  if (axis + 1 == z.shape().rank()) return logSoftmax(z);
  return z - logSumExpOver(z, axis);
}
Tensor prelu(Tensor z, const std::string& name, int64_t channels) {
  const LayerScope scope(*z.graph, name);
  if (channels != 1 && channels != z.shape().cols())
    shapeError(*z.graph, "PReLU", {z.shape(), {channels}}, "one slope, or one for each of the last axis");
  return select(z, z, z * z.graph->parameter(name + ".weight", {channels}, false, constantStart(0.25)));
}

}  // namespace gradus
