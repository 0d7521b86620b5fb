#include "core/mcmc/proposal_ellipse.h"

#include <algorithm>
#include <cmath>

namespace gradus {

HalfAxes halfAxes(const MetropolisParams& params) {
  const double xx = params.ellipse[0], xy = params.ellipse[1], yy = params.ellipse[3];
  const double half = (xx + yy) / 2, root = std::sqrt((xx - yy) * (xx - yy) / 4 + xy * xy),
               angle = 0.5 * std::atan2(2 * xy, xx - yy);
  const double a = params.width * std::sqrt(half + root), b = params.width * std::sqrt(std::max(half - root, 1e-12));
  return {{a * std::cos(angle), a * std::sin(angle)}, {-b * std::sin(angle), b * std::cos(angle)}};
}

bool dragHalfAxis(MetropolisParams& params, double dx, double dy) {
  const double a = std::clamp(std::hypot(dx, dy), 0.01, 20.0);
  const HalfAxes before = halfAxes(params);
  const double b = std::hypot(before.second[0], before.second[1]);
  const double ratio = a / b, c = dx / std::hypot(dx, dy), s = dy / std::hypot(dx, dy);
  if (!std::isfinite(c) || !std::isfinite(s)) return false;
  params.width = std::clamp(std::sqrt(a * b), 0.01, 10.0);
  params.ellipse = {ratio * c * c + s * s / ratio, (ratio - 1 / ratio) * c * s, (ratio - 1 / ratio) * c * s,
                    ratio * s * s + c * c / ratio};
  return true;
}

}  // namespace gradus
