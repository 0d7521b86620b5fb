// Generative models of dense layers in the benchmark: a variational autoencoder 784-400-20-400-784 and a denoiser of
// points, 34-256x4-2, on a swiss roll: one training step, and 2000 points drawn through 1000 steps.
#include <cmath>
#include <numbers>

#include "core/compute/ops/ops.h"
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"
#include "core/nn/models/denoiser.h"
#include "core/nn/models/vae.h"

namespace gradus {

namespace {

constexpr OptimiserParams adam{.kind = OptimiserKind::adam, .learningRate = 1e-3};

BenchWork vaeWork() {
  constexpr int64_t batch = 128;
  const VaeParams params;
  Graph graph;
  const Vae vae =
      buildVae(graph.input("x", {batch, params.width}), randomNormal(graph, {batch, params.latent}), params);
  const double mflop = denseMflop(batch, {params.width, params.hidden, 2 * params.latent}) +
                       denseMflop(batch, {params.latent, params.hidden, params.width}, false);
  return benchWork(batch, mflop,
                   TrainingStep::ofLoss(graph, vae.loss, adam, {{"x", uniformData(batch * params.width, 0, 1, 1)}}));
}

/// Draws points of the roll and times for every step; the noise is the program's.
struct DenoiserStep {
  static constexpr int64_t points = 8192, steps = 1000, batch = 256;
  DiffusionSchedule schedule{steps};
  std::vector<float> roll;
  std::vector<float> x0 = std::vector<float>(2 * batch), time = std::vector<float>(batch),
                     signal = std::vector<float>(batch), spread = std::vector<float>(batch);
  Rng rng{1, "bench"};
  TrainingStep step;

  explicit DenoiserStep(TrainingStep training) : step(std::move(training)) {
    for (int64_t i = 0; i < points; ++i) {
      const double angle = 1.5 * std::numbers::pi * (1 + 2 * rng.uniform());
      roll.push_back(static_cast<float>(angle * std::cos(angle) / 10));
      roll.push_back(static_cast<float>(angle * std::sin(angle) / 10));
    }
    const ProgramOf<float>& program = step.program();
    step.executor().setInput(program.input("x0"), x0.data());
    step.executor().setInput(program.input("t"), time.data());
    step.executor().setInput(program.input("signal"), signal.data());
    step.executor().setInput(program.input("spread"), spread.data());
  }

  double run() {
    for (size_t i = 0; i < static_cast<size_t>(batch); ++i) {
      const size_t point = rng.below(points), t = rng.below(steps);
      x0[2 * i] = roll[2 * point];
      x0[2 * i + 1] = roll[2 * point + 1];
      time[i] = static_cast<float>(t);
      signal[i] = static_cast<float>(std::sqrt(schedule.kept[t]));
      spread[i] = static_cast<float>(std::sqrt(1 - schedule.kept[t]));
    }
    return step.run();
  }
};

BenchWork denoiserWork() {
  constexpr int64_t batch = DenoiserStep::batch;
  const DenoiserParams params;
  Graph graph;
  const Tensor loss =
      denoisingLoss(graph.input("x0", {batch, 2}), randomNormal(graph, {batch, 2}), graph.input("t", {batch, 1}),
                    graph.input("signal", {batch, 1}), graph.input("spread", {batch, 1}), params);
  const auto work = std::make_shared<DenoiserStep>(TrainingStep::ofLoss(graph, loss, adam, {}));
  const size_t given = (work->roll.size() + 5 * static_cast<size_t>(batch)) * sizeof(float);
  return {batch, [work] { return work->run(); }, denseMflop(batch, {34, 256, 256, 256, 256, 2}),
          work->step.memoryBytes() + given};
}

/// All points from noise to data; returns their mean.
struct Sampling {
  static constexpr int64_t points = 2000, steps = 1000;
  DiffusionSchedule schedule{steps};
  TrainingStep step;
  Rng rng{2, "bench"};

  double run() {
    const ParameterInfo& x = step.program().parameter("x");
    float* at = step.state().parameters.data() + x.offset;
    for (size_t i = 0; i < x.count; ++i) at[i] = static_cast<float>(rng.normal());
    const int time = step.program().scalar("time"), slope = step.program().scalar("slope"),
              scale = step.program().scalar("scale"), deviation = step.program().scalar("deviation");
    for (size_t t = static_cast<size_t>(steps); t-- > 0;) {
      const double beta = schedule.beta[t];
      step.executor().setScalar(time, static_cast<double>(t));
      step.executor().setScalar(slope, beta / std::sqrt(1 - schedule.kept[t]));
      step.executor().setScalar(scale, std::sqrt(1 - beta));
      step.executor().setScalar(deviation, t > 0 ? std::sqrt(beta) : 0);
      step.run();
    }
    double sum = 0;
    for (size_t i = 0; i < x.count; ++i) sum += at[i];
    return sum / static_cast<double>(x.count);
  }
};

BenchWork samplingWork() {
  constexpr int64_t points = Sampling::points;
  Graph graph;
  const Tensor x = denoisingStep(graph, points, randomNormal(graph, {points, 2}), {});
  const auto work = std::make_shared<Sampling>(Sampling{.step = TrainingStep(graph, {.outputs = {x}}, {})});
  const double mflop = 1e-6 * 1000 * 2 * points * (34 * 256 + 3 * 256 * 256 + 512);
  return {points, [work] { return work->run(); }, mflop, work->step.memoryBytes()};
}

constexpr BenchWorkRow rows[] = {{"vae", vaeWork}, {"ddpm", denoiserWork}, {"ddpm_sample", samplingWork}};

}  // namespace

std::span<const BenchWorkRow> generativeMlpWorks() {
  return rows;
}

}  // namespace gradus
