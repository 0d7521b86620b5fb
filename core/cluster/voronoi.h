#pragma once
// Which centroid is nearest, over a grid of the plane: the regions behind the points.
#include <span>
#include <vector>

#include "core/base/matrix.h"
#include "core/view/view_data.h"

namespace gradus::kmeans {

/// ny * nx labels, row 0 lowest y, taken at the cell centres of `extent`. `centroids2d` is k x 2.
std::vector<int> voronoiLabels(const Matrix& centroids2d, const Extent& extent, int nx, int ny);

/// The same for the slice of R^d through `at` (d numbers, usually the means) in which columns `xColumn` and `yColumn`
/// vary.
std::vector<int> sliceLabels(const Matrix& centroids, size_t xColumn, size_t yColumn, std::span<const double> at,
                             const Extent& extent, int nx, int ny);

}  // namespace gradus::kmeans
