#include "core/mcmc/draws.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gradus {

namespace {

double coordinate(const Draw& draw, int axis) {
  return axis == 0 ? draw.z1 : draw.z2;
}
std::string chainName(size_t chain) {
  return "chain_" + std::to_string(chain + 1);
}

size_t firstShown(const Draws& draws, size_t length) {
  return draws.transitions() > length ? draws.transitions() - length : 0;
}

}  // namespace

Matrix Draws::column(int axis, size_t burnIn) const {
  const size_t all = transitions(), kept = all > burnIn ? all - burnIn : 0;
  Matrix values(chains_, kept);
  for (size_t t = 0; t < kept; ++t) {
    for (size_t c = 0; c < chains_; ++c) values(c, t) = coordinate(at(burnIn + t, c), axis);
  }
  return values;
}

double Draws::acceptanceRate() const {
  if (log_.empty()) return std::numeric_limits<double>::quiet_NaN();
  size_t accepted = 0;
  for (size_t i = 0; i < log_.size(); ++i) accepted += log_[i].accepted;
  return static_cast<double>(accepted) / static_cast<double>(log_.size());
}

Paint chainPaint(size_t chain) {
  constexpr int order[] = {0, 4, 2, 3, 1, 5, 6, 7};
  return {PaintKind::classColour, order[chain % 8]};
}

Polyline chainPath(const Draws& draws, size_t chain, size_t length, const std::vector<double>& start) {
  Polyline line;
  const size_t first = firstShown(draws, length);
  if (first == 0) line.coordinates = {static_cast<float>(start[0]), static_cast<float>(start[1])};
  for (size_t t = first; t < draws.transitions(); ++t) {
    const Draw& draw = draws.at(t, chain);
    if (!draw.accepted && !line.coordinates.empty()) continue;
    line.coordinates.push_back(static_cast<float>(draw.z1));
    line.coordinates.push_back(static_cast<float>(draw.z2));
  }
  line.paint = {PaintKind::accepted, 0};
  line.fade = true;
  return line;
}

Arrows refusedProposals(const Draws& draws, size_t chain, size_t length, const std::vector<double>& start) {
  Arrows arrows;
  arrows.refused = true;
  arrows.paint = {PaintKind::rejected, 0};
  for (size_t t = firstShown(draws, length); t < draws.transitions(); ++t) {
    const Draw& draw = draws.at(t, chain);
    if (draw.accepted) continue;
    const double x = t > 0 ? draws.at(t - 1, chain).z1 : start[0], y = t > 0 ? draws.at(t - 1, chain).z2 : start[1];
    for (const double value : {x, y, draw.proposed1 - x, draw.proposed2 - y})
      arrows.values.push_back(static_cast<float>(value));
  }
  return arrows;
}

Points stateCloud(const Draws& draws, size_t burnIn, size_t limit) {
  Points points;
  points.role = MarkRole::sample;
  points.paint = {PaintKind::classColour, 0};
  const size_t all = draws.transitions();
  if (all <= burnIn) return points;
  const size_t total = (all - burnIn) * draws.chains(), stride = std::max<size_t>(1, (total + limit - 1) / limit);
  for (size_t i = 0; i < total; i += stride) {
    const Draw& draw = draws.at(burnIn + i / draws.chains(), i % draws.chains());
    points.coordinates.push_back(static_cast<float>(draw.z1));
    points.coordinates.push_back(static_cast<float>(draw.z2));
  }
  return points;
}

Curves traceCurves(const Draws& draws, int axis, size_t burnIn, size_t buckets) {
  Curves curves;
  const size_t n = draws.transitions();
  const size_t width = std::max<size_t>(1, n / std::max<size_t>(1, buckets));
  for (size_t c = 0; c < draws.chains(); ++c) {
    Curve curve{.name = chainName(c), .title = Text(std::to_string(c + 1)), .paint = chainPaint(c), .width = 1.1F};
    for (size_t begin = 0; begin < n; begin += width) {
      const size_t end = std::min(n, begin + width);
      size_t low = begin, high = begin;
      for (size_t t = begin; t < end; ++t) {
        if (coordinate(draws.at(t, c), axis) < coordinate(draws.at(low, c), axis)) low = t;
        if (coordinate(draws.at(t, c), axis) > coordinate(draws.at(high, c), axis)) high = t;
      }
      for (const size_t t : {std::min(low, high), std::max(low, high)}) {
        if (!curve.x.empty() && curve.x.back() == static_cast<double>(t + 1)) continue;
        curve.x.push_back(static_cast<double>(t + 1));
        curve.y.push_back(coordinate(draws.at(t, c), axis));
      }
    }
    curves.curves.push_back(std::move(curve));
  }
  if (burnIn > 0) curves.ranges.push_back({0, static_cast<double>(burnIn), GRADUS_TR("burn-in")});
  return curves;
}

Curves autocorrelationCurves(const Draws& draws, int axis, size_t burnIn, size_t maxLag) {
  Curves curves;
  const Matrix values = draws.column(axis, burnIn);
  if (values.cols < 4) return curves;
  for (size_t c = 0; c < values.rows; ++c) {
    Curve curve{.name = chainName(c), .title = Text(std::to_string(c + 1)), .paint = chainPaint(c), .width = 1.5F};
    curve.y = autocorrelation(values.row(c), std::min(maxLag, values.cols - 1));
    for (size_t lag = 0; lag < curve.y.size(); ++lag) curve.x.push_back(static_cast<double>(lag));
    curves.curves.push_back(std::move(curve));
  }
  curves.lines.push_back({0, {}, false, {PaintKind::axis, 0}});
  return curves;
}

Histogram marginalHistogram(const Draws& draws, int axis, size_t burnIn, double low, double high, int bins) {
  Histogram histogram;
  histogram.horizontal = axis == 1;
  histogram.heights.assign(static_cast<size_t>(bins), 0);
  for (int b = 0; b <= bins; ++b) histogram.edges.push_back(low + (high - low) * b / bins);
  double count = 0;
  for (size_t t = burnIn; t < draws.transitions(); ++t) {
    for (size_t c = 0; c < draws.chains(); ++c) {
      count += 1;
      const double place = (coordinate(draws.at(t, c), axis) - low) / (high - low) * bins;
      if (place >= 0 && place < bins) histogram.heights[static_cast<size_t>(place)] += 1;
    }
  }
  for (double& height : histogram.heights) height /= std::max(1.0, count) * (high - low) / bins;
  return histogram;
}

Table drawTable(const Draws& draws) {
  Table table;
  table.columns = {{"chain", {}, {}}, {"step", {}, {}}, {"z1", {}, {}}, {"z2", {}, {}}, {"accepted", {}, {}}};
  for (size_t t = 0; t < draws.transitions(); ++t) {
    for (size_t c = 0; c < draws.chains(); ++c) {
      const Draw& draw = draws.at(t, c);
      const double row[] = {static_cast<double>(c + 1), static_cast<double>(t + 1), draw.z1, draw.z2,
                            draw.accepted ? 1.0 : 0.0};
      for (size_t column = 0; column < 5; ++column) table.columns[column].numbers.push_back(row[column]);
    }
  }
  return table;
}

}  // namespace gradus
