#include "core/nn/initialiser.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/nn/names.h"

namespace gradus {

using Start = ParameterStart::Kind;

const std::vector<std::string_view>& initialiserNames() {
  static const std::vector<std::string_view> names{"torch", "xavier", "he", "zero", "normal", "small", "orthogonal"};
  return names;
}

Initialiser initialiserFromName(std::string_view name) {
  return kindFromName<Initialiser>("initialiser", initialiserNames(), name);
}

Fans fansOf(const Shape& weight) {
  if (weight.rank() < 2) return {weight.count(), weight.count()};
  int64_t kernel = 1;
  for (int axis = 2; axis < weight.rank(); ++axis) kernel *= weight[axis];
  return {weight[1] * kernel, weight[0] * kernel};
}

ParameterStart constantStart(double value) {
  return {Start::constant, value};
}
ParameterStart uniformStart(double bound) {
  return {Start::uniform, bound};
}
ParameterStart normalStart(double deviation) {
  return {Start::normal, deviation};
}
ParameterStart truncatedNormalStart(double deviation) {
  return {Start::truncatedNormal, deviation};
}
ParameterStart orthogonalStart(double gain) {
  return {Start::orthogonal, gain};
}
ParameterStart torchStart(int64_t fanIn) {
  return uniformStart(fanIn > 0 ? 1 / std::sqrt(static_cast<double>(fanIn)) : 0);
}
ParameterStart xavierUniformStart(Fans fans, double gain) {
  return uniformStart(gain * std::sqrt(6 / static_cast<double>(fans.in + fans.out)));
}
ParameterStart xavierNormalStart(Fans fans, double gain) {
  return normalStart(gain * std::sqrt(2 / static_cast<double>(fans.in + fans.out)));
}
ParameterStart heUniformStart(int64_t fanIn, double slope) {
  return uniformStart(std::sqrt(6 / ((1 + slope * slope) * static_cast<double>(fanIn))));
}
ParameterStart heNormalStart(int64_t fanIn, double slope) {
  return normalStart(std::sqrt(2 / ((1 + slope * slope) * static_cast<double>(fanIn))));
}

ParameterStart startOf(Initialiser kind, Fans fans, bool bias) {
  if (bias && kind != Initialiser::torchDefault) return constantStart(0);
  switch (kind) {
    case Initialiser::torchDefault:
      return torchStart(fans.in);
    case Initialiser::xavier:
      return xavierUniformStart(fans);
    case Initialiser::he:
      return heNormalStart(fans.in);
    case Initialiser::zero:
      return constantStart(0);
    case Initialiser::normal:
      return normalStart(1);
    case Initialiser::small:
      return normalStart(0.02);
    case Initialiser::orthogonal:
      return orthogonalStart();
  }
  return {};
}

namespace {

// Rows of a [count, width] made orthonormal in turn (modified Gram-Schmidt, each projection done twice so that the
// result is orthogonal to rounding); R has a positive diagonal, so the matrix is uniformly distributed (Mezzadri 2007).
void orthonormalise(std::vector<double>& a, size_t count, size_t width, Rng& rng) {
  for (size_t i = 0; i < count; ++i) {
    double* row = &a[i * width];
    double norm = 0;
    while (true) {
      for (size_t pass = 0; pass < 2 * i; ++pass) {
        const double* other = &a[pass % i * width];
        double dot = 0;
        for (size_t k = 0; k < width; ++k) dot += row[k] * other[k];
        for (size_t k = 0; k < width; ++k) row[k] -= dot * other[k];
      }
      norm = 0;
      for (size_t k = 0; k < width; ++k) norm += row[k] * row[k];
      norm = std::sqrt(norm);
      if (norm > 1e-8) break;  // a draw inside the span of the rows before it is drawn again
      for (size_t k = 0; k < width; ++k) row[k] = rng.normal();
    }
    for (size_t k = 0; k < width; ++k) row[k] /= norm;
  }
}

template <typename T>
void fillOrthogonal(const Shape& shape, double gain, std::span<T> values, Rng& rng) {
  const auto rows = static_cast<size_t>(shape.rank() > 0 ? shape[0] : 1);
  const size_t cols = rows > 0 ? values.size() / rows : 0, count = std::min(rows, cols), width = std::max(rows, cols);
  std::vector<double> a(count * width);
  rng.fillNormal(std::span<double>(a));
  orthonormalise(a, count, width, rng);
  for (size_t r = 0; r < rows; ++r) {
    for (size_t c = 0; c < cols; ++c)
      values[r * cols + c] = static_cast<T>(gain * (rows <= cols ? a[r * width + c] : a[c * width + r]));
  }
}

}  // namespace

template <typename T>
void initialiseParameter(const ParameterInfo& info, std::span<T> values, const Rng& rng) {
  assert(values.size() == info.count);
  Rng own = rng.split(info.name);
  const double number = info.start.number;
  const auto fill = [&](auto draw) {
    for (T& value : values) value = static_cast<T>(draw());
  };
  switch (info.start.kind) {
    case Start::constant:
      return std::fill(values.begin(), values.end(), static_cast<T>(number));
    case Start::uniform:
      return fill([&] { return own.uniform(-number, number); });
    case Start::normal:
      return fill([&] { return own.normal(0, number); });
    case Start::truncatedNormal:
      return fill([&] {
        double z = own.normal();
        while (std::abs(z) > 2) z = own.normal();
        return number * z;
      });
    case Start::orthogonal:
      return fillOrthogonal(info.shape, number, values, own);
  }
}
template void initialiseParameter<float>(const ParameterInfo&, std::span<float>, const Rng&);
template void initialiseParameter<double>(const ParameterInfo&, std::span<double>, const Rng&);

template <typename T>
void initialise(const ProgramOf<T>& program, ProgramStateOf<T>& state, const Rng& rng) {
  state = program.makeState();
  for (const ParameterInfo& info : program.parameters())
    initialiseParameter<T>(info, {state.parameters.data() + info.offset, info.count}, rng);
}
template void initialise<float>(const ProgramOf<float>&, ProgramState&, const Rng&);
template void initialise<double>(const ProgramOf<double>&, ProgramStateOf<double>&, const Rng&);

template <typename T>
void fillWeights(Initialiser kind, size_t inputs, size_t outputs, std::span<T> weights, Rng& rng) {
  const auto in = static_cast<int64_t>(inputs), out = static_cast<int64_t>(outputs);
  const ParameterStart start = startOf(kind, {in, out});
  if (start.kind == Start::orthogonal) return fillOrthogonal({out, in}, start.number, weights, rng);
  for (T& weight : weights) {
    weight = static_cast<T>(start.kind == Start::uniform  ? rng.uniform(-start.number, start.number)
                            : start.kind == Start::normal ? rng.normal(0, start.number)
                                                          : start.number);
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
