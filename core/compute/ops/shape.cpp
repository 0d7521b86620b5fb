// Ops that move elements without changing them, and their derivatives: each is another of the same family.
#include <utility>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

// y = a repeated along some axes: each a is used several times, so its gradient is the sum over them
Parts broadcastRule(Tensor y, Tensor g) {
  return {sumTo(g, inputOf(y, 0).shape())};
}
Parts reshapeRule(Tensor y, Tensor g) {
  return {reshape(g, inputOf(y, 0).shape())};
}
Parts transposeRule(Tensor, Tensor g) {
  return {transpose(g)};
}
// y[j] = a with axes in another order: g goes back through the inverse order
Parts permuteRule(Tensor y, Tensor g) {
  const std::vector<int64_t>& axes = y.graph->op(y).numbers;
  std::vector<int> inverse(axes.size());
  for (size_t axis = 0; axis < axes.size(); ++axis) inverse[static_cast<size_t>(axes[axis])] = static_cast<int>(axis);
  return {permute(g, inverse)};
}
// y = [a; b; ...]: each part gets its slice of g
Parts concatRule(Tensor y, Tensor g) {
  Parts parts;
  const Op& op = y.graph->op(y);
  int64_t begin = 0;
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const int64_t size = inputOf(y, i).shape()[op.axis];
    parts.push_back(slice(g, op.axis, begin, begin + size));
    begin += size;
  }
  return parts;
}
// y = a[begin:end]: the rest of a gets zeros
Parts sliceRule(Tensor y, Tensor g) {
  const Op& op = y.graph->op(y);
  return {pad(g, op.axis, op.begin, inputOf(y, 0).shape()[op.axis] - op.end)};
}
Parts padRule(Tensor y, Tensor g) {
  const Op& op = y.graph->op(y);
  return {slice(g, op.axis, op.begin, op.begin + inputOf(y, 0).shape()[op.axis])};
}

constexpr OpRow leaves[] = {
    {OpKind::input, "input", nullptr},
    {OpKind::scalar, "scalar", nullptr},
    {OpKind::parameter, "parameter", nullptr},
    {OpKind::constant, "constant", nullptr},
};
constexpr OpRow rows[] = {
    {OpKind::broadcast, "broadcast", broadcastRule},
    {OpKind::reshape, "reshape", reshapeRule},
    {OpKind::transpose, "transpose", transposeRule},
    {OpKind::permute, "permute", permuteRule},
    {OpKind::concat, "concat", concatRule},
    {OpKind::slice, "slice", sliceRule},
    {OpKind::pad, "pad", padRule},
};

void requireMatrix(Tensor a, const char* op) {
  if (a.shape().rank() != 2) shapeError(*a.graph, op, {a.shape()}, "a matrix");
}

void requireAxis(Tensor a, int axis, const char* op) {
  if (axis < 0 || axis >= a.shape().rank())
    shapeError(*a.graph, op, {a.shape()}, "an axis below " + std::to_string(a.shape().rank()));
}

}  // namespace

std::span<const OpRow> leafOps() {
  return leaves;
}
std::span<const OpRow> shapeOps() {
  return rows;
}

Tensor broadcastTo(Tensor a, Shape shape) {
  if (a.shape() == shape) return a;
  Shape result;
  if (!broadcastShapes(a.shape(), shape, result) || !(result == shape)) {
    shapeError(*a.graph, "broadcast", {a.shape(), shape}, "a second shape that the first can be repeated to");
  }
  return a.graph->append({.kind = OpKind::broadcast, .inputs = {a.id}, .shape = shape});
}

Tensor reshape(Tensor a, Shape shape) {
  if (a.shape() == shape) return a;
  if (a.shape().count() != shape.count()) {
    shapeError(*a.graph, "reshape", {a.shape(), shape}, "two shapes with equal numbers of elements");
  }
  return a.graph->append({.kind = OpKind::reshape, .inputs = {a.id}, .shape = shape});
}

Tensor transpose(Tensor a) {
  if (const int rank = a.shape().rank(); rank > 2) {
    int axes[Shape::maxRank];
    for (int axis = 0; axis < rank; ++axis) axes[axis] = axis;
    std::swap(axes[rank - 2], axes[rank - 1]);
    return permute(a, {axes, static_cast<size_t>(rank)});
  }
  requireMatrix(a, "transpose");
  return a.graph->append({.kind = OpKind::transpose, .inputs = {a.id}, .shape = {a.shape()[1], a.shape()[0]}});
}

Tensor permute(Tensor a, std::span<const int> axes) {
  Op op{.kind = OpKind::permute, .inputs = {a.id}};
  std::vector<char> seen(static_cast<size_t>(a.shape().rank()), 0);
  for (const int axis : axes) {
    if (axis < 0 || axis >= a.shape().rank() || seen[static_cast<size_t>(axis)]++) break;
    op.shape.append(a.shape()[axis]);
    op.numbers.push_back(axis);
  }
  if (static_cast<int>(op.numbers.size()) != a.shape().rank() || axes.size() != op.numbers.size())
    shapeError(*a.graph, "permute", {a.shape()}, "every axis exactly once");
  return a.graph->append(std::move(op));
}

Tensor concat(std::span<const Tensor> parts, int axis) {
  Op op{.kind = OpKind::concat, .axis = axis};
  Shape shape;
  std::vector<Shape> shapes;
  for (const Tensor part : parts) shapes.push_back(part.shape());
  for (const Tensor part : parts) {
    requireAxis(part, axis, "concat");
    if (op.inputs.empty()) {
      shape = part.shape();
    } else {
      Shape same = part.shape();
      if (same.rank() == shape.rank()) same[axis] = shape[axis];
      if (!(same == shape)) shapeError(*part.graph, "concat", shapes, "equal sizes along the other axes");
      shape[axis] += part.shape()[axis];
    }
    op.inputs.push_back(part.id);
  }
  op.shape = shape;
  return parts[0].graph->append(std::move(op));
}

Tensor slice(Tensor a, int axis, int64_t begin, int64_t end) {
  requireAxis(a, axis, "slice");
  if (begin < 0 || begin > end || end > a.shape()[axis]) {
    shapeError(*a.graph, "slice", {a.shape(), {begin, end}}, "a range inside the axis");
  }
  Shape shape = a.shape();
  shape[axis] = end - begin;
  return a.graph->append(
      {.kind = OpKind::slice, .inputs = {a.id}, .shape = shape, .axis = axis, .begin = begin, .end = end});
}

Tensor pad(Tensor a, int axis, int64_t before, int64_t after) {
  requireAxis(a, axis, "pad");
  if (before < 0 || after < 0)
    shapeError(*a.graph, "pad", {a.shape(), {before, after}}, "numbers of zeros that are not negative");
  Shape shape = a.shape();
  shape[axis] += before + after;
  return a.graph->append(
      {.kind = OpKind::pad, .inputs = {a.id}, .shape = shape, .axis = axis, .begin = before, .end = after});
}

}  // namespace gradus
