#pragma once
// Products with sparse matrices (CSR) and sums over segments, and their derivatives. The places of the entries are a
// constant of the graph (core/compute/sparse_pattern.h), their values any tensor: a constant, a parameter or computed.
// Entries are in the pattern's order: by row, then column. Sums run in that order, so results do not depend on threads.
#include <cstdint>

#include "core/compute/graph.h"

namespace gradus {

/// Which end of an entry: its row (for edges: the target) or its column (the source).
enum class EntrySide : uint8_t { row, column };

/// A x for the sparse A [rows, cols] with `values`, x [cols, features]: y[r] = sum over entries e of row r of
/// values[e] x[column(e)]. transposed: A^T x, x [rows, features]. values [entries], or [entries, heads] where head k
/// acts on the k-th of `heads` equal groups of features. Any features, also none; rows without entries give zeros.
/// UserErrors for other shapes. Linear in values and in x; gradients of any order.
Tensor sparseProduct(SparsePatternPtr pattern, Tensor values, Tensor x, bool transposed = false);
/// The product of a [rows, features] with the transpose of b [cols, features], at the entries only: [entries, heads],
/// y[e, k] = sum over the k-th group of features of a[row(e)] b[column(e)].
Tensor sampledProduct(SparsePatternPtr pattern, Tensor a, Tensor b, int64_t heads = 1);
/// The row of x that belongs to each entry: [entries, features] from x [rows or cols, features].
Tensor gatherEntries(SparsePatternPtr pattern, Tensor x, EntrySide side);
/// Sum, mean, largest of the entries of each row (or column); x [entries, features] -> [rows or cols, features].
/// Segments without entries give 0. Equal largest elements share the gradient, as in maxTo.
Tensor segmentSum(SparsePatternPtr pattern, Tensor x, EntrySide side);
Tensor segmentMean(SparsePatternPtr pattern, Tensor x, EntrySide side);
Tensor segmentMax(SparsePatternPtr pattern, Tensor x, EntrySide side);
/// exp(x_e) / sum over the entries of e's segment, without overflow.
Tensor segmentSoftmax(SparsePatternPtr pattern, Tensor x, EntrySide side);
/// Chosen rows of x [rows, features]; an index may come twice. UserError for an index outside.
Tensor chooseRows(Tensor x, std::span<const int64_t> indices);

}  // namespace gradus
