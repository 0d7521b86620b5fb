#include "core/decomposition/pca_pictures.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/metrics/correlation.h"
#include "core/view/plane_tools.h"

namespace gradus {

namespace {

float f(double value) {
  return static_cast<float>(value);
}

double reach(const PcaPlane& plane, double mx, double my) {
  double largest = 0;
  for (size_t i = 0; i < plane.x.rows; ++i)
    largest = std::max(largest, std::hypot(plane.x(i, plane.xColumn) - mx, plane.x(i, plane.yColumn) - my));
  return largest > 0 ? largest : 1;
}

}  // namespace

Polylines handAxis(const PcaPlane& plane) {
  const double mx = plane.fit.mean[plane.xColumn], my = plane.fit.mean[plane.yColumn],
               length = 1.08 * reach(plane, mx, my);
  const double c = std::cos(plane.fit.handAngle) * length, s = std::sin(plane.fit.handAngle) * length;
  Polyline line;
  line.coordinates = {f(mx - c), f(my - s), f(mx + c), f(my + s)};
  line.paint = {PaintKind::text, 0};
  line.width = 2.5F;
  line.casing = true;
  return {{line}};
}

Polylines shadowLines(const PcaPlane& plane, size_t limit) {
  Polylines lines;
  const double mx = plane.fit.mean[plane.xColumn], my = plane.fit.mean[plane.yColumn];
  const double c = std::cos(plane.fit.handAngle), s = std::sin(plane.fit.handAngle);
  const size_t stride = std::max<size_t>(1, (plane.x.rows + limit - 1) / limit);
  for (size_t i = 0; i < plane.x.rows; i += stride) {
    const double x = plane.x(i, plane.xColumn), y = plane.x(i, plane.yColumn);
    const double along = (x - mx) * c + (y - my) * s;
    Polyline line;
    line.coordinates = {f(x), f(y), f(mx + along * c), f(my + along * s)};
    line.paint = {PaintKind::axis, 0};
    line.width = 1;
    line.opacity = 0.55F;
    lines.lines.push_back(std::move(line));
  }
  return lines;
}

Arrows componentArrows(const PcaPlane& plane) {
  Arrows arrows;
  arrows.paint = {PaintKind::run, 0};
  const size_t shown = std::min({static_cast<size_t>(plane.fit.revealed), plane.fit.components.rows, size_t{2}});
  for (size_t j = 0; j < shown; ++j) {
    const double length = 2 * std::sqrt(plane.fit.eigenvalues[j]);
    arrows.values.insert(arrows.values.end(), {f(plane.fit.mean[plane.xColumn]), f(plane.fit.mean[plane.yColumn]),
                                               f(length * plane.fit.components(j, plane.xColumn)),
                                               f(length * plane.fit.components(j, plane.yColumn))});
  }
  return arrows;
}

Curves axisMeters(const PcaPlane& plane) {
  using std::numbers::pi;
  const pca::PlaneCovariance covariance = pca::planeCovariance(plane.x, plane.xColumn, plane.yColumn);
  Curves curves;
  Curve spread{.name = "projected", .title = GRADUS_TR("variance along it"), .paint = {PaintKind::run, 0}};
  Curve error{.name = "residual", .title = GRADUS_TR("squared distance"), .paint = {PaintKind::second, 0}};
  for (int degrees = -90; degrees <= 90; ++degrees) {
    const pca::AxisReading reading = pca::readAxis(covariance, degrees * pi / 180);
    spread.x.push_back(degrees);
    spread.y.push_back(reading.projected);
    error.x.push_back(degrees);
    error.y.push_back(reading.residual);
  }
  curves.curves = {spread, error};
  // Axes have no direction: every angle is one of (-90, 90].
  double angle = std::remainder(plane.fit.handAngle, pi);
  if (angle <= -pi / 2) angle += pi;
  curves.lines.push_back({angle * 180 / pi, GRADUS_TR("your axis"), true, {PaintKind::text, 0}});
  if (plane.fit.revealed > 0)
    curves.lines.push_back({pca::bestAngle(covariance) * 180 / pi, GRADUS_TR("best"), true, {PaintKind::ok, 0}});
  return curves;
}

Bars screeBars(const pca::State& fit, size_t limit) {
  Bars bars;
  const std::vector<double> ratios = pca::explainedVarianceRatios(fit);
  double sum = 0;
  for (size_t j = 0; j < std::min(limit, ratios.size()); ++j) {
    bars.labels.push_back(std::to_string(j + 1));
    bars.values.push_back(ratios[j]);
    bars.line.push_back(sum += ratios[j]);
  }
  bars.lineTitle = GRADUS_TR("together");
  bars.active = fit.revealed - 1;
  if (fit.revealed == 0) bars.active = -2;  // all pale: nothing is revealed
  return bars;
}

ImageGrid reconstructionStrip(const Matrix& x, const pca::State& fit, const std::optional<ImageShape>& image,
                              int count) {
  ImageGrid grid;
  grid.rows = 2;
  grid.cols = static_cast<int>(std::min<size_t>(static_cast<size_t>(count), x.rows));
  const bool isImage = image && static_cast<size_t>(image->width) * image->height == x.cols;
  grid.width = isImage ? image->width : static_cast<int>(std::ceil(std::sqrt(static_cast<double>(x.cols))));
  grid.height = isImage ? image->height : static_cast<int>((x.cols + grid.width - 1) / grid.width);
  const size_t cells = static_cast<size_t>(grid.width) * grid.height, cols = static_cast<size_t>(grid.cols);
  grid.pixels.assign(2 * cols * cells, std::numeric_limits<float>::quiet_NaN());
  Matrix chosen(cols, x.cols);
  for (size_t p = 0; p < cols; ++p) std::copy_n(x.row(p * x.rows / cols).begin(), x.cols, chosen.row(p).begin());
  const size_t kept = std::min(static_cast<size_t>(fit.revealed), fit.components.rows);
  const Matrix rebuilt = pca::reconstruct(fit, pca::project(fit, chosen, kept));
  for (size_t p = 0; p < cols; ++p) {
    for (size_t j = 0; j < x.cols; ++j) {
      grid.pixels[p * cells + j] = f(chosen(p, j));
      grid.pixels[(cols + p) * cells + j] = f(rebuilt(p, j));
    }
  }
  const auto [low, high] = std::minmax_element(chosen.values.begin(), chosen.values.end());
  grid.low = isImage ? f(image->low) : f(*low);
  grid.high = isImage ? f(image->high) : f(*high);
  if (isImage && (*low < image->low || *high > image->high)) {  // scaled pixels have another range
    grid.low = f(*low);
    grid.high = f(*high);
  }
  grid.rowTitles = {"data", std::to_string(kept)};
  return grid;
}

MatrixData scoreCorrelation(const pca::State& fit, size_t limit) {
  MatrixData matrix;
  const size_t shown = std::min({limit, fit.scores.cols, static_cast<size_t>(std::max(fit.revealed, 1))});
  Matrix scores(fit.scores.rows, shown);
  for (size_t i = 0; i < scores.rows; ++i) std::copy_n(fit.scores.row(i).begin(), shown, scores.row(i).begin());
  matrix.rows = matrix.cols = static_cast<int>(shown);
  matrix.values = correlationMatrix(scores).values;
  for (double& value : matrix.values) {
    if (std::fabs(value) < 1e-9) value = 0;  // rounding
  }
  for (size_t j = 0; j < shown; ++j) {
    matrix.rowLabels.push_back(std::to_string(j + 1));
    matrix.colLabels.push_back(std::to_string(j + 1));
  }
  matrix.map = FieldMap::diverging;
  matrix.low = -1;
  matrix.high = 1;
  matrix.printValues = shown <= 8;
  return matrix;
}

Points withClasses(Points points, const RowClasses& classes) {
  if (classes.classes.size() == points.size()) points.classes = classes.classes;
  points.classNames = classes.names;
  return points;
}

Points scorePoints(const pca::State& fit, const RowClasses& classes, bool pictures) {
  if (fit.revealed == 0) return {};
  Points points = pointsOf(fit.scores, 0, std::min<size_t>(1, fit.scores.cols - 1));
  if (fit.revealed < 2 || fit.scores.cols < 2) {
    for (size_t i = 0; i < points.size(); ++i)
      points.coordinates[2 * i + 1] = 0;  // the second component is not revealed yet
  }
  if (pictures && classes.classes.size() == points.size() && points.size() <= 2000) {
    for (const int c : classes.classes) points.labels.push_back(classes.names[static_cast<size_t>(c)]);
  }
  return withClasses(std::move(points), classes);
}

Tiles pcaFigures(const PcaPlane& plane) {
  const pca::State& fit = plane.fit;
  const pca::PlaneCovariance covariance = pca::planeCovariance(plane.x, plane.xColumn, plane.yColumn);
  const pca::AxisReading reading = pca::readAxis(covariance, fit.handAngle);
  const double best = pca::readAxis(covariance, pca::bestAngle(covariance)).projected;
  const std::vector<double> ratios = pca::explainedVarianceRatios(fit);
  double shown = 0;
  for (int j = 0; j < fit.revealed; ++j) shown += ratios[static_cast<size_t>(j)];
  const Text largest{GRADUS_TR("largest possible %1"), {numberText(best)}};
  const Text sum{GRADUS_TR("together always %1"), {numberText(reading.projected + reading.residual)}};
  const Text counts{GRADUS_TR("by %1 of %2 components"), {std::to_string(fit.revealed), std::to_string(ratios.size())}};
  const bool atBest = best > 0 && reading.projected > 0.999 * best;
  return {{{GRADUS_TR("Variance along your axis"), reading.projected, "", 3, largest,
            atBest ? Tiles::State::ok : Tiles::State::none},
           {GRADUS_TR("Squared distance from it"), reading.residual, "", 3, sum},
           {GRADUS_TR("Variance explained"), shown, "", 3, counts, Tiles::State::none, true},
           {GRADUS_TR("Reconstruction error"), pca::reconstructionError(fit, static_cast<size_t>(fit.revealed)), "", 3,
            GRADUS_TR("sum of the bars not used")}}};
}

}  // namespace gradus
