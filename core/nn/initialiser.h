#pragma once
// How parameters start. Rules of a whole network (`Initialiser`), of one parameter (functions that give a
// ParameterStart from its fans, PyTorch's torch.nn.init), and initialise(), which fills a state.
//   torchDefault  U(-1/sqrt(in), 1/sqrt(in)) for weights and biases (nn.Linear)
//   xavier        U(-a, a), a = sqrt(6 / (in + out))        (Glorot, Bengio 2010, equation 16)
//   he            N(0, 2 / in)                              (He et al. 2015, equation 10)
//   zero          0 (symmetric: all units of a layer stay equal)
//   normal        N(0, 1)
//   small         N(0, 0.02^2)                              (Radford et al. 2016, section 3)
//   orthogonal    orthonormal rows or columns               (Saxe, McClelland, Ganguli 2014)
// Biases: torch's rule for torchDefault, otherwise zero.
#include <span>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/compute/program.h"

namespace gradus {

enum class Initialiser { torchDefault, xavier, he, zero, normal, small, orthogonal };

/// "torch", "xavier", "he", "zero", "normal", "small", "orthogonal"
const std::vector<std::string_view>& initialiserNames();
Initialiser initialiserFromName(std::string_view name);

/// Numbers of connections into and out of a unit.
struct Fans {
  int64_t in = 1, out = 1;
};
/// PyTorch's: weight [out, in] or [out, in / groups, kernel...]; in = shape[1] * kernel, out = shape[0] * kernel.
/// Vectors and scalars: their count for both.
Fans fansOf(const Shape& weight);

ParameterStart constantStart(double value);
ParameterStart uniformStart(double bound);                       // U(-bound, bound)
ParameterStart normalStart(double deviation);                    // N(0, deviation^2)
ParameterStart truncatedNormalStart(double deviation);           // the same within two deviations
ParameterStart orthogonalStart(double gain = 1);                 // a matrix [first axis, all others]
ParameterStart torchStart(int64_t fanIn);                        // U(-1/sqrt(in), 1/sqrt(in))
ParameterStart xavierUniformStart(Fans fans, double gain = 1);   // bound gain sqrt(6 / (in + out))
ParameterStart xavierNormalStart(Fans fans, double gain = 1);    // deviation gain sqrt(2 / (in + out))
ParameterStart heUniformStart(int64_t fanIn, double slope = 0);  // bound sqrt(6 / ((1 + slope^2) in))
ParameterStart heNormalStart(int64_t fanIn, double slope = 0);   // deviation sqrt(2 / ((1 + slope^2) in))
/// The rule of `kind` for a weight with these fans, or for its bias.
ParameterStart startOf(Initialiser kind, Fans fans, bool bias = false);

/// Fills every parameter and buffer by its ParameterStart; moments and the step counter become zero. A parameter's
/// numbers depend on `rng`, its name and its shape only, so that another layer changes nothing; float and double states
/// get the same numbers up to rounding.
template <typename T>
void initialise(const ProgramOf<T>& program, ProgramStateOf<T>& state, const Rng& rng);
/// One parameter's values.
template <typename T>
void initialiseParameter(const ParameterInfo& info, std::span<T> values, const Rng& rng);

template <typename T>
void fillWeights(Initialiser kind, size_t inputs, size_t outputs, std::span<T> weights, Rng& rng);
template <typename T>
void fillBiases(Initialiser kind, size_t inputs, std::span<T> biases, Rng& rng);

}  // namespace gradus
