#pragma once
// What all losses share: reduction over the elements, checks, sums over rows.
#include "core/compute/graph.h"

namespace gradus {

/// PyTorch's `reduction`: every element, their mean or their sum.
enum class Reduction { none, mean, sum };

Tensor reduceLoss(Tensor elements, Reduction reduction);
/// UserError unless both shapes are equal.
void requireSameShape(const char* loss, Tensor a, Tensor b);
/// [.., C] as [rows, C]; a vector [N] as one column [N, 1].
Tensor asRows(Tensor x);
Tensor asColumn(Tensor x);
/// Sum over the last axis of a matrix: [rows, 1].
Tensor rowSum(Tensor x);
/// Euclidean norm of each row of a matrix, [rows, 1]; never below `least`, where it is flat.
Tensor rowNorm(Tensor x, double least = 1e-12);
/// [.., 1] or [..] whole numbers k -> [rows, classes] with 1 at column k; all zeros for k outside. No gradient.
Tensor oneHotRows(Tensor index, int64_t classes);

}  // namespace gradus
