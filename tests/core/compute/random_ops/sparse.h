#pragma once
// Sparse matrices and segments.
#include "core/compute/ops/sparse.h"
#include "tests/core/compute/random_ops/draw.h"

namespace gradus::testing {

inline SparsePatternPtr randomPattern(Draw& d, int64_t rows, int64_t cols) {
  std::vector<int64_t> rowOf, columnOf;
  for (int64_t i = d.between(1, 2 * rows); i > 0; --i) {
    rowOf.push_back(d.between(0, rows - 1));
    columnOf.push_back(d.between(0, cols - 1));
  }
  return sparsePattern(rows, cols, rowOf, columnOf);
}

inline Tensor randomSparse(Draw& d) {
  const Tensor x = d.ofRank(2);
  const int64_t other = d.size(), features = x.shape()[1];
  const bool transposed = d.coin();
  const SparsePatternPtr pattern =
      transposed ? randomPattern(d, x.shape()[0], other) : randomPattern(d, other, x.shape()[0]);
  const EntrySide near = transposed ? EntrySide::row : EntrySide::column;  // the side that x belongs to
  switch (d.rng.below(6)) {
    case 0:
      return sparseProduct(pattern, d.tame(d.like({pattern->entries(), 1})), x, transposed);
    case 1:
      return sampledProduct(pattern, d.tame(d.like({pattern->rows, features})),
                            d.tame(d.like({pattern->cols, features})));
    case 2:
      return gatherEntries(pattern, x, near);
    case 3:
      return segmentSum(pattern, d.tame(gatherEntries(pattern, x, near)),
                        d.coin() ? EntrySide::row : EntrySide::column);
    case 4:
      return segmentMax(pattern, gatherEntries(pattern, x, near), d.coin() ? EntrySide::row : EntrySide::column);
    default:
      return segmentSoftmax(pattern, d.tame(gatherEntries(pattern, x, near)), EntrySide::row);
  }
}

inline std::vector<RandomOp> sparseRandomOps() {
  using enum OpKind;
  return {{"sparse", {sparseProduct, sampledProduct, gatherEntries, segmentSum, segmentMax}, randomSparse}};
}

}  // namespace gradus::testing
