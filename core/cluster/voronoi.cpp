#include "core/cluster/voronoi.h"

#include <limits>

#include "core/base/parallel.h"

namespace gradus::kmeans {

std::vector<int> sliceLabels(const Matrix& centroids, size_t xColumn, size_t yColumn, std::span<const double> at,
                             const Extent& extent, int nx, int ny) {
  assert(at.size() == centroids.cols && xColumn < centroids.cols && yColumn < centroids.cols && nx > 0 && ny > 0);
  const size_t k = centroids.rows;
  // The distance out of the slice is the same everywhere in it.
  std::vector<double> outside(k, 0.0);
  for (size_t c = 0; c < k; ++c) {
    for (size_t j = 0; j < centroids.cols; ++j) {
      if (j != xColumn && j != yColumn) outside[c] += (centroids(c, j) - at[j]) * (centroids(c, j) - at[j]);
    }
  }
  std::vector<int> labels(static_cast<size_t>(nx) * static_cast<size_t>(ny), 0);
  parallelFor(static_cast<size_t>(ny), 16, [&](size_t begin, size_t end) {
    for (size_t row = begin; row < end; ++row) {
      const double y = extent.y0 + (static_cast<double>(row) + 0.5) * (extent.y1 - extent.y0) / ny;
      for (int column = 0; column < nx; ++column) {
        const double x = extent.x0 + (column + 0.5) * (extent.x1 - extent.x0) / nx;
        double nearest = std::numeric_limits<double>::infinity();
        int& label = labels[row * static_cast<size_t>(nx) + static_cast<size_t>(column)];
        for (size_t c = 0; c < k; ++c) {
          const double dx = x - centroids(c, xColumn), dy = y - centroids(c, yColumn);
          const double distance = dx * dx + dy * dy + outside[c];
          if (distance < nearest) {
            nearest = distance;
            label = static_cast<int>(c);
          }
        }
      }
    }
  });
  return labels;
}

std::vector<int> voronoiLabels(const Matrix& centroids2d, const Extent& extent, int nx, int ny) {
  assert(centroids2d.cols == 2);
  const double origin[2] = {0, 0};
  return sliceLabels(centroids2d, 0, 1, origin, extent, nx, ny);
}

}  // namespace gradus::kmeans
