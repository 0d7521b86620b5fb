// Rows by index (embedding, selection) and sums into rows by index: each is the other's derivative.
#include "core/compute/ops/indexing.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

// y[i] = x[index i]: dx[r] = sum of g[i] where index i = r
std::vector<Tensor> gatherRule(Tensor y, Tensor g) {
  return {scatterAddRows(g, inputOf(y, 1), inputOf(y, 0).shape()[0]), Tensor()};
}
// y[r] = sum of x[i] where index i = r: dx[i] = g[index i]
std::vector<Tensor> scatterRule(Tensor y, Tensor g) {
  return {gatherRows(g, inputOf(y, 1)), Tensor()};
}

constexpr OpRow rows[] = {
    {OpKind::gatherRows, "gather rows", gatherRule},
    {OpKind::scatterAddRows, "scatter-add rows", scatterRule},
};

// `shape` with its first `axes` axes replaced by those of `front`.
Shape withFront(const Shape& shape, int axes, const Shape& front) {
  Shape result = front;
  for (int axis = axes; axis < shape.rank(); ++axis) result.append(shape[axis]);
  return result;
}

// Numbers alone: one column, so that an entry is a row.
Tensor asRows(Tensor x) {
  return x.shape().rank() == 1 ? reshape(x, {x.shape()[0], 1}) : x;
}

}  // namespace

std::span<const OpRow> indexingOps() {
  return rows;
}

Tensor gatherRows(Tensor x, Tensor indices) {
  const Shape &from = x.shape(), &at = indices.shape();
  if (from.rank() < 1 || from.rank() + at.rank() - 1 > Shape::maxRank)
    shapeError(*x.graph, "gather rows", {from, at}, "entries along a first axis");
  const int64_t count = at.count();
  const Tensor source = asRows(x);
  const Tensor y = x.graph->append({.kind = OpKind::gatherRows,
                                    .inputs = {source.id, reshape(indices, {count}).id},
                                    .shape = withFront(source.shape(), 1, {count})});
  return reshape(y, withFront(from, 1, at));
}

Tensor scatterAddRows(Tensor x, Tensor indices, int64_t rows) {
  const Shape &from = x.shape(), &at = indices.shape();
  bool fits = from.rank() >= at.rank() && rows >= 0;
  for (int axis = 0; fits && axis < at.rank(); ++axis) fits = from[axis] == at[axis];
  if (!fits) shapeError(*x.graph, "scatter-add rows", {from, at}, "one index for each entry");
  const int64_t count = at.count();
  const Tensor source = asRows(reshape(x, withFront(from, at.rank(), {count})));
  const Tensor y = x.graph->append({.kind = OpKind::scatterAddRows,
                                    .inputs = {source.id, reshape(indices, {count}).id},
                                    .shape = withFront(source.shape(), 1, {rows})});
  return reshape(y, withFront(from, at.rank(), {rows}));
}

}  // namespace gradus
