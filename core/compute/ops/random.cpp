// Random ops (Philox: a function of the step's key, the op's stream and the element's index), one-hot, stop-gradient.
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {
constexpr OpRow rows[] = {
    {OpKind::oneHot, "one-hot", nullptr},
    {OpKind::randomUniform, "random uniform", nullptr},
    {OpKind::randomNormal, "random normal", nullptr},
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
  const Tensor kept = 1 - greater(broadcastTo(probability, a.shape()), randomUniform(*a.graph, a.shape()));
  return a * (kept * reciprocal(1 - probability));
}

Tensor stopGradient(Tensor a) {
  return a.graph->append({.kind = OpKind::stopGradient, .inputs = {a.id}, .shape = a.shape()});
}

}  // namespace gradus
