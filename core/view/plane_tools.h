#pragma once
// Small pieces that demos drawing points on a plane share: extents with a margin, marks from a matrix, hits of an
// eraser.
#include <span>
#include <vector>

#include "core/base/matrix.h"
#include "core/view/view_data.h"

namespace gradus {

/// Bounds of two columns of x, widened on each side by `margin` of their size (at least a little where a column is
/// constant).
Extent extentOf(const Matrix& x, size_t xColumn, size_t yColumn, double margin = 0.06);
/// The smallest extent that holds both.
Extent united(const Extent& a, const Extent& b);
/// Marks at columns (xColumn, yColumn) of x.
Points pointsOf(const Matrix& x, size_t xColumn, size_t yColumn, std::vector<int> classes = {});
/// Rows of x within `radius` of one of the places (x1, y1, x2, y2, ...), in rising order.
std::vector<size_t> rowsNear(const Matrix& x, size_t xColumn, size_t yColumn, std::span<const double> places,
                             double radius);
/// Rows of x without those listed (rising order).
Matrix withoutRows(const Matrix& x, std::span<const size_t> rows);
/// x with one more row.
void appendRow(Matrix& x, std::span<const double> row);
/// Means of the columns.
std::vector<double> columnMeans(const Matrix& x);

}  // namespace gradus
