#include "core/optimize/lbfgs.h"

#include <algorithm>

#include "core/optimize/line_search.h"

namespace gradus {

namespace {

using optimize::addScaled;
using optimize::dot;
using optimize::largest;

// The pair of the last move, if the function curves upwards along it.
void remember(LbfgsState& state, std::span<const double> gradient, int history) {
  std::vector<double> y(gradient.begin(), gradient.end()), s = state.direction;
  addScaled(-1, state.gradient, y);
  for (double& value : s) value *= state.stepLength;
  if (!(dot(y, s) > 1e-10)) return;
  if (static_cast<int>(state.s.size()) >= history && !state.s.empty()) {
    state.s.erase(state.s.begin());
    state.y.erase(state.y.begin());
  }
  state.s.push_back(std::move(s));
  state.y.push_back(std::move(y));
}

std::vector<double> directionOf(const LbfgsState& state, std::span<const double> gradient) {
  std::vector<double> d(gradient.begin(), gradient.end());
  for (double& value : d) value = -value;
  const size_t pairs = state.s.size();
  std::vector<double> alpha(pairs), rho(pairs);
  for (size_t i = pairs; i-- > 0;) {
    rho[i] = 1 / dot(state.y[i], state.s[i]);
    alpha[i] = dot(state.s[i], d) * rho[i];
    addScaled(-alpha[i], state.y[i], d);
  }
  if (pairs > 0) {
    const double scale = 1 / rho.back() / dot(state.y.back(), state.y.back());
    for (double& value : d) value *= scale;
  }
  for (size_t i = 0; i < pairs; ++i) addScaled(alpha[i] - dot(state.y[i], d) * rho[i], state.s[i], d);
  return d;
}

}  // namespace

OptimizeInfo lbfgsStep(LbfgsState& state, const Objective& f, const LbfgsParams& p) {
  const size_t n = state.x.size();
  const int mostEvaluations = p.evaluations > 0 ? p.evaluations : p.iterations * 5 / 4;
  std::vector<double> gradient(n);
  OptimizeInfo info{.value = f(state.x, gradient), .evaluations = 1};
  info.gradientLargest = largest(gradient);
  info.finite = std::isfinite(info.value) && std::isfinite(info.gradientLargest);
  info.converged = info.gradientLargest <= p.gradientTolerance;
  for (int k = 1; k <= p.iterations && info.finite && !info.converged; ++k) {
    const bool first = state.iteration++ == 0;
    if (!first) remember(state, gradient, p.history);
    state.direction = directionOf(state, gradient);
    state.gradient = gradient;
    double size = 0;
    for (const double g : gradient) size += std::abs(g);
    state.stepLength = first ? std::min(1.0, 1 / size) * p.learningRate : p.learningRate;
    const double slope = dot(gradient, state.direction), before = info.value;
    info.converged = slope > -p.changeTolerance;
    if (info.converged) break;
    int evaluations = 0;
    if (p.strongWolfe) {
      LineSearchResult found = wolfeSearch(f, state.x, state.direction, state.stepLength, before, gradient, slope,
                                           {.tolerance = p.changeTolerance});
      state.stepLength = found.t;
      info.value = found.value;
      gradient = std::move(found.gradient);
      evaluations = found.evaluations;
      addScaled(state.stepLength, state.direction, state.x);
    } else {
      addScaled(state.stepLength, state.direction, state.x);
      if (k < p.iterations) {
        info.value = f(state.x, gradient);
        evaluations = 1;
      }
    }
    info.evaluations += evaluations;
    info.stepLength = state.stepLength;
    info.innerIterations = k;
    info.gradientLargest = largest(gradient);
    info.finite = std::isfinite(info.value) && std::isfinite(info.gradientLargest);
    if (k == p.iterations || info.evaluations >= mostEvaluations) break;
    info.converged = info.gradientLargest <= p.gradientTolerance ||
                     largest(state.direction) * std::abs(state.stepLength) <= p.changeTolerance ||
                     std::abs(info.value - before) < p.changeTolerance;
  }
  return info;
}

}  // namespace gradus
