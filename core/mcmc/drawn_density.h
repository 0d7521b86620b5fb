#pragma once
// A density painted by hand: log f on a grid, bilinear between its points, f = exp of that. It is not normalised, and
// zero outside its extent. A stroke of the brush adds a Gaussian bump to f; the eraser takes a share of f away.
#include <span>

#include "core/base/matrix.h"
#include "core/mcmc/plane.h"

namespace gradus {

struct DrawnDensity {
  PlaneExtent extent{-5, 5, -5, 5};
  Matrix logValues;  // y x x: row 0 lies at yLow, column 0 at xLow; never below `logFloor`

  template <typename Visitor>
  void fields(Visitor& v) {
    v("extent", extent);
    v("log_values", logValues);
  }
};

/// Paper is never quite white: a chain that starts off the drawing still finds it.
inline constexpr double logFloor = -12;

/// A blank sheet of size x size grid points (size >= 2), f = exp(logFloor) everywhere.
DrawnDensity blankDrawing(size_t size = 81);
/// A blank sheet with an S-shaped stroke and a dot beside it, to start from.
DrawnDensity exampleDrawing(size_t size = 81);

/// f += amount * exp(-|p - (x, y)|^2 / (2 radius^2)). Throws UserError unless radius and amount are positive and
/// finite.
void paint(DrawnDensity& drawing, double x, double y, double radius, double amount = 1);
/// f *= 1 - exp(-|p - (x, y)|^2 / (2 radius^2)), down to the floor. Throws UserError like paint().
void erase(DrawnDensity& drawing, double x, double y, double radius);

/// The same at every place (x1, y1, x2, y2, ...) of a stroke.
void paintStroke(DrawnDensity& drawing, std::span<const double> places, double radius);
void eraseStroke(DrawnDensity& drawing, std::span<const double> places, double radius);

/// log f at (x, y); -infinity outside the extent.
double drawnLogDensity(const DrawnDensity& drawing, double x, double y);

}  // namespace gradus
