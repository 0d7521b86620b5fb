#pragma once
// What every algorithm asks of its input.
#include "core/base/matrix.h"

namespace gradus {

/// Throws UserError unless x has a row and a column and every value is a finite number; names the first that is not.
void requireNumbers(const Matrix& x);

}  // namespace gradus
