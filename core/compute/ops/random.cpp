// Random ops (Philox: a function of the step's key, the op's stream and the element's index), one-hot, stop-gradient.
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

Tensor masked(Tensor a, Tensor probability, uint64_t stream) {
  return a.graph->append(
      {.kind = OpKind::dropout, .inputs = {a.id, probability.id}, .shape = a.shape(), .stream = stream});
}

// y = a m / (1 - p) with the mask m = [u >= p], which is drawn again instead of being kept: da = g m / (1 - p). Where
// it exists, the derivative by p is y / (1 - p).
std::vector<Tensor> dropoutRule(Tensor y, Tensor g) {
  const Tensor p = inputOf(y, 1);
  const OpKind kind = y.graph->op(p).kind;
  const bool fixed = kind == OpKind::scalar || kind == OpKind::constant;
  return {masked(g, p, y.graph->op(y).stream), fixed ? Tensor() : sumTo(g * y, p.shape()) / (1 - p)};
}

constexpr OpRow rows[] = {
    {OpKind::oneHot, "one-hot", nullptr},
    {OpKind::randomUniform, "random uniform", nullptr},
    {OpKind::randomNormal, "random normal", nullptr},
    {OpKind::dropout, "dropout", dropoutRule},
    {OpKind::stopGradient, "stop gradient", nullptr},
};
}  // namespace

std::span<const OpRow> randomOps() {
  return rows;
}

Tensor oneHot(Tensor indices, int64_t classes) {
  const Shape& shape = indices.shape();
  if (shape.rank() != 2 || shape[0] != 1 || classes < 1) {
    shapeError(*indices.graph, "one-hot", {shape}, "class indices of shape [1, n] and at least one class");
  }
  return indices.graph->append({.kind = OpKind::oneHot, .inputs = {indices.id}, .shape = {classes, shape[1]}});
}

Tensor randomUniform(Graph& graph, Shape shape) {
  return graph.append({.kind = OpKind::randomUniform, .shape = shape, .stream = graph.nextStream()});
}

Tensor randomNormal(Graph& graph, Shape shape) {
  return graph.append({.kind = OpKind::randomNormal, .shape = shape, .stream = graph.nextStream()});
}

// Srivastava et al. 2014, scaled in training (inverted dropout) so that evaluation needs no change.
Tensor dropout(Tensor a, Tensor probability) {
  if (probability.shape().count() != 1)
    shapeError(*a.graph, "dropout", {a.shape(), probability.shape()}, "a single number as probability");
  return masked(a, probability, a.graph->nextStream());
}

Tensor stopGradient(Tensor a) {
  return a.graph->append({.kind = OpKind::stopGradient, .inputs = {a.id}, .shape = a.shape()});
}

}  // namespace gradus
