#pragma once
// How operands cover the domain of an elementwise instruction, so that broadcasts need no memory of their own.
#include <vector>

#include "core/compute/cpu/instructions.h"

namespace gradus {

/// The domain as a matrix. Usually its last axis is the columns; where that has one element (values are then stored
/// without gaps), columns are as many trailing axes as every operand either has or repeats as a whole.
struct Domain {
  Shape shape;
  int firstColumn = 0;  // first axis that belongs to the columns
  bool joined = false;  // several axes are columns: places without gaps
  int64_t rows = 1, cols = 1;

  Domain(const Shape& whole, const std::vector<Shape>& sources);
  /// A value of the domain's own shape as rows and columns of the domain.
  Place view(Place place) const;
  /// An operand of shape `source` (it must broadcast to the domain) stored at `place`.
  Operand cover(const Shape& source, Place place) const;
};

/// How matrix number i (of the leading axes of `whole`) lies in a value with leading axes `part` that broadcast to it;
/// `matrixRows` rows of `pitch` elements each. The last two axes of both are the matrices'.
RowIndex matrixIndex(const Shape& part, const Shape& whole, int64_t matrixRows, int64_t pitch);

}  // namespace gradus
