#pragma once
// View data of k-means: groups, trails and regions in the plane of two columns, the elbow, the silhouette, the figures.
#include <vector>

#include "core/cluster/k_means.h"
#include "core/metrics/clustering.h"
#include "core/view/view_data.h"

namespace gradus::kmeans {

/// The run in the plane of columns xColumn and yColumn.
struct Plane {
  const State& state;
  const Matrix& x;
  size_t xColumn, yColumn;
};

/// The centroids as ringed marks in the colours of their groups.
Points centroidMarks(const Plane& plane);
/// The way of every centroid through `past` (k x d each, oldest first).
Polylines centroidTrails(const Plane& plane, const std::vector<Matrix>& past);
/// The group of every place; the other columns at their means. `extent` null: points and centroids with a margin.
Field regionField(const Plane& plane, int nx, int ny, const Extent* extent);

/// Inertia against k, the present k marked.
Curves elbowCurves(const std::vector<ElbowPoint>& points, int64_t k);
/// Every row's silhouette, sorted within its group, as bars under a staircase; the mean as a line.
Curves silhouetteCurves(const Silhouette& silhouette, const std::vector<int>& labels, size_t groups);

/// Inertia, labels changed by the last assignment, sizes of the groups. `labels` are those of the nearest centroids.
Tiles figures(const State& state, double inertia, uint64_t changed, const std::vector<int>& labels);

/// Hand-placed start: k centroids in a column left of the points, waiting to be dragged.
Matrix waitingCentroids(const Matrix& x, int k, size_t xColumn, size_t yColumn);

}  // namespace gradus::kmeans
