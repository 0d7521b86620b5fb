// Reductions to a shape that broadcasts back, and their derivatives.
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

// y = sum of a: every a counts once
Parts sumToRule(Tensor y, Tensor g) {
  return {broadcastTo(g, inputOf(y, 0).shape())};
}
// y = max of a: g goes to the largest, shared evenly between equals (as torch.amax does)
Parts maxToRule(Tensor y, Tensor g) {
  const Tensor a = inputOf(y, 0);
  const Tensor isMax = 1 - greater(broadcastTo(y, a.shape()), a);
  return {isMax * broadcastTo(g / sumTo(isMax, y.shape()), a.shape())};
}

constexpr OpRow rows[] = {{OpKind::sumTo, "sum", sumToRule}, {OpKind::maxTo, "max", maxToRule}};

Tensor reduceTo(OpKind kind, Tensor a, Shape shape) {
  if (a.shape() == shape) return a;
  Shape result;
  if (!broadcastShapes(a.shape(), shape, result) || !(result == a.shape())) {
    shapeError(*a.graph, std::string(opName(kind)).c_str(), {a.shape(), shape},
               "a second shape that can be repeated to the first");
  }
  return a.graph->append({.kind = kind, .inputs = {a.id}, .shape = shape});
}

Shape withoutAxis(Tensor a, int axis, const char* op) {
  if (axis < 0 || axis >= a.shape().rank())
    shapeError(*a.graph, op, {a.shape()}, "an axis below " + std::to_string(a.shape().rank()));
  Shape shape = a.shape();
  shape[axis] = 1;
  return shape;
}

}  // namespace

std::span<const OpRow> reduceOps() {
  return rows;
}

Tensor sumTo(Tensor a, Shape shape) {
  return reduceTo(OpKind::sumTo, a, shape);
}
Tensor maxTo(Tensor a, Shape shape) {
  return reduceTo(OpKind::maxTo, a, shape);
}
Tensor sum(Tensor a) {
  return sumTo(a, {});
}
Tensor mean(Tensor a) {
  return sum(a) / static_cast<double>(a.shape().count());
}
Tensor sumOver(Tensor a, int axis) {
  return sumTo(a, withoutAxis(a, axis, "sum"));
}
Tensor maxOver(Tensor a, int axis) {
  return maxTo(a, withoutAxis(a, axis, "max"));
}

// log sum exp a = m + log sum exp(a - m) for any m; m = max avoids overflow and needs no gradient.
Tensor logSumExpOver(Tensor a, int axis) {
  const Tensor m = stopGradient(maxOver(a, axis));
  return m + log(sumOver(exp(a - m), axis));
}

}  // namespace gradus
