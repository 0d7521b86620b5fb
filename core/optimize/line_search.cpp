#include "core/optimize/line_search.h"

#include <algorithm>
#include <utility>

namespace gradus {

namespace {

/// phi at one t.
struct Probe {
  double t = 0, value = 0, slope = 0;
  std::vector<double> gradient;
};

class Line {
 public:
  Line(const Objective& f, std::span<const double> x, std::span<const double> d) : f_(f), x_(x), d_(d), at_(x.size()) {}
  Probe at(double t) {
    for (size_t i = 0; i < at_.size(); ++i) at_[i] = x_[i] + t * d_[i];
    Probe probe{.t = t, .gradient = std::vector<double>(at_.size())};
    probe.value = f_(at_, probe.gradient);
    probe.slope = optimize::dot(probe.gradient, d_);
    ++evaluations;
    return probe;
  }
  int evaluations = 0;

 private:
  const Objective& f_;
  std::span<const double> x_, d_;
  std::vector<double> at_;
};

double interpolated(const Probe& a, const Probe& b, double low, double high) {
  return cubicMinimum(a.t, a.value, a.slope, b.t, b.value, b.slope, low, high);
}

/// Between `a` and `b` lies a step that satisfies the conditions, or `a` is one itself (found).
struct Bracket {
  Probe a, b;
  bool found = false;
};

Bracket bracketOf(Line& line, const Probe& origin, double t, const WolfeParams& p, int& rounds) {
  Probe before = origin, now = line.at(t);
  for (; rounds < p.most; ++rounds) {
    const bool tooHigh = now.value > origin.value + p.c1 * now.t * origin.slope;
    // A value that is not a number is too far away as well.
    if (tooHigh || !std::isfinite(now.value) || (rounds > 1 && now.value >= before.value)) return {before, now, false};
    if (std::abs(now.slope) <= -p.c2 * origin.slope) return {now, now, true};
    if (now.slope >= 0) return {before, now, false};
    const double next = interpolated(before, now, now.t + 0.01 * (now.t - before.t), now.t * 10);
    before = std::move(now);
    now = line.at(next);
  }
  return {origin, now, false};
}

// Keeps a trial step away from the ends of the bracket, but only if the one before it came close as well or if it is
// outside.
double guarded(double t, double low, double high, bool& wasClose) {
  const double margin = 0.1 * (high - low);
  if (std::min(high - t, t - low) >= margin) {
    wasClose = false;
    return t;
  }
  if (!wasClose && t < high && t > low) {
    wasClose = true;
    return t;
  }
  wasClose = false;
  return std::abs(t - high) < std::abs(t - low) ? high - margin : low + margin;
}

}  // namespace

double cubicMinimum(double x1, double f1, double g1, double x2, double f2, double g2, double low, double high) {
  const double d1 = g1 + g2 - 3 * (f1 - f2) / (x1 - x2), square = d1 * d1 - g1 * g2;
  if (!(square >= 0)) return (low + high) / 2;
  if (x1 > x2) {
    std::swap(x1, x2);
    std::swap(g1, g2);
  }
  const double d2 = std::sqrt(square);
  return std::clamp(x2 - (x2 - x1) * ((g2 + d2 - d1) / (g2 - g1 + 2 * d2)), low, high);
}

LineSearchResult armijoSearch(const Objective& f, std::span<const double> x, std::span<const double> d, double t,
                              double value, double slope, double c1, int most) {
  Line line(f, x, d);
  while (true) {
    Probe probe = line.at(t);
    const bool accepted = probe.value <= value + c1 * t * slope;
    if (accepted || line.evaluations >= most)
      return {t, probe.value, std::move(probe.gradient), line.evaluations, accepted};
    t /= 2;
  }
}

LineSearchResult wolfeSearch(const Objective& f, std::span<const double> x, std::span<const double> d, double t,
                             double value, std::span<const double> gradient, double slope, const WolfeParams& p) {
  Line line(f, x, d);
  const Probe origin{0, value, slope, std::vector<double>(gradient.begin(), gradient.end())};
  int rounds = 0;
  Bracket bracket = bracketOf(line, origin, t, p, rounds);
  bool found = bracket.found, wasClose = false;
  // The lower end is the better one so far.
  Probe *low = &bracket.a, *high = &bracket.b;
  if (!(low->value <= high->value) && std::isfinite(high->value)) std::swap(low, high);
  const double reach = optimize::largest(d);
  while (!found && rounds < p.most) {
    const auto [left, right] = std::minmax(bracket.a.t, bracket.b.t);
    if ((right - left) * reach < p.tolerance) break;
    const double trial =
        std::isfinite(high->value) ? interpolated(bracket.a, bracket.b, left, right) : (left + right) / 2;
    Probe now = line.at(guarded(trial, left, right, wasClose));
    ++rounds;
    if (!std::isfinite(now.value) || now.value > origin.value + p.c1 * now.t * slope || now.value >= low->value) {
      *high = std::move(now);
      if (std::isfinite(high->value)) {
        low = &bracket.a, high = &bracket.b;
        if (!(low->value <= high->value)) std::swap(low, high);
      }
      continue;
    }
    found = std::abs(now.slope) <= -p.c2 * slope;
    if (!found && now.slope * (high->t - low->t) >= 0) *high = *low;
    *low = std::move(now);
  }
  return {low->t, low->value, std::move(low->gradient), line.evaluations, found};
}

}  // namespace gradus
