#pragma once
// How a number lies on a slider, how far one step goes and how it is written.
#include <QString>
#include <vector>

#include "widgets/controls/control_spec.h"

namespace gradus {

class NumberScale {
 public:
  NumberScale() = default;
  explicit NumberScale(const ControlSpec& spec);

  double minimum() const { return minimum_; }
  double maximum() const { return maximum_; }
  bool integer() const { return integer_; }
  bool logarithmic() const { return logarithmic_; }
  /// A slider makes sense: the range is finite and not a point.
  bool slidable() const;

  /// Place on the groove, 0 to 1, and the value at a place (rounded to what a slider offers).
  double fraction(double value) const;
  double at(double fraction) const;
  /// The nearest of 1, 2, 5 times a power of ten (logarithmic) or ten steps (linear), for dragging with Shift.
  double coarse(double value) const;
  /// `steps` steps of `size` (1, Shift 10, Ctrl 0.1) up or down, clamped. Logarithmic: ten steps make a decade.
  double moved(double value, int steps, double size) const;
  double clamped(double value) const;
  /// Places of ticks: every value of an integer with at most 12 values, the decades of a logarithm; else none.
  std::vector<double> ticks() const;

 private:
  double step() const;
  double floorPositive() const;

  double minimum_ = 0, maximum_ = 1, step_ = 0;
  bool integer_ = false, logarithmic_ = false;
};

/// A number as people read it: true minus, thin spaces from 1 000 on in whole numbers, up to six significant digits.
QString readableNumber(double value);

}  // namespace gradus
