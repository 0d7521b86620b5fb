#include "core/mcmc/drawn_density.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/base/error.h"

namespace gradus {

namespace {
void checkBrush(double x, double y, double radius, double amount) {
  if (std::isfinite(x) && std::isfinite(y) && std::isfinite(radius) && radius > 0 && std::isfinite(amount) &&
      amount > 0)
    return;
  throw UserError({GRADUS_TR("The brush stands at (%1, %2) with radius %3 and strength %4. All must be finite numbers, "
                             "radius and strength above 0."),
                   {numberText(x), numberText(y), numberText(radius), numberText(amount)}});
}

// Calls change(value, bump) for every grid point within five radii, beyond which the bump is below 4e-6.
template <typename Change>
void underBrush(DrawnDensity& d, double x, double y, double radius, const Change& change) {
  const size_t rows = d.logValues.rows, cols = d.logValues.cols;
  for (size_t i = 0; i < rows; ++i) {
    const double dy = gridPoint(d.extent.yLow, d.extent.yHigh, i, rows) - y;
    if (std::fabs(dy) > 5 * radius) continue;
    for (size_t j = 0; j < cols; ++j) {
      const double dx = gridPoint(d.extent.xLow, d.extent.xHigh, j, cols) - x;
      if (std::fabs(dx) > 5 * radius) continue;
      double& value = d.logValues(i, j);
      const double bump = std::exp(-0.5 * (dx * dx + dy * dy) / (radius * radius));
      value = std::max(logFloor, std::log(change(std::exp(value), bump)));
    }
  }
}
}  // namespace

DrawnDensity blankDrawing(size_t size) {
  DrawnDensity drawing;
  drawing.logValues = Matrix(std::max<size_t>(2, size), std::max<size_t>(2, size), logFloor);
  return drawing;
}

DrawnDensity exampleDrawing(size_t size) {
  DrawnDensity drawing = blankDrawing(size);
  for (int i = 0; i <= 24; ++i) {
    const double t = -1 + i / 12.0;
    paint(drawing, 1.6 * std::sin(std::numbers::pi * t) - 0.8, 3 * t, 0.55, 0.5);
  }
  paint(drawing, 3, 2.2, 0.6, 1);
  return drawing;
}

void paint(DrawnDensity& drawing, double x, double y, double radius, double amount) {
  checkBrush(x, y, radius, amount);
  underBrush(drawing, x, y, radius, [amount](double f, double bump) { return f + amount * bump; });
}

void erase(DrawnDensity& drawing, double x, double y, double radius) {
  checkBrush(x, y, radius, 1);
  underBrush(drawing, x, y, radius, [](double f, double bump) { return f * (1 - bump); });
}

void paintStroke(DrawnDensity& drawing, std::span<const double> places, double radius) {
  for (size_t p = 0; p + 1 < places.size(); p += 2) paint(drawing, places[p], places[p + 1], radius);
}

void eraseStroke(DrawnDensity& drawing, std::span<const double> places, double radius) {
  for (size_t p = 0; p + 1 < places.size(); p += 2) erase(drawing, places[p], places[p + 1], radius);
}

double drawnLogDensity(const DrawnDensity& d, double x, double y) {
  if (!d.extent.contains(x, y)) return -std::numeric_limits<double>::infinity();
  const size_t rows = d.logValues.rows, cols = d.logValues.cols;
  const double u = (x - d.extent.xLow) / (d.extent.xHigh - d.extent.xLow) * static_cast<double>(cols - 1);
  const double w = (y - d.extent.yLow) / (d.extent.yHigh - d.extent.yLow) * static_cast<double>(rows - 1);
  const size_t j = std::min(static_cast<size_t>(u), cols - 2), i = std::min(static_cast<size_t>(w), rows - 2);
  const double fu = u - static_cast<double>(j), fw = w - static_cast<double>(i);
  const Matrix& m = d.logValues;
  return (1 - fw) * ((1 - fu) * m(i, j) + fu * m(i, j + 1)) + fw * ((1 - fu) * m(i + 1, j) + fu * m(i + 1, j + 1));
}

}  // namespace gradus
