#include "core/mcmc/chain_pictures.h"

#include <algorithm>
#include <cmath>

#include "core/mcmc/proposal_ellipse.h"
#include "core/view/contours.h"

namespace gradus {

Field densityField(const Target& target, int nx, int ny, const Extent* extent) {
  const PlaneExtent& plot = targetEntry(target.kind).plot;
  Field field;
  field.nx = nx;
  field.ny = ny;
  field.map = FieldMap::resting;
  field.extent = extent ? *extent : Extent{plot.xLow, plot.xHigh, plot.yLow, plot.yHigh};
  const double hx = (field.extent.x1 - field.extent.x0) / field.nx, hy = (field.extent.y1 - field.extent.y0) / field.ny;
  const PlaneExtent centres{field.extent.x0 + hx / 2, field.extent.x1 - hx / 2, field.extent.y0 + hy / 2,
                            field.extent.y1 - hy / 2};
  const Matrix logs = logDensityGrid(target, centres, static_cast<size_t>(ny), static_cast<size_t>(nx));
  const double top = *std::max_element(logs.values.begin(), logs.values.end());
  for (const double value : logs.values) field.values.push_back(static_cast<float>(std::exp(value - top)));
  for (const double level : {0.011, 0.05, 0.15, 0.35, 0.6, 0.85}) {
    const auto lines = contourLines(field, level);
    field.contours.insert(field.contours.end(), lines.begin(), lines.end());
  }
  return field;
}

Points chainMarks(const MetropolisState& state) {
  Points points;
  points.role = MarkRole::current;
  for (size_t c = 0; c < state.positions.rows; ++c) {
    points.coordinates.push_back(static_cast<float>(state.positions(c, 0)));
    points.coordinates.push_back(static_cast<float>(state.positions(c, 1)));
    points.classes.push_back(chainPaint(c).index);
  }
  return points;
}

Points startMark(const std::vector<double>& place) {
  Points points;
  points.role = MarkRole::start;
  points.coordinates = {static_cast<float>(place[0]), static_cast<float>(place[1])};
  return points;
}

Ring proposalRing(const MetropolisParams& params, const MetropolisState& state) {
  const auto [a, b] = halfAxes(params);
  const bool around = params.kind == ProposalKind::randomWalk || params.kind == ProposalKind::multiplicative;
  const double shift = params.kind == ProposalKind::drift ? params.width : 0;
  return {.x = around ? state.positions(0, 0) : shift + (shift > 0 ? state.positions(0, 0) : 0),
          .y = around || shift > 0 ? state.positions(0, 1) : 0,
          .ax = a[0],
          .ay = a[1],
          .bx = b[0],
          .by = b[1]};
}

Arrows pendingArrow(const MetropolisState& state) {
  Arrows arrows;
  arrows.paint = {PaintKind::text, 0};
  if (state.phase != MetropolisPhase::decide) return arrows;
  const double x = state.positions(0, 0), y = state.positions(0, 1);
  for (const double v : {x, y, state.proposals(0, 0) - x, state.proposals(0, 1) - y})
    arrows.values.push_back(static_cast<float>(v));
  return arrows;
}

Histogram marginalPicture(const Draws& draws, int axis, size_t burnIn, const Target& target,
                          const TargetSummary& exact) {
  const PlaneExtent& plot = targetEntry(target.kind).plot;
  const MarginalCurve& curve = axis == 0 ? exact.marginal1 : exact.marginal2;
  Histogram histogram = marginalHistogram(draws, axis, burnIn, axis == 0 ? plot.xLow : plot.yLow,
                                          axis == 0 ? plot.xHigh : plot.yHigh, 60);
  histogram.exactX = curve.at;
  histogram.exactY = curve.density;
  return histogram;
}

namespace {

using S = Tiles::State;

Tiles::Tile acceptanceTile(double rate) {
  const Text title = GRADUS_TR("Acceptance");
  if (std::isnan(rate)) return {title, rate, "", 2, GRADUS_TR("no step yet"), S::none, true};
  if (rate >= 0.2 && rate <= 0.5) return {title, rate, "", 2, GRADUS_TR("good: 20 to 50 %"), S::ok, true};
  const Text judgement = rate > 0.5 ? GRADUS_TR("steps too small") : GRADUS_TR("steps too large");
  return {title, rate, "", 2, judgement, S::warn, true};
}

Tiles::Tile rhatTile(Text title, double rhat) {
  if (std::isnan(rhat)) return {std::move(title), rhat, "", 4, GRADUS_TR("not yet known"), S::none};
  if (rhat < 1.01) return {std::move(title), rhat, "", 4, GRADUS_TR("goal reached"), S::ok};
  return {std::move(title), rhat, "", 4, GRADUS_TR("goal 1.01, run on"), S::warn};
}

}  // namespace

Tiles chainFigures(const Draws& draws, const PlaneDiagnostics* latest) {
  const double nan = std::nan("");
  const double rhat[] = {latest ? (*latest)[0].rhat : nan, latest ? (*latest)[1].rhat : nan};
  const double ess[] = {latest ? (*latest)[0].essBulk : nan, latest ? (*latest)[1].essBulk : nan};
  const Text states{GRADUS_TR("of %1 states"), {std::to_string(draws.transitions() * draws.chains())}};
  return {{acceptanceTile(draws.acceptanceRate()),
           rhatTile(GRADUS_TR("R-hat z₁"), rhat[0]),
           rhatTile(GRADUS_TR("R-hat z₂"), rhat[1]),
           {GRADUS_TR("Effective samples z₁"), std::round(ess[0]), "", 3, states},
           {GRADUS_TR("Effective samples z₂"), std::round(ess[1]), "", 3, states}}};
}

}  // namespace gradus
