#pragma once
// How a dense layer's weights [out, in] start. Biases: torch's rule for torchDefault, otherwise zero.
//   torchDefault  U(-1/sqrt(in), 1/sqrt(in)) for weights and biases (nn.Linear)
//   xavier        U(-a, a), a = sqrt(6 / (in + out))        (Glorot, Bengio 2010, equation 16)
//   he            N(0, 2 / in)                              (He et al. 2015, equation 10)
//   zero          0 (symmetric: all units of a layer stay equal)
//   normal        N(0, 1)
#include <span>
#include <string_view>
#include <vector>

#include "core/base/rng.h"

namespace gradus {

enum class Initialiser { torchDefault, xavier, he, zero, normal };

const std::vector<std::string_view>& initialiserNames();  // "torch", "xavier", "he", "zero", "normal"
Initialiser initialiserFromName(std::string_view name);
template <typename T>
void fillWeights(Initialiser kind, size_t inputs, size_t outputs, std::span<T> weights, Rng& rng);
template <typename T>
void fillBiases(Initialiser kind, size_t inputs, std::span<T> biases, Rng& rng);

}  // namespace gradus
