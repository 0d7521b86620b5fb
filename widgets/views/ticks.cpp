#include "widgets/views/ticks.h"

#include <algorithm>
#include <cmath>

#include "widgets/views/format.h"

namespace gradus {

double niceStep(double rough) {
  if (!(rough > 0) || !std::isfinite(rough)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

std::vector<std::pair<double, QString>> niceTicks(double low, double high, int wanted, bool logarithmic) {
  std::vector<std::pair<double, QString>> ticks;
  if (!(high > low) || !std::isfinite(high - low)) return ticks;
  wanted = std::max(2, wanted);
  if (logarithmic && high - low >= 1) {
    // Whole decades; many of them are thinned to round exponents.
    const int step = std::max(1, static_cast<int>(std::ceil(niceStep((high - low) / wanted))));
    for (int e = static_cast<int>(std::ceil(low / step - 1e-9)) * step; e <= high + 1e-9; e += step)
      ticks.emplace_back(e, formatPower(e));
    return ticks;
  }
  if (logarithmic) {
    // Less than a decade has no power of ten to stand on: round numbers at their places on the logarithmic axis.
    for (const auto& [value, label] : niceTicks(std::pow(10.0, low), std::pow(10.0, high), wanted, false)) {
      if (value > 0) ticks.emplace_back(std::log10(value), label);
    }
    return ticks;
  }
  // The finest step that does not crowd the axis.
  const double step = niceStep((high - low) / (wanted + 0.5));
  const double slack = (high - low) * 1e-9;
  const auto first = static_cast<long long>(std::ceil((low - slack) / step));
  for (long long k = first; k * step <= high + slack && ticks.size() < 100; ++k)
    ticks.emplace_back(k * step, formatTick(k * step, step));
  return ticks;
}

}  // namespace gradus
