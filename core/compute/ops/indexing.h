#pragma once
// Rows by index, and sums into rows by index.
#include "core/compute/graph.h"

namespace gradus {

/// Entries of x [R, ..] along its first axis: result [shape of indices.., ..], result[i] = x[indices[i]]. An index that
/// is no whole number in 0..R-1 gives zeros (and no gradient).
Tensor gatherRows(Tensor x, Tensor indices);
/// Its opposite: result [rows, ..], result[r] = sum of x[i] over all i with indices[i] = r, added in the order of i.
/// x: [shape of indices.., ..].
Tensor scatterAddRows(Tensor x, Tensor indices, int64_t rows);

}  // namespace gradus
