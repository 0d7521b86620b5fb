#include "core/cluster/k_means_pictures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/cluster/voronoi.h"
#include "core/view/plane_tools.h"

namespace gradus::kmeans {

Points centroidMarks(const Plane& plane) {
  std::vector<int> groups(plane.state.centroids.rows);
  std::iota(groups.begin(), groups.end(), 0);
  Points marks = pointsOf(plane.state.centroids, plane.xColumn, plane.yColumn, std::move(groups));
  marks.role = MarkRole::centre;
  return marks;
}

Polylines centroidTrails(const Plane& plane, const std::vector<Matrix>& past) {
  Polylines result;
  for (size_t j = 0; j < plane.state.centroids.rows; ++j) {
    Polyline line;
    for (const Matrix& centroids : past) {
      line.coordinates.push_back(static_cast<float>(centroids(j, plane.xColumn)));
      line.coordinates.push_back(static_cast<float>(centroids(j, plane.yColumn)));
    }
    line.paint = {PaintKind::text, 0};
    line.width = 1.5F;
    line.casing = line.fade = true;
    result.lines.push_back(std::move(line));
  }
  return result;
}

Field regionField(const Plane& plane, int nx, int ny, const Extent* extent) {
  const Matrix& centroids = plane.state.centroids;
  Field field;
  field.nx = nx;
  field.ny = ny;
  field.map = FieldMap::regions;
  field.extent = extent ? *extent
                        : united(extentOf(plane.x, plane.xColumn, plane.yColumn),
                                 extentOf(centroids, plane.xColumn, plane.yColumn));
  const std::vector<int> labels =
      sliceLabels(centroids, plane.xColumn, plane.yColumn, columnMeans(plane.x), field.extent, nx, ny);
  field.values.assign(labels.begin(), labels.end());
  return field;
}

Curves elbowCurves(const std::vector<ElbowPoint>& points, int64_t k) {
  Curve curve{.name = "inertia", .title = GRADUS_TR("inertia"), .marks = true};
  for (const ElbowPoint& point : points) {
    curve.x.push_back(point.k);
    curve.y.push_back(point.inertia);
  }
  Curves curves;
  curves.curves.push_back(std::move(curve));
  curves.lines.push_back(
      {static_cast<double>(k), {GRADUS_TR("k = %1"), {std::to_string(k)}}, true, {PaintKind::text, 0}});
  return curves;
}

Curves silhouetteCurves(const Silhouette& silhouette, const std::vector<int>& labels, size_t groups) {
  Curves curves;
  double position = 0;
  for (size_t j = 0; j < groups; ++j) {
    std::vector<double> values;
    for (size_t i = 0; i < silhouette.rows.size(); ++i) {
      if (labels[silhouette.rows[i]] == static_cast<int>(j)) values.push_back(silhouette.values[i]);
    }
    std::sort(values.rbegin(), values.rend());
    Curve curve{.name = "group_" + std::to_string(j + 1),
                .title = {GRADUS_TR("group %1"), {std::to_string(j + 1)}},
                .paint = {PaintKind::classColour, static_cast<int>(j)}};
    for (const double value : values) {
      curve.x.push_back(position++);
      curve.y.push_back(value);
      curve.low.push_back(0);
      curve.high.push_back(value);
    }
    if (!values.empty()) curves.curves.push_back(std::move(curve));
  }
  curves.lines.push_back(
      {silhouette.mean, {GRADUS_TR("mean %1"), {numberText(silhouette.mean)}}, false, {PaintKind::text, 0}});
  return curves;
}

Tiles figures(const State& state, double inertia, uint64_t changed, const std::vector<int>& labels) {
  const bool assigned = !state.labels.empty() && state.labels.front() >= 0;
  std::vector<int> sizes(state.centroids.rows);
  for (const int label : labels) ++sizes[static_cast<size_t>(label)];
  const auto [smallest, largest] = std::minmax_element(sizes.begin(), sizes.end());
  const Text judgement = state.done ? GRADUS_TR("settled: no label changes") : GRADUS_TR("can only fall");
  const Text ofPoints{GRADUS_TR("of %1 points"), {std::to_string(labels.size())}};
  const Text largestText{GRADUS_TR("largest %1"), {std::to_string(*largest)}};
  const double nan = std::nan("");
  return {{{GRADUS_TR("Inertia"), assigned ? inertia : nan, "", 4, judgement,
            state.done ? Tiles::State::ok : Tiles::State::none},
           {GRADUS_TR("Labels changed"), assigned ? static_cast<double>(changed) : nan, "", 3, ofPoints},
           {GRADUS_TR("Smallest group"), static_cast<double>(*smallest), "", 3, largestText,
            *smallest == 0 ? Tiles::State::warn : Tiles::State::none}}};
}

Matrix waitingCentroids(const Matrix& x, int k, size_t xColumn, size_t yColumn) {
  const Extent extent = extentOf(x, xColumn, yColumn, 0);
  const std::vector<double> means = columnMeans(x);
  Matrix centroids(static_cast<size_t>(k), x.cols);
  for (size_t j = 0; j < centroids.rows; ++j) {
    std::copy(means.begin(), means.end(), centroids.row(j).begin());
    centroids(j, xColumn) = extent.x0;
    centroids(j, yColumn) = extent.y0 + (extent.y1 - extent.y0) * 0.04 * static_cast<double>(j);
  }
  return centroids;
}

}  // namespace gradus::kmeans
