#pragma once
// A rectangle of the plane, in the target's own coordinates.
#include <cstddef>

namespace gradus {

struct PlaneExtent {
  double xLow = -1, xHigh = 1, yLow = -1, yHigh = 1;

  bool contains(double x, double y) const { return x >= xLow && x <= xHigh && y >= yLow && y <= yHigh; }
  template <typename Visitor>
  void fields(Visitor& v) {
    v("x_low", xLow);
    v("x_high", xHigh);
    v("y_low", yLow);
    v("y_high", yHigh);
  }
  bool operator==(const PlaneExtent&) const = default;
};

/// The i-th of `count` >= 2 points that divide [low, high] evenly, both ends included.
inline double gridPoint(double low, double high, size_t i, size_t count) {
  return low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
}

}  // namespace gradus
