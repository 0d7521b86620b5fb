#pragma once
// View data of principal component analysis.
#include <optional>

#include "core/data/dataset.h"
#include "core/decomposition/pca.h"
#include "core/view/view_data.h"

namespace gradus {

/// The plane of two columns, with the fit.
struct PcaPlane {
  const Matrix& x;
  const pca::State& fit;
  size_t xColumn, yColumn;
};

/// The hand-turned axis through the mean, from end to end of the cloud.
Polylines handAxis(const PcaPlane& plane);
/// From at most `limit` evenly spaced points to their shadows on the hand-turned axis.
Polylines shadowLines(const PcaPlane& plane, size_t limit);
/// The revealed components as arrows of two standard deviations from the mean (their part in the plane).
Arrows componentArrows(const PcaPlane& plane);
/// Projected variance and residual against the angle in degrees, -90 to 90, the present angle and the best one marked.
Curves axisMeters(const PcaPlane& plane);
/// Shares of the first `limit` components, running sum as a line, unrevealed ones pale.
Bars screeBars(const pca::State& fit, size_t limit);
/// `count` evenly spaced rows above, what the revealed components make of them below; rows that are no pictures as
/// strips.
ImageGrid reconstructionStrip(const Matrix& x, const pca::State& fit, const std::optional<ImageShape>& image,
                              int count);
/// Correlation of the first `limit` scores.
MatrixData scoreCorrelation(const pca::State& fit, size_t limit);

/// What is known of the rows' classes; `classes` is empty where there are none.
struct RowClasses {
  std::vector<int> classes;
  std::vector<std::string> names;
};
/// The points in the colours of their classes, if there is one for each.
Points withClasses(Points points, const RowClasses& classes);
/// Scores on the revealed components, at most two; pictures of digits (at most 2000) are drawn as the names of their
/// classes.
Points scorePoints(const pca::State& fit, const RowClasses& classes, bool pictures);
/// What the hand-turned axis keeps and loses, the variance explained and the reconstruction error so far.
Tiles pcaFigures(const PcaPlane& plane);

}  // namespace gradus
