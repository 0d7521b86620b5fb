#include "widgets/controls/number_scale.h"

#include <QLocale>
#include <algorithm>
#include <array>
#include <cmath>

namespace gradus {
namespace {

/// Without a positive minimum a logarithm begins this far below the maximum, and the minimum keeps the first 4 %.
constexpr double kLogReach = 1e-6, kLogGap = 0.04;
constexpr int kMostTicks = 12;

double roundTo(double value, int significant) {
  if (value == 0) return 0;
  const double unit = std::pow(10.0, std::floor(std::log10(std::abs(value))) - (significant - 1));
  // Division by a power of ten rounds better than multiplication by its inverse.
  return unit < 1 ? std::round(value * std::round(1 / unit)) / std::round(1 / unit) : std::round(value / unit) * unit;
}

/// 1, 2 or 5 times a power of ten, not above `value`.
double niceBelow(double value) {
  const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-9));
  const double lead = value / decade;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * decade;
}

}  // namespace

NumberScale::NumberScale(const ControlSpec& spec)
    : minimum_(spec.minimum),
      maximum_(spec.maximum),
      step_(spec.step),
      integer_(spec.kind == ControlKind::integer),
      logarithmic_(spec.logarithmic && spec.maximum > 0) {}

bool NumberScale::slidable() const {
  return std::isfinite(minimum_) && std::isfinite(maximum_) && maximum_ > minimum_ &&
         (logarithmic_ || !integer_ || maximum_ - minimum_ <= 1e5);
}

double NumberScale::floorPositive() const {
  if (minimum_ > 0) return minimum_;
  return integer_ ? 1 : step_ > 0 ? std::min(step_, maximum_ / 10) : maximum_ * kLogReach;
}

double NumberScale::step() const {
  if (step_ > 0) return step_;
  if (integer_) return std::max(1.0, niceBelow(std::max(1.0, (maximum_ - minimum_) / 200)));
  return niceBelow((maximum_ - minimum_) / 100);
}

double NumberScale::clamped(double value) const {
  return std::clamp(value, minimum_, maximum_);
}

double NumberScale::fraction(double value) const {
  const double v = clamped(value);
  if (!logarithmic_) return maximum_ > minimum_ ? (v - minimum_) / (maximum_ - minimum_) : 0;
  const double low = floorPositive();
  const double share = v > 0 ? std::clamp(std::log(v / low) / std::log(maximum_ / low), 0.0, 1.0) : 0;
  if (minimum_ > 0) return share;
  return v <= minimum_ || v < low ? 0 : kLogGap + (1 - kLogGap) * share;
}

double NumberScale::at(double fraction) const {
  const double f = std::clamp(fraction, 0.0, 1.0);
  double value = 0;
  if (!logarithmic_) {
    value = minimum_ + f * (maximum_ - minimum_);
    const double unit = step();
    value = minimum_ + std::round((value - minimum_) / unit) * unit;
    // Sums of steps such as 0.1 leave dust in the last digits.
    value = std::abs(value) < unit * 1e-9 ? 0 : QString::number(value, 'g', 12).toDouble();
  } else {
    const double low = floorPositive();
    if (minimum_ <= 0 && f < kLogGap) return f < kLogGap / 2 ? minimum_ : clamped(low);
    const double share = minimum_ > 0 ? f : (f - kLogGap) / (1 - kLogGap);
    value = roundTo(low * std::pow(maximum_ / low, share), 2);
  }
  return clamped(integer_ ? std::round(value) : value);
}

double NumberScale::coarse(double value) const {
  if (!logarithmic_) {
    const double unit = step() * 10;
    return clamped(minimum_ + std::round((value - minimum_) / unit) * unit);
  }
  if (value <= floorPositive()) return minimum_ > 0 ? minimum_ : value <= 0 ? minimum_ : floorPositive();
  const double decade = std::pow(10.0, std::floor(std::log10(value)));
  double best = decade;
  for (const double lead : {1.0, 2.0, 5.0, 10.0}) {
    if (std::abs(std::log(value / (lead * decade))) < std::abs(std::log(value / best))) best = lead * decade;
  }
  return clamped(roundTo(best, 1));
}

double NumberScale::moved(double value, int steps, double size) const {
  if (!logarithmic_) {
    const double unit = integer_ ? std::max(1.0, std::round(step() * size)) : step() * size;
    const double next = value + steps * unit;
    const double clean = QString::number(next, 'g', 12).toDouble();
    return clamped(std::abs(clean) < unit * 1e-9 ? 0 : clean);
  }
  const double low = floorPositive();
  if (value < low) return steps > 0 ? clamped(low) : clamped(minimum_);
  double next = roundTo(value * std::pow(10.0, steps * size / 10), size < 1 ? 3 : 2);
  if (integer_) {
    next = std::round(next);
    if (next == value) next = value + steps;
  }
  return clamped(next < low * 0.999 && minimum_ <= 0 ? minimum_ : next);
}

std::vector<double> NumberScale::ticks() const {
  std::vector<double> places;
  if (!slidable()) return places;
  if (logarithmic_) {
    const int first = static_cast<int>(std::ceil(std::log10(floorPositive()) - 1e-9));
    const int last = static_cast<int>(std::floor(std::log10(maximum_) + 1e-9));
    for (int decade = first; decade <= last && last - first <= 2 * kMostTicks; ++decade) {
      places.push_back(fraction(std::pow(10.0, decade)));
    }
  } else if (integer_ && (maximum_ - minimum_) / step() < kMostTicks) {
    for (double v = minimum_; v <= maximum_ + 1e-9; v += step()) places.push_back(fraction(v));
  }
  return places;
}

QString readableNumber(double value) {
  const auto minus = QChar(0x2212);
  const double size = std::abs(value);
  QString digits;
  if (value == std::floor(value) && size < 1e9) {
    digits = QString::number(static_cast<qlonglong>(size));
    for (qsizetype i = digits.size() - 3; i > 0; i -= 3) digits.insert(i, QChar(0x2009));
  } else {
    digits = QString::number(size, 'g', 6);
    // 1e-05 reads better as 1e−5.
    const qsizetype e = digits.indexOf(QLatin1Char('e'));
    if (e >= 0) {
      const int exponent = digits.mid(e + 1).toInt();
      digits = digits.left(e) + QLatin1Char('e') + (exponent < 0 ? QString(minus) : QString()) +
               QString::number(std::abs(exponent));
    }
  }
  return value < 0 ? minus + digits : digits;
}

}  // namespace gradus
