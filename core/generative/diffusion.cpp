#include "core/generative/diffusion.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "core/base/error.h"

namespace gradus {

namespace {

constexpr double largestBeta = 0.999;  // abar stays above 0

// a x + b y, entry by entry.
Matrix combine(double a, const Matrix& x, double b, const Matrix& y) {
  assert(x.rows == y.rows && x.cols == y.cols);
  Matrix result(x.rows, x.cols);
  for (size_t i = 0; i < x.values.size(); ++i) result.values[i] = a * x.values[i] + b * y.values[i];
  return result;
}

void addNoise(Matrix& x, double sd, const Rng& rng) {
  if (!(sd > 0)) return;
  for (size_t i = 0; i < x.rows; ++i) {
    Rng own = rng.split(i);
    for (double& value : x.row(i)) value += sd * own.normal();
  }
}

double cosineBar(double share) {
  const double c = std::cos((share + 0.008) / 1.008 * std::numbers::pi / 2);
  return c * c;
}

double betaOf(NoiseSchedule kind, int t, int steps) {
  const double share = static_cast<double>(t) / steps, previous = static_cast<double>(t - 1) / steps;
  if (kind == NoiseSchedule::cosine) return std::min(largestBeta, 1 - cosineBar(share) / cosineBar(previous));
  const double along = steps > 1 ? static_cast<double>(t - 1) / (steps - 1) : 1;
  return std::min(largestBeta, 1000.0 / steps * (1e-4 + along * (0.02 - 1e-4)));
}

}  // namespace

DiffusionSchedule makeSchedule(NoiseSchedule kind, int steps) {
  if (steps < 1 || steps > 100000) {
    throw UserError(
        {GRADUS_TR("A diffusion of %1 steps was asked for; choose between 1 and 100000."), {std::to_string(steps)}});
  }
  DiffusionSchedule schedule{steps, {0}, {1}};
  for (int t = 1; t <= steps; ++t) {
    schedule.beta.push_back(betaOf(kind, t, steps));
    schedule.alphaBar.push_back(schedule.alphaBar.back() * (1 - schedule.beta.back()));
  }
  return schedule;
}

Matrix forwardStep(const DiffusionSchedule& schedule, const Matrix& x, const Matrix& eps, int t) {
  const double beta = schedule.beta[static_cast<size_t>(t)];
  return combine(std::sqrt(1 - beta), x, std::sqrt(beta), eps);
}

Matrix noised(const DiffusionSchedule& schedule, const Matrix& x0, const Matrix& eps, int t) {
  const double bar = schedule.alphaBarAt(t);
  return combine(std::sqrt(bar), x0, std::sqrt(1 - bar), eps);
}

Matrix predictedData(const DiffusionSchedule& schedule, const Matrix& x, const Matrix& eps, int t) {
  assert(t >= 1);
  const double bar = schedule.alphaBarAt(t);
  return combine(1 / std::sqrt(bar), x, -std::sqrt((1 - bar) / bar), eps);
}

Matrix scoreFromNoise(const DiffusionSchedule& schedule, const Matrix& eps, int t) {
  assert(t >= 1);
  return combine(-1 / std::sqrt(1 - schedule.alphaBarAt(t)), eps, 0, eps);
}

StepPosterior stepPosterior(const DiffusionSchedule& schedule, int t, int s) {
  assert(0 <= s && s < t && t <= schedule.steps);
  const double barT = schedule.alphaBarAt(t), barS = schedule.alphaBarAt(s);
  const double alpha = barT / barS;  // of the whole jump
  return {std::sqrt(barS) * (1 - alpha) / (1 - barT), std::sqrt(alpha) * (1 - barS) / (1 - barT),
          (1 - barS) / (1 - barT) * (1 - alpha)};
}

double reverseVariance(const DiffusionSchedule& schedule, ReverseVariance kind, int t, int s) {
  if (kind == ReverseVariance::posterior) return stepPosterior(schedule, t, s).variance;
  return 1 - schedule.alphaBarAt(t) / schedule.alphaBarAt(s);
}

Matrix ancestralStep(const DiffusionSchedule& schedule, ReverseVariance variance, const Matrix& x, const Matrix& eps,
                     int t, int s, const Rng& rng) {
  // The posterior's mean with x_0 replaced by its prediction; written out it is the update equation at the top of the
  // header.
  const double barT = schedule.alphaBarAt(t), alpha = barT / schedule.alphaBarAt(s);
  Matrix result = combine(1 / std::sqrt(alpha), x, -(1 - alpha) / std::sqrt((1 - barT) * alpha), eps);
  if (s > 0) addNoise(result, std::sqrt(reverseVariance(schedule, variance, t, s)), rng);
  return result;
}

Matrix ddimStep(const DiffusionSchedule& schedule, double eta, const Matrix& x, const Matrix& eps, int t, int s,
                const Rng& rng) {
  const double barS = schedule.alphaBarAt(s);
  const double variance = eta * eta * stepPosterior(schedule, t, s).variance;
  const double direction = std::sqrt(std::max(0.0, 1 - barS - variance));
  Matrix result = combine(std::sqrt(barS), predictedData(schedule, x, eps, t), direction, eps);
  addNoise(result, std::sqrt(variance), rng);
  return result;
}

std::vector<int> samplingSequence(int steps, int used) {
  if (used < 1 || used > steps) {
    throw UserError({GRADUS_TR("%1 sampling steps were asked for, but the diffusion has %2: choose between 1 and %2."),
                     {std::to_string(used), std::to_string(steps)}});
  }
  std::vector<int> times;
  for (int i = used; i >= 0; --i)
    times.push_back(static_cast<int>((static_cast<int64_t>(i) * steps + used / 2) / used));
  return times;
}

ReverseState initReverse(const ReverseParams& params, const DiffusionSchedule& schedule, size_t points,
                         size_t dimension, const Rng& rng) {
  if (!(params.eta >= 0 && params.eta <= 1)) {
    throw UserError(
        {GRADUS_TR("eta is %1; it must lie between 0 (no fresh noise) and 1 (as much as the ancestral sampler)."),
         {numberText(params.eta)}});
  }
  ReverseState state;
  state.times = samplingSequence(schedule.steps, params.stepsUsed);
  state.x = Matrix(points, dimension);
  addNoise(state.x, 1, rng);
  return state;
}

ReverseInfo stepReverse(const ReverseParams& params, const DiffusionSchedule& schedule, ReverseState& state,
                        const Matrix& eps, const Rng& rng) {
  assert(!state.done());
  ReverseInfo info{state.time(), state.times[static_cast<size_t>(state.position) + 1]};
  state.x = params.kind == ReverseKind::ddim
                ? ddimStep(schedule, params.eta, state.x, eps, info.from, info.to, rng)
                : ancestralStep(schedule, params.variance, state.x, eps, info.from, info.to, rng);
  ++state.position;
  info.nonFinite = !std::ranges::all_of(state.x.values, [](double v) { return std::isfinite(v); });
  return info;
}

}  // namespace gradus
