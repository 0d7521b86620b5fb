#pragma once
// The proposal's one-sigma ellipse as it is drawn and dragged: covariance width^2 E, where E = R diag(r, 1 / r) R^T has
// determinant 1 and R turns by the angle of the first half-axis. The half-axes are width sqrt(r) and width / sqrt(r).
#include <array>

#include "core/mcmc/metropolis_hastings.h"

namespace gradus {

struct HalfAxes {
  std::array<double, 2> first, second;  // the first is the longer one
};
HalfAxes halfAxes(const MetropolisParams& params);

/// The tip of the first half-axis was dragged to (dx, dy) from the centre: its length (0.01 to 20) and direction
/// change, the other keeps its length; the width stays within 0.01 to 10. No direction (a drag to the centre) changes
/// nothing and gives false.
bool dragHalfAxis(MetropolisParams& params, double dx, double dy);

}  // namespace gradus
