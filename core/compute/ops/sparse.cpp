// Products with sparse matrices (CSR) and sums over segments, and their derivatives.
#include "core/compute/ops/sparse.h"

#include <algorithm>
#include <numeric>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

namespace {

using Parts = std::vector<Tensor>;

const SparsePatternPtr& patternOf(Tensor y) {
  return y.graph->op(y).pattern;
}
EntrySide sideOf(Tensor y) {
  return y.graph->op(y).axis == 0 ? EntrySide::row : EntrySide::column;
}

// y = A x: dA(e) = g[row(e)] . x[column(e)], dx = A^T g; with A transposed the ends change places
Parts sparseProductRule(Tensor y, Tensor g) {
  const bool transposed = y.graph->op(y).transposeA;
  const Tensor values = inputOf(y, 0), x = inputOf(y, 1);
  const int64_t heads = values.shape().rank() == 1 ? 1 : values.shape()[1];
  const Tensor dValues =
      transposed ? sampledProduct(patternOf(y), x, g, heads) : sampledProduct(patternOf(y), g, x, heads);
  return {reshape(dValues, values.shape()), sparseProduct(patternOf(y), values, g, !transposed)};
}
// y(e) = a[row(e)] . b[column(e)]: da = G b, db = G^T a with G = g at the entries
Parts sampledProductRule(Tensor y, Tensor g) {
  return {sparseProduct(patternOf(y), g, inputOf(y, 1)), sparseProduct(patternOf(y), g, inputOf(y, 0), true)};
}
// y(e) = x[end of e]: each x counts once for every entry it belongs to
Parts gatherRule(Tensor y, Tensor g) {
  return {segmentSum(patternOf(y), g, sideOf(y))};
}
// y = sum of the entries of a segment: each counts once
Parts segmentSumRule(Tensor y, Tensor g) {
  return {gatherEntries(patternOf(y), g, sideOf(y))};
}
// y = largest entry of a segment: g goes to it, shared evenly between equals
Parts segmentMaxRule(Tensor y, Tensor g) {
  const SparsePatternPtr& pattern = patternOf(y);
  const EntrySide side = sideOf(y);
  const Tensor isMax = 1 - greater(gatherEntries(pattern, y, side), inputOf(y, 0));
  const Tensor equals = maximum(segmentSum(pattern, isMax, side), y.graph->constant(1));
  return {isMax * gatherEntries(pattern, g / equals, side)};
}

constexpr OpRow rows[] = {
    {OpKind::sparseProduct, "sparse product", sparseProductRule},
    {OpKind::sampledProduct, "sampled product", sampledProductRule},
    {OpKind::gatherEntries, "gather entries", gatherRule},
    {OpKind::segmentSum, "segment sum", segmentSumRule},
    {OpKind::segmentMax, "segment max", segmentMaxRule},
};

int64_t segmentsOf(const SparsePattern& pattern, EntrySide side) {
  return side == EntrySide::row ? pattern.rows : pattern.cols;
}

void requireRows(Tensor x, int64_t rows, const char* op) {
  if (x.shape().rank() != 2 || x.shape()[0] != rows)
    shapeError(*x.graph, op, {x.shape()}, "a matrix with " + std::to_string(rows) + " rows");
}

Tensor segmentOp(OpKind kind, SparsePatternPtr pattern, Tensor x, EntrySide side) {
  requireRows(x, pattern->entries(), std::string(opName(kind)).c_str());
  return x.graph->append({.kind = kind,
                          .inputs = {x.id},
                          .shape = {segmentsOf(*pattern, side), x.shape()[1]},
                          .axis = side == EntrySide::row ? 0 : 1,
                          .pattern = std::move(pattern)});
}

}  // namespace

std::span<const OpRow> sparseOps() {
  return rows;
}

Tensor sparseProduct(SparsePatternPtr pattern, Tensor values, Tensor x, bool transposed) {
  requireRows(x, transposed ? pattern->rows : pattern->cols, "sparse product");
  const Shape& v = values.shape();
  const int64_t features = x.shape()[1], entries = pattern->entries();
  const bool fits =
      (v.rank() == 1 && v[0] == entries) || (v.rank() == 2 && v[0] == entries && v[1] > 0 && features % v[1] == 0);
  if (!fits) {
    shapeError(*x.graph, "sparse product", {v, x.shape()},
               "one value for each of " + std::to_string(entries) +
                   " entries, or one per head with the features a multiple of the heads");
  }
  return x.graph->append({.kind = OpKind::sparseProduct,
                          .inputs = {values.id, x.id},
                          .shape = {transposed ? pattern->cols : pattern->rows, features},
                          .transposeA = transposed,
                          .pattern = std::move(pattern)});
}

Tensor sampledProduct(SparsePatternPtr pattern, Tensor a, Tensor b, int64_t heads) {
  requireRows(a, pattern->rows, "sampled product");
  requireRows(b, pattern->cols, "sampled product");
  if (a.shape()[1] != b.shape()[1] || heads < 1 || a.shape()[1] % heads != 0) {
    shapeError(*a.graph, "sampled product", {a.shape(), b.shape()},
               "equal numbers of features, a multiple of " + std::to_string(heads) + " heads");
  }
  return a.graph->append({.kind = OpKind::sampledProduct,
                          .inputs = {a.id, b.id},
                          .shape = {pattern->entries(), heads},
                          .pattern = std::move(pattern)});
}

Tensor gatherEntries(SparsePatternPtr pattern, Tensor x, EntrySide side) {
  requireRows(x, segmentsOf(*pattern, side), "gather entries");
  return x.graph->append({.kind = OpKind::gatherEntries,
                          .inputs = {x.id},
                          .shape = {pattern->entries(), x.shape()[1]},
                          .axis = side == EntrySide::row ? 0 : 1,
                          .pattern = std::move(pattern)});
}

Tensor segmentSum(SparsePatternPtr pattern, Tensor x, EntrySide side) {
  return segmentOp(OpKind::segmentSum, std::move(pattern), x, side);
}

Tensor segmentMax(SparsePatternPtr pattern, Tensor x, EntrySide side) {
  return segmentOp(OpKind::segmentMax, std::move(pattern), x, side);
}

Tensor segmentMean(SparsePatternPtr pattern, Tensor x, EntrySide side) {
  const std::vector<int32_t>& start = side == EntrySide::row ? pattern->rowStart : pattern->columnStart;
  std::vector<double> shares;
  for (size_t i = 0; i + 1 < start.size(); ++i) shares.push_back(1.0 / std::max(1, start[i + 1] - start[i]));
  const int64_t segments = segmentsOf(*pattern, side);
  return segmentSum(std::move(pattern), x, side) * x.graph->constant(std::move(shares), {segments, 1});
}

// The largest entry of the segment is taken off first; it cancels, so it needs no gradient.
Tensor segmentSoftmax(SparsePatternPtr pattern, Tensor x, EntrySide side) {
  const Tensor largest = stopGradient(segmentMax(pattern, x, side));
  const Tensor e = exp(x - gatherEntries(pattern, largest, side));
  return e / gatherEntries(pattern, segmentSum(pattern, e, side), side);
}

Tensor chooseRows(Tensor x, std::span<const int64_t> indices) {
  if (x.shape().rank() != 2) shapeError(*x.graph, "choose rows", {x.shape()}, "a matrix");
  std::vector<int64_t> own(indices.size());
  std::iota(own.begin(), own.end(), 0);
  return gatherEntries(sparsePattern(static_cast<int64_t>(indices.size()), x.shape()[0], own, indices), x,
                       EntrySide::column);
}

}  // namespace gradus
