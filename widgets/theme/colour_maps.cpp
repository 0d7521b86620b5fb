// Colour maps: piecewise linear in sRGB between equal stops. viridis (van der Walt and Smith 2015) and cividis (Nunez,
// Anderton and Renslow 2018) are published tables, here by 16 stops; the eye sees no difference to all 256.
#include <cmath>
#include <span>

#include "widgets/theme/theme.h"

namespace gradus {
namespace {

constexpr std::array<QRgb, 16> kViridis = {0x440154, 0x481A6C, 0x472F7D, 0x414487, 0x39568C, 0x31688E,
                                           0x2A788E, 0x23888E, 0x1F988B, 0x22A884, 0x35B779, 0x54C568,
                                           0x7AD151, 0xA5DB36, 0xD2E21B, 0xFDE725};
constexpr std::array<QRgb, 16> kCividis = {0x00204D, 0x002C6A, 0x0F386E, 0x31446B, 0x46506B, 0x575C6D,
                                           0x666970, 0x757575, 0x848279, 0x958F78, 0xA69D75, 0xB8AB70,
                                           0xCBBA69, 0xDDC95F, 0xF1D951, 0xFFEA46};
/// Below this the sequential map fades into canvas on dark grounds, so that "nothing there" looks like nothing.
constexpr double kFade = 0.1;

template <typename Stop>
QColor between(std::span<const Stop> stops, double t) {
  const double position = std::clamp(t, 0.0, 1.0) * static_cast<double>(stops.size() - 1);
  const auto lower = std::min(static_cast<size_t>(position), stops.size() - 2);
  return mix(QColor(stops[lower]), QColor(stops[lower + 1]), position - static_cast<double>(lower));
}

}  // namespace

QColor Theme::divergingAt(double t) const {
  return std::isnan(t) ? line : between(std::span<const QColor>(diverging), t);
}

QColor Theme::sequentialAt(double t) const {
  if (std::isnan(t)) return line;
  const auto& stops = sequentialMap == SequentialMap::viridis ? kViridis : kCividis;
  const QColor colour = between(std::span<const QRgb>(stops), t);
  return dark && t < kFade ? mix(canvas, colour, std::max(t, 0.0) / kFade) : colour;
}

QColor Theme::restingAt(double t) const {
  return std::isnan(t) ? line : between(std::span<const QColor>(resting), t);
}

}  // namespace gradus
