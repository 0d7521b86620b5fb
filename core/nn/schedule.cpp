#include "core/nn/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/nn/names.h"

namespace gradus {

const std::vector<std::string_view>& scheduleNames() {
  static const std::vector<std::string_view> names{"constant", "linear", "step", "exponential",
                                                   "inverse",  "cosine", "drawn"};
  return names;
}

ScheduleKind scheduleFromName(std::string_view name) {
  return kindFromName<ScheduleKind>("schedule", scheduleNames(), name);
}

namespace {

double drawn(const std::vector<std::pair<double, double>>& points, double t) {
  if (points.empty()) return 1;
  for (size_t i = 1; i < points.size(); ++i) {
    if (points[i].first > points[i - 1].first) continue;
    throw UserError(
        {GRADUS_TR("Point %1 of the drawn schedule is not after the point before it."), {std::to_string(i + 1)}});
  }
  if (t <= points.front().first) return points.front().second;
  for (size_t i = 1; i < points.size(); ++i) {
    const auto& [t0, f0] = points[i - 1];
    const auto& [t1, f1] = points[i];
    if (t <= t1) return f0 + (f1 - f0) * (t - t0) / (t1 - t0);
  }
  return points.back().second;
}

}  // namespace

double scheduledRate(const Schedule& s, double base, uint64_t step) {
  if (s.period < 1) {
    throw UserError(
        {GRADUS_TR("The schedule's period is %1 steps; it needs at least one."), {std::to_string(s.period)}});
  }
  const auto warmUp = static_cast<uint64_t>(std::max<int64_t>(s.warmUp, 0));
  if (step < warmUp) return base * static_cast<double>(step + 1) / static_cast<double>(warmUp);
  const auto t = static_cast<double>(step - warmUp), period = static_cast<double>(s.period);
  switch (s.kind) {
    case ScheduleKind::constant:
      return base;
    case ScheduleKind::linear:
      return base * (s.start + (s.end - s.start) * std::min(t, period) / period);
    case ScheduleKind::step:
      return base * std::pow(s.gamma, std::floor(t / period));
    case ScheduleKind::exponential:
      return base * std::pow(s.gamma, t);
    case ScheduleKind::inverse:
      return base / (1 + s.gamma * t);
    case ScheduleKind::cosine:
      return s.minimum + (base - s.minimum) * (1 + std::cos(std::numbers::pi * t / period)) / 2;
    case ScheduleKind::drawn:
      return base * drawn(s.points, t);
  }
  return base;
}

}  // namespace gradus
