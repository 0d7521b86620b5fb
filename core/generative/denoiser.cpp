#include "core/generative/denoiser.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/error.h"
#include "core/base/parallel.h"

namespace gradus::denoiser {

namespace {
/// The time embedding was made for t up to 1000: a shorter schedule is spread over the same range.
float networkTime(const DiffusionSchedule& schedule, int t) {
  return static_cast<float>(1000.0 * t / schedule.steps);
}
}  // namespace

Data normalise(const Matrix& x, std::vector<double> place) {
  if (x.rows < 2)
    throw UserError({GRADUS_TR("Diffusion needs at least 2 points; there are %1."), {std::to_string(x.rows)}});
  Data data;
  data.place = std::move(place);
  data.centre.assign(x.cols, 0);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) data.centre[j] += x(i, j) / static_cast<double>(x.rows);
  }
  double squares = 0;
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) squares += (x(i, j) - data.centre[j]) * (x(i, j) - data.centre[j]);
  }
  data.scale = std::sqrt(squares / static_cast<double>(x.rows * x.cols));
  if (!(data.scale > 0) || !std::isfinite(data.scale))
    throw UserError(Text(GRADUS_TR("All points are the same: there is nothing to learn. Use data that vary.")));
  data.x = x;
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) data.x(i, j) = (x(i, j) - data.centre[j]) / data.scale;
  }
  data.reach = 0;
  for (const double value : data.x.values) data.reach = std::max(data.reach, std::fabs(value));
  return data;
}

std::vector<double> anglePlaces(const Matrix& x) {
  std::vector<double> places(x.rows);
  double mx = 0, my = 0;
  for (size_t i = 0; i < x.rows; ++i) {
    mx += x(i, 0) / static_cast<double>(x.rows);
    my += x(i, x.cols - 1) / static_cast<double>(x.rows);
  }
  for (size_t i = 0; i < x.rows; ++i)
    places[i] = std::atan2(x(i, x.cols - 1) - my, x(i, 0) - mx) / (2 * std::numbers::pi) + 0.5;
  return places;
}

Mlp makeModel(const Params& params, size_t dimension) {
  MlpParams mlp;
  mlp.inputs = mlp.outputs = static_cast<int>(dimension);
  mlp.hidden.assign(static_cast<size_t>(params.depth), params.width);
  mlp.activation = Activation::silu;
  mlp.loss = LossKind::mse;
  mlp.optimiser = OptimiserKind::adam;
  mlp.timeFrequencies = 16;
  return Mlp(mlp);
}

StepInfo train(const Params& params, const DiffusionSchedule& schedule, State& state, MlpTrainer& trainer, Rng rng) {
  const Matrix& data = state.data->x;
  const auto batch = static_cast<size_t>(params.batch);
  std::vector<float> x(batch * data.cols), eps(batch * data.cols), time(batch);
  for (size_t b = 0; b < batch; ++b) {
    const size_t row = rng.below(data.rows);
    const int t = 1 + static_cast<int>(rng.below(static_cast<uint64_t>(schedule.steps)));
    const double signal = std::sqrt(schedule.alphaBarAt(t)), noise = std::sqrt(1 - schedule.alphaBarAt(t));
    time[b] = networkTime(schedule, t);
    for (size_t j = 0; j < data.cols; ++j) {
      const double e = rng.normal();
      eps[b * data.cols + j] = static_cast<float>(e);
      x[b * data.cols + j] = static_cast<float>(signal * data(row, j) + noise * e);
    }
  }
  TrainingSettings settings;
  settings.optimiser.kind = OptimiserKind::adam;
  const double share = std::min(
      1.0, static_cast<double>(state.trained) / static_cast<double>(std::max<int64_t>(1, params.trainingSteps)));
  settings.optimiser.learningRate = params.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * share));
  const StepInfo info = trainer.step(state.net, {params.batch, x.data(), eps.data(), time.data()}, settings);
  state.loss = info.loss;
  ++state.trained;
  return info;
}

Matrix predict(const Mlp& mlp, const MlpState& net, const DiffusionSchedule& schedule, const Matrix& x, int t) {
  const std::vector<float> input(x.values.begin(), x.values.end());
  std::vector<float> output(input.size());
  MlpEvaluator(mlp).outputsAt(net, input.data(), x.rows, networkTime(schedule, t), output.data());
  Matrix eps(x.rows, x.cols);
  std::copy(output.begin(), output.end(), eps.values.begin());
  return eps;
}

Matrix predictForWalk(const Mlp& mlp, const MlpState& net, const DiffusionSchedule& schedule, double reach,
                      const Matrix& x, int t) {
  Matrix eps = predict(mlp, net, schedule, x, t);
  const double signal = std::sqrt(schedule.alphaBarAt(t)), noise = std::sqrt(1 - schedule.alphaBarAt(t));
  for (size_t i = 0; i < eps.values.size(); ++i) {
    const double guess = (x.values[i] - noise * eps.values[i]) / signal;
    if (std::fabs(guess) > reach) eps.values[i] = (x.values[i] - signal * std::clamp(guess, -reach, reach)) / noise;
  }
  return eps;
}

Matrix sampleStraight(const DiffusionSchedule& schedule, const Mlp& mlp, const MlpState& net, double reach, Matrix x,
                      int stepsUsed, std::stop_token stop) {
  const std::vector<int> times = samplingSequence(schedule.steps, std::min(stepsUsed, schedule.steps));
  for (size_t i = 0; i + 1 < times.size() && !stop.stop_requested(); ++i) {
    x = ddimStep(schedule, 0, x, predictForWalk(mlp, net, schedule, reach, x, times[i]), times[i], times[i + 1], Rng());
  }
  return x;
}

std::vector<double> nearestPlaces(const Data& data, const Matrix& x) {
  std::vector<double> places(x.rows);
  parallelFor(x.rows, 64, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      double best = std::numeric_limits<double>::infinity();
      for (size_t r = 0; r < data.x.rows; ++r) {
        const double distance = squaredDistance(x.row(i), data.x.row(r));
        if (distance < best) {
          best = distance;
          places[i] = data.place[r];
        }
      }
    }
  });
  return places;
}

void beginWalk(const Params& params, const DiffusionSchedule& schedule, State& state, const Mlp& mlp, uint64_t seed) {
  ReverseParams reverse = params.reverse;
  reverse.stepsUsed = std::min(reverse.stepsUsed, schedule.steps);
  const Rng rng = Rng(seed, "sampling noise").split(state.round);
  state.walk = initReverse(reverse, schedule, static_cast<size_t>(params.samples), state.data->x.cols, rng);
  state.noise = std::make_shared<const Matrix>(state.walk->x);
  state.past = {state.noise};
  state.arrival = nearestPlaces(
      *state.data, sampleStraight(schedule, mlp, state.net, state.data->reach, state.walk->x, reverse.stepsUsed));
}

bool walk(const Params& params, const DiffusionSchedule& schedule, State& state, const Mlp& mlp, const Rng& rng) {
  const Matrix eps = predictForWalk(mlp, state.net, schedule, state.data->reach, state.walk->x, state.walk->time());
  ReverseParams reverse = params.reverse;
  reverse.stepsUsed = static_cast<int>(state.walk->times.size()) - 1;
  const ReverseInfo info = stepReverse(reverse, schedule, *state.walk, eps, rng);
  state.past.push_back(std::make_shared<const Matrix>(state.walk->x));
  return !info.nonFinite;
}

}  // namespace gradus::denoiser
