#include "core/nn/initialiser.h"

#include <cmath>

#include "core/nn/names.h"

namespace gradus {

const std::vector<std::string_view>& initialiserNames() {
  static const std::vector<std::string_view> names{"torch", "xavier", "he", "zero", "normal"};
  return names;
}

Initialiser initialiserFromName(std::string_view name) {
  return kindFromName<Initialiser>("initialiser", initialiserNames(), name);
}

template <typename T>
void fillWeights(Initialiser kind, size_t inputs, size_t outputs, std::span<T> weights, Rng& rng) {
  const auto in = static_cast<double>(inputs), out = static_cast<double>(outputs);
  const double torchBound = 1 / std::sqrt(in), xavierBound = std::sqrt(6 / (in + out)), heDeviation = std::sqrt(2 / in);
  for (T& weight : weights) {
    double value = 0;
    switch (kind) {
      case Initialiser::torchDefault:
        value = rng.uniform(-torchBound, torchBound);
        break;
      case Initialiser::xavier:
        value = rng.uniform(-xavierBound, xavierBound);
        break;
      case Initialiser::he:
        value = rng.normal(0, heDeviation);
        break;
      case Initialiser::zero:
        value = 0;
        break;
      case Initialiser::normal:
        value = rng.normal();
        break;
    }
    weight = static_cast<T>(value);
  }
}

template <typename T>
void fillBiases(Initialiser kind, size_t inputs, std::span<T> biases, Rng& rng) {
  const double bound = kind == Initialiser::torchDefault ? 1 / std::sqrt(static_cast<double>(inputs)) : 0;
  for (T& bias : biases) bias = bound > 0 ? static_cast<T>(rng.uniform(-bound, bound)) : T(0);
}

template void fillWeights<float>(Initialiser, size_t, size_t, std::span<float>, Rng&);
template void fillWeights<double>(Initialiser, size_t, size_t, std::span<double>, Rng&);
template void fillBiases<float>(Initialiser, size_t, std::span<float>, Rng&);
template void fillBiases<double>(Initialiser, size_t, std::span<double>, Rng&);

}  // namespace gradus
