#include "core/optimize/gradient_descent.h"

#include "core/optimize/line_search.h"

namespace gradus {

OptimizeInfo gradientDescentStep(GradientDescentState& state, const Objective& f, const GradientDescentParams& p) {
  std::vector<double> gradient(state.x.size());
  OptimizeInfo info{.value = f(state.x, gradient), .evaluations = 1};
  info.gradientLargest = optimize::largest(gradient);
  info.finite = std::isfinite(info.value) && std::isfinite(info.gradientLargest);
  info.converged = info.gradientLargest <= p.gradientTolerance;
  if (!info.finite || info.converged) return info;
  std::vector<double> direction(gradient);
  for (double& d : direction) d = -d;
  double t = p.learningRate;
  if (p.lineSearch) {
    if (state.stepLength > 0) t = 2 * state.stepLength;
    const double slope = -optimize::dot(gradient, gradient);
    const LineSearchResult found = armijoSearch(f, state.x, direction, t, info.value, slope);
    info.evaluations += found.evaluations;
    info.converged = !found.accepted;  // rounding hides any further descent
    if (info.converged) return info;
    t = found.t;
    info.value = found.value;
    info.gradientLargest = optimize::largest(found.gradient);
  }
  optimize::addScaled(t, direction, state.x);
  info.stepLength = state.stepLength = t;
  return info;
}

}  // namespace gradus
