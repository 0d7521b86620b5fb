#include "core/manifold/lle_pictures.h"

#include <algorithm>
#include <cmath>

#include "core/decomposition/pca.h"

namespace gradus {

Matrix placesInSpace(const Matrix& x) {
  if (x.cols == 3) return x;
  if (x.cols > 3 && x.rows >= 3) {
    const pca::State fit = pca::init({3}, x);
    return fit.scores;
  }
  Matrix places(x.rows, 3);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < std::min<size_t>(3, x.cols); ++j) places(i, j) = x(i, j);
  }
  return places;
}

Points colouredPoints(const Matrix& places, size_t dims, const RowColours& colours) {
  Points points;
  points.dims = static_cast<int>(dims);
  points.coordinates.resize(places.rows * dims);
  for (size_t i = 0; i < places.rows; ++i) {
    for (size_t j = 0; j < dims; ++j)
      points.coordinates[i * dims + j] = j < places.cols ? static_cast<float>(places(i, j)) : 0;
  }
  points.classNames = colours.classNames;
  if (colours.classes.size() == places.rows) {
    points.classes = colours.classes;
  } else if (colours.values.size() == places.rows && places.rows > 0) {
    points.values.assign(colours.values.begin(), colours.values.end());
    const auto [low, high] = std::minmax_element(colours.values.begin(), colours.values.end());
    points.valueLow = *low;
    points.valueHigh = *high;
  }
  return points;
}

Polylines neighbourhood(const Matrix& places, const LleState& state, size_t row) {
  Polylines lines;
  if (!state.neighbours || row >= state.neighbours->rows()) return lines;
  const auto others = state.neighbours->of(row);
  double largest = 1e-12;
  for (size_t j = 0; j < others.size() && state.weights; ++j)
    largest = std::max(largest, std::fabs((*state.weights)(row, j)));
  for (size_t j = 0; j < others.size(); ++j) {
    const double weight = state.weights ? (*state.weights)(row, j) : largest;
    Polyline line;
    line.dims = 3;
    for (const size_t end : {row, static_cast<size_t>(others[j])}) {
      for (size_t c = 0; c < 3; ++c) line.coordinates.push_back(static_cast<float>(places(end, c)));
    }
    line.paint = {PaintKind::text, 0};
    line.style = weight < 0 ? LineStyle::dashed : LineStyle::solid;
    line.width = static_cast<float>(0.8 + 3.2 * std::fabs(weight) / largest);
    lines.lines.push_back(std::move(line));
  }
  return lines;
}

Points neighbourhoodMarks(const Matrix& places, const LleState& state, size_t row) {
  Points points;
  points.dims = 3;
  points.role = MarkRole::neighbour;
  points.paint = {PaintKind::text, 0};
  if (row >= places.rows) return points;
  std::vector<size_t> rows = {row};
  if (state.neighbours && row < state.neighbours->rows()) {
    for (const int32_t other : state.neighbours->of(row)) rows.push_back(static_cast<size_t>(other));
  }
  for (const size_t i : rows) {
    for (size_t c = 0; c < 3; ++c) points.coordinates.push_back(static_cast<float>(places(i, c)));
    points.rows.push_back(static_cast<int64_t>(i));
  }
  return points;
}

Curves spectrum(const LleState& state, int components) {
  Curves curves;
  if (state.eigenvalues.empty()) return curves;
  Curve curve{.name = "eigenvalues", .title = GRADUS_TR("eigenvalue"), .marks = true};
  for (size_t j = 0; j < state.eigenvalues.size(); ++j) {
    curve.x.push_back(static_cast<double>(j + 1));
    curve.y.push_back(std::max(std::fabs(state.eigenvalues[j]), 1e-18));  // the first is zero up to rounding
  }
  curves.curves.push_back(std::move(curve));
  curves.ranges.push_back({1.5, components + 1.5, GRADUS_TR("used")});
  return curves;
}

Tiles lleFigures(const LleState& state, const LleParams& params, double trust, double pcaTrust) {
  using S = Tiles::State;
  const char* stages[] = {GRADUS_TR("next: find neighbours"), GRADUS_TR("next: solve for weights"),
                          GRADUS_TR("map is settling"), GRADUS_TR("settled")};
  const bool done = state.stage == LleStage::done;
  const double nan = std::nan("");
  const double error = state.iterations > 0 ? reconstructionError(state, params) : nan;
  const Text judgement = done ? GRADUS_TR("share of honest neighbours") : GRADUS_TR("known at the end");
  const S verdict = !done ? S::none : trust > 0.95 ? S::ok : S::warn;
  return {{{GRADUS_TR("Turn of the last iteration"), state.iterations > 0 ? state.residual : nan, "", 3,
            stages[static_cast<int>(state.stage)], done ? S::ok : S::none},
           {GRADUS_TR("Reconstruction error"), error, "", 3, GRADUS_TR("sum of the eigenvalues used")},
           {GRADUS_TR("Trustworthiness"), trust, "", 4, judgement, verdict},
           {GRADUS_TR("Trustworthiness of PCA"), pcaTrust, "", 4, GRADUS_TR("for comparison")}}};
}

}  // namespace gradus
