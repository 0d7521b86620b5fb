// Derivatives of the elementwise ops. y is the output, g = d loss / d y.
#include <numbers>

#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

// A derivative that is an op of its own.
Tensor slope(OpKind kind, Tensor x) {
  return x.graph->append({.kind = kind, .inputs = {x.id}, .shape = x.shape()});
}

// d(-x) = -1
Parts negateRule(Tensor, Tensor g) {
  return {-g};
}
// d exp x = exp x
Parts expRule(Tensor y, Tensor g) {
  return {g * y};
}
// d log x = 1 / x
Parts logRule(Tensor y, Tensor g) {
  return {g / inputOf(y, 0)};
}
// d sqrt x = 1 / (2 sqrt x)
Parts sqrtRule(Tensor y, Tensor g) {
  return {g * 0.5 / y};
}
// d(1/x) = -1 / x^2
Parts reciprocalRule(Tensor y, Tensor g) {
  return {-(g * square(y))};
}
// d x^2 = 2 x
Parts squareRule(Tensor y, Tensor g) {
  return {g * (inputOf(y, 0) * 2)};
}
// d tanh x = 1 - tanh^2 x
Parts tanhRule(Tensor y, Tensor g) {
  return {g * (1 - square(y))};
}
// d sigmoid = sigmoid (1 - sigmoid)
Parts sigmoidRule(Tensor y, Tensor g) {
  return {g * (y * (1 - y))};
}
// d log(1 + e^x) = sigmoid x
Parts softplusRule(Tensor y, Tensor g) {
  return {g * sigmoid(inputOf(y, 0))};
}
// d max(x, 0) = [x > 0], and [y > 0] is the same
Parts reluRule(Tensor y, Tensor g) {
  return {g * step(y)};
}
// d|x| = sign x
Parts absRule(Tensor y, Tensor g) {
  return {g * sign(inputOf(y, 0))};
}
// d sin x = cos x
Parts sinRule(Tensor y, Tensor g) {
  return {g * cos(inputOf(y, 0))};
}
// d cos x = -sin x
Parts cosRule(Tensor y, Tensor g) {
  return {-(g * sin(inputOf(y, 0)))};
}
// d erf x = 2 / sqrt(pi) exp(-x^2)
Parts erfRule(Tensor y, Tensor g) {
  return {g * (exp(-square(inputOf(y, 0))) * (2 * std::numbers::inv_sqrtpi))};
}
// d x^(-1/2) = -1/2 x^(-3/2) = -y^3 / 2
Parts rsqrtRule(Tensor y, Tensor g) {
  return {g * (y * square(y)) * -0.5};
}
// GELU x Phi(x) (Hendrycks, Gimpel 2016): Phi(x) + x phi(x), phi the normal density, Phi its integral
Parts geluRule(Tensor y, Tensor g) {
  return {g * slope(OpKind::geluSlope, inputOf(y, 0))};
}
// d(Phi + x phi) = phi (2 - x^2)
Parts geluSlopeRule(Tensor y, Tensor g) {
  const Tensor squared = square(inputOf(y, 0));
  return {g * (exp(squared * -0.5) * (2 - squared) * (std::numbers::inv_sqrtpi / std::numbers::sqrt2))};
}
// SiLU x s, s = sigmoid x: s (1 + x (1 - s))
Parts siluRule(Tensor y, Tensor g) {
  return {g * slope(OpKind::siluSlope, inputOf(y, 0))};
}
// d(s (1 + x (1 - s))) = s (1 - s) (2 + x (1 - 2 s))
Parts siluSlopeRule(Tensor y, Tensor g) {
  const Tensor x = inputOf(y, 0), s = sigmoid(x);
  return {g * (s * (1 - s) * (2 + x * (1 - 2 * s)))};
}
// d(a^b) = b a^(b - 1), a^b log a
Parts powerRule(Tensor y, Tensor g) {
  const Tensor a = inputOf(y, 0), b = inputOf(y, 1);
  return {g * (b * pow(a, b - 1)), g * (y * log(a))};
}
// d(a + b) = 1, 1
Parts addRule(Tensor, Tensor g) {
  return {g, g};
}
// d(a - b) = 1, -1
Parts subtractRule(Tensor, Tensor g) {
  return {g, -g};
}
// d(a b) = b, a
Parts multiplyRule(Tensor y, Tensor g) {
  return {g * inputOf(y, 1), g * inputOf(y, 0)};
}
// d(a / b) = 1 / b, -y / b
Parts divideRule(Tensor y, Tensor g) {
  const Tensor share = g / inputOf(y, 1);
  return {share, -(share * y)};
}
// d max(a, b) = [a > b], [a <= b]; ties go to b
Parts maximumRule(Tensor y, Tensor g) {
  const Tensor first = greater(inputOf(y, 0), inputOf(y, 1));
  return {g * first, g * (1 - first)};
}
// d min(a, b) = [b > a], [b <= a]
Parts minimumRule(Tensor y, Tensor g) {
  const Tensor first = greater(inputOf(y, 1), inputOf(y, 0));
  return {g * first, g * (1 - first)};
}
// d select(c, a, b) = 0, [c > 0], [c <= 0]
Parts selectRule(Tensor y, Tensor g) {
  const Tensor condition = inputOf(y, 0), zero = g.graph->constant(0);
  return {Tensor(), select(condition, g, zero), select(condition, zero, g)};
}

constexpr OpRow rows[] = {
    {OpKind::negate, "negate", negateRule},
    {OpKind::exp, "exp", expRule},
    {OpKind::log, "log", logRule},
    {OpKind::sqrt, "sqrt", sqrtRule},
    {OpKind::reciprocal, "reciprocal", reciprocalRule},
    {OpKind::square, "square", squareRule},
    {OpKind::tanh, "tanh", tanhRule},
    {OpKind::sigmoid, "sigmoid", sigmoidRule},
    {OpKind::softplus, "softplus", softplusRule},
    {OpKind::relu, "relu", reluRule},
    {OpKind::step, "step", nullptr},
    {OpKind::abs, "abs", absRule},
    {OpKind::sign, "sign", nullptr},
    {OpKind::sin, "sin", sinRule},
    {OpKind::cos, "cos", cosRule},
    {OpKind::erf, "erf", erfRule},
    {OpKind::rsqrt, "rsqrt", rsqrtRule},
    {OpKind::floor, "floor", nullptr},
    {OpKind::round, "round", nullptr},
    {OpKind::gelu, "gelu", geluRule},
    {OpKind::geluSlope, "gelu slope", geluSlopeRule},
    {OpKind::silu, "silu", siluRule},
    {OpKind::siluSlope, "silu slope", siluSlopeRule},
    {OpKind::add, "add", addRule},
    {OpKind::subtract, "subtract", subtractRule},
    {OpKind::multiply, "multiply", multiplyRule},
    {OpKind::divide, "divide", divideRule},
    {OpKind::maximum, "maximum", maximumRule},
    {OpKind::minimum, "minimum", minimumRule},
    {OpKind::power, "power", powerRule},
    {OpKind::greater, "greater", nullptr},
    {OpKind::select, "select", selectRule},
};

}  // namespace

std::span<const OpRow> elementwiseOps() {
  return rows;
}

}  // namespace gradus
