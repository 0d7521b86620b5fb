// Elementwise ops; their derivatives are in elementwise_rules.cpp.
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

Tensor unary(OpKind kind, Tensor a) {
  return a.graph->append({.kind = kind, .inputs = {a.id}, .shape = a.shape()});
}

Tensor binary(OpKind kind, Tensor a, Tensor b) {
  Shape shape;
  if (!broadcastShapes(a.shape(), b.shape(), shape)) {
    shapeError(*a.graph, std::string(opName(kind)).c_str(), {a.shape(), b.shape()},
               "shapes that are equal or 1 along every axis");
  }
  a = broadcastTo(a, shape);
  b = broadcastTo(b, shape);
  return a.graph->append({.kind = kind, .inputs = {a.id, b.id}, .shape = shape});
}

}  // namespace

Tensor operator+(Tensor a, Tensor b) {
  return binary(OpKind::add, a, b);
}
Tensor operator-(Tensor a, Tensor b) {
  return binary(OpKind::subtract, a, b);
}
Tensor operator*(Tensor a, Tensor b) {
  return binary(OpKind::multiply, a, b);
}
Tensor operator/(Tensor a, Tensor b) {
  return binary(OpKind::divide, a, b);
}
Tensor operator+(Tensor a, double b) {
  return a + a.graph->constant(b);
}
Tensor operator-(Tensor a, double b) {
  return a - a.graph->constant(b);
}
Tensor operator*(Tensor a, double b) {
  return a * a.graph->constant(b);
}
Tensor operator*(double a, Tensor b) {
  return b * a;
}
Tensor operator+(double a, Tensor b) {
  return b + a;
}
Tensor operator-(double a, Tensor b) {
  return b.graph->constant(a) - b;
}
Tensor operator/(Tensor a, double b) {
  return a * (1 / b);
}
Tensor operator-(Tensor a) {
  return unary(OpKind::negate, a);
}
Tensor exp(Tensor a) {
  return unary(OpKind::exp, a);
}
Tensor log(Tensor a) {
  return unary(OpKind::log, a);
}
Tensor sqrt(Tensor a) {
  return unary(OpKind::sqrt, a);
}
Tensor reciprocal(Tensor a) {
  return unary(OpKind::reciprocal, a);
}
Tensor square(Tensor a) {
  return unary(OpKind::square, a);
}
Tensor tanh(Tensor a) {
  return unary(OpKind::tanh, a);
}
Tensor sigmoid(Tensor a) {
  return unary(OpKind::sigmoid, a);
}
Tensor softplus(Tensor a) {
  return unary(OpKind::softplus, a);
}
Tensor relu(Tensor a) {
  return unary(OpKind::relu, a);
}
Tensor step(Tensor a) {
  return unary(OpKind::step, a);
}
Tensor abs(Tensor a) {
  return unary(OpKind::abs, a);
}
Tensor sign(Tensor a) {
  return unary(OpKind::sign, a);
}
Tensor sin(Tensor a) {
  return unary(OpKind::sin, a);
}
Tensor cos(Tensor a) {
  return unary(OpKind::cos, a);
}
Tensor erf(Tensor a) {
  return unary(OpKind::erf, a);
}
Tensor rsqrt(Tensor a) {
  return unary(OpKind::rsqrt, a);
}
Tensor floor(Tensor a) {
  return unary(OpKind::floor, a);
}
Tensor round(Tensor a) {
  return unary(OpKind::round, a);
}
Tensor gelu(Tensor a) {
  return unary(OpKind::gelu, a);
}
Tensor silu(Tensor a) {
  return unary(OpKind::silu, a);
}
Tensor pow(Tensor a, Tensor b) {
  return binary(OpKind::power, a, b);
}
Tensor pow(Tensor a, double b) {
  if (b == 1) return a;
  if (b == 2) return square(a);
  if (b == 0.5) return sqrt(a);
  if (b == -1) return reciprocal(a);
  return pow(a, a.graph->constant(b));
}
Tensor clamp(Tensor a, double low, double high) {
  return minimum(maximum(a, a.graph->constant(low)), a.graph->constant(high));
}
Tensor logAddExp(Tensor a, Tensor b) {
  return a + softplus(b - a);
}
Tensor maximum(Tensor a, Tensor b) {
  return binary(OpKind::maximum, a, b);
}
Tensor minimum(Tensor a, Tensor b) {
  return binary(OpKind::minimum, a, b);
}
Tensor greater(Tensor a, Tensor b) {
  return binary(OpKind::greater, a, b);
}

Tensor select(Tensor condition, Tensor a, Tensor b) {
  Shape pair, shape;
  if (!broadcastShapes(a.shape(), b.shape(), pair) || !broadcastShapes(condition.shape(), pair, shape)) {
    shapeError(*a.graph, "select", {condition.shape(), a.shape(), b.shape()},
               "shapes that are equal or 1 along every axis");
  }
  return a.graph->append(
      {.kind = OpKind::select,
       .inputs = {broadcastTo(condition, shape).id, broadcastTo(a, shape).id, broadcastTo(b, shape).id},
       .shape = shape});
}

}  // namespace gradus
