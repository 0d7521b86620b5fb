#include "core/mcmc/target_quadrature.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gradus {

namespace {
double trapezoidWeight(size_t i, size_t count) {
  return i == 0 || i + 1 == count ? 0.5 : 1.0;
}

// Mean and variance of a normalised marginal on its grid.
void momentsOf(const std::vector<double>& at, const std::vector<double>& density, double& mean, double& variance) {
  const double h = at[1] - at[0];
  mean = variance = 0;
  for (size_t i = 0; i < at.size(); ++i) mean += trapezoidWeight(i, at.size()) * h * density[i] * at[i];
  for (size_t i = 0; i < at.size(); ++i) {
    variance += trapezoidWeight(i, at.size()) * h * density[i] * (at[i] - mean) * (at[i] - mean);
  }
}
}  // namespace

GridMarginals integrateOnGrid(const Target& target, const PlaneExtent& extent, size_t points) {
  GridMarginals result;
  result.extent = extent;
  for (size_t i = 0; i < points; ++i) {
    result.x.push_back(gridPoint(extent.xLow, extent.xHigh, i, points));
    result.y.push_back(gridPoint(extent.yLow, extent.yHigh, i, points));
  }
  Matrix f = logDensityGrid(target, extent, points, points);
  const double top = *std::ranges::max_element(f.values);
  for (double& value : f.values) value = std::exp(value - top);
  const double hx = result.x[1] - result.x[0], hy = result.y[1] - result.y[0];
  result.marginalX.assign(points, 0.0);
  result.marginalY.assign(points, 0.0);
  double total = 0, cross = 0;
  for (size_t i = 0; i < points; ++i) {
    for (size_t j = 0; j < points; ++j) {
      const double wx = trapezoidWeight(j, points) * hx, wy = trapezoidWeight(i, points) * hy;
      result.marginalX[j] += f(i, j) * wy;
      result.marginalY[i] += f(i, j) * wx;
      total += f(i, j) * wx * wy;
      cross += f(i, j) * wx * wy * result.x[j] * result.y[i];
    }
  }
  for (double& v : result.marginalX) v /= total;
  for (double& v : result.marginalY) v /= total;
  TargetMoments& m = result.moments;
  double var1 = 0, var2 = 0;
  momentsOf(result.x, result.marginalX, m.mean1, var1);
  momentsOf(result.y, result.marginalY, m.mean2, var2);
  m.sd1 = std::sqrt(var1);
  m.sd2 = std::sqrt(var2);
  m.correlation = (cross / total - m.mean1 * m.mean2) / (m.sd1 * m.sd2);
  return result;
}

double interpolate(const std::vector<double>& at, const std::vector<double>& values, double x) {
  assert(at.size() == values.size() && at.size() >= 2);
  const double u = (x - at.front()) / (at.back() - at.front()) * static_cast<double>(at.size() - 1);
  if (!(u >= 0) || u > static_cast<double>(at.size() - 1)) return 0;
  const size_t i = std::min(static_cast<size_t>(u), at.size() - 2);
  const double share = u - static_cast<double>(i);
  return (1 - share) * values[i] + share * values[i + 1];
}

TargetSummary summarise(const Target& target, size_t points) {
  const TargetEntry& entry = targetEntry(target.kind);
  std::optional<GridMarginals> grid;  // made on first need
  const auto needGrid = [&]() -> const GridMarginals& {
    if (!grid) grid = integrateOnGrid(target, entry.domain);
    return *grid;
  };
  const auto density = [&](int axis, double at) {
    if (entry.exactMarginal) {
      if (const std::optional<double> closed = entry.exactMarginal(target, axis, at)) return *closed;
    }
    const GridMarginals& g = needGrid();
    return interpolate(axis == 0 ? g.x : g.y, axis == 0 ? g.marginalX : g.marginalY, at);
  };
  TargetSummary summary;
  summary.exactMoments = entry.exactMoments != nullptr;
  summary.moments = summary.exactMoments ? entry.exactMoments(target) : needGrid().moments;
  for (size_t i = 0; i < points; ++i) {
    summary.marginal1.at.push_back(gridPoint(entry.plot.xLow, entry.plot.xHigh, i, points));
    summary.marginal1.density.push_back(density(0, summary.marginal1.at.back()));
    summary.marginal2.at.push_back(gridPoint(entry.plot.yLow, entry.plot.yHigh, i, points));
    summary.marginal2.density.push_back(density(1, summary.marginal2.at.back()));
  }
  return summary;
}

}  // namespace gradus
