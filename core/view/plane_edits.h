#pragma once
// Tables changed by hand in the plane of two of their columns.
#include <cstdint>
#include <span>

#include "core/base/matrix.h"

namespace gradus {

/// x with row `row` moved to (px, py) in the plane. Throws UserError if there is no such row.
Matrix withRowMoved(const Matrix& x, int64_t row, size_t xColumn, size_t yColumn, double px, double py);
/// x with one more row for every place (x1, y1, x2, y2, ...); the columns that the plane does not show get their means.
Matrix withRowsPainted(const Matrix& x, std::span<const double> places, size_t xColumn, size_t yColumn);

}  // namespace gradus
