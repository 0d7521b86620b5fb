#pragma once
// The inner loop of k-means' assignment, apart so that it can be replaced by a wider one. Internal to core/cluster.
#include <cstddef>

#include "core/base/matrix.h"

namespace gradus::kmeans {

/// For rows [begin, end) of x: labels[i] = index of the nearest centroid (the lowest among equals), distances[i] =
/// squared distance to it.
void nearestOfRange(const Matrix& x, const Matrix& centroids, size_t begin, size_t end, int* labels, double* distances);

}  // namespace gradus::kmeans
