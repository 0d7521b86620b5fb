// Training works of the benchmark: a ready minibatch in memory, one complete optimiser step, median over chunks.
#include "core/nn/bench_works.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numbers>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/mlp.h"

namespace gradus {

namespace {

using Clock = std::chrono::steady_clock;

// Processor time with one thread (other processes on the machine do not count), wall time with several.
double now(int threads) {
  if (threads == 1) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

/// A model, its minibatches (used in turn) and settings.
struct Work {
  Mlp mlp;
  TrainingSettings settings;
  int batch = 0;
  std::vector<float> x, target, time;

  MlpBatch batchAt(size_t index) const {
    const MlpParams& p = mlp.params();
    const size_t count = x.size() / (static_cast<size_t>(batch) * static_cast<size_t>(p.inputs));
    const size_t first = index % count * static_cast<size_t>(batch);
    const size_t targets = p.loss == LossKind::softmax ? 1 : static_cast<size_t>(p.outputs);
    return {batch, &x[first * static_cast<size_t>(p.inputs)], &target[first * targets],
            time.empty() ? nullptr : &time[first]};
  }
};

// Two rings: radius below 2.5 is +1, between 3.5 and 5 is -1.
Work playground(OptimiserKind kind, int batch) {
  Work work{.mlp = Mlp({.outputActivation = Activation::tanh, .loss = LossKind::halfMse, .optimiser = kind})};
  work.batch = batch;
  work.settings.optimiser = {.kind = kind, .learningRate = kind == OptimiserKind::sgd ? 0.03 : 0.003};
  Rng rng(1, "bench");
  for (int i = 0; i < 4096; ++i) {
    const bool inside = rng.uniform() < 0.5;
    const double radius = inside ? rng.uniform(0, 2.5) : rng.uniform(3.5, 5),
                 angle = rng.uniform(0, 2 * std::numbers::pi);
    work.x.push_back(static_cast<float>(radius * std::cos(angle)));
    work.x.push_back(static_cast<float>(radius * std::sin(angle)));
    work.target.push_back(inside ? 1 : -1);
  }
  return work;
}

Work classifier() {
  Work work{.mlp = Mlp({.inputs = 784,
                        .hidden = {256, 128},
                        .outputs = 10,
                        .activation = Activation::relu,
                        .loss = LossKind::softmax,
                        .optimiser = OptimiserKind::adam})};
  work.batch = 128;
  work.settings.optimiser = {.kind = OptimiserKind::adam, .learningRate = 1e-3};
  Rng rng(1, "bench");
  for (int i = 0; i < 128 * 784; ++i) work.x.push_back(static_cast<float>(rng.uniform()));
  for (int i = 0; i < 128; ++i) work.target.push_back(static_cast<float>(rng.below(10)));
  return work;
}

// Noise prediction on a swiss roll, T = 1000, linear betas from 1e-4 to 0.02 (Ho, Jain, Abbeel 2020).
Work denoiser() {
  Work work{.mlp = Mlp({.inputs = 2,
                        .hidden = {256, 256, 256, 256},
                        .outputs = 2,
                        .activation = Activation::silu,
                        .loss = LossKind::mse,
                        .optimiser = OptimiserKind::adam,
                        .timeFrequencies = 16})};
  work.batch = 256;
  work.settings.optimiser = {.kind = OptimiserKind::adam, .learningRate = 1e-3};
  std::vector<double> kept(1000);
  double product = 1;
  for (int t = 0; t < 1000; ++t) kept[static_cast<size_t>(t)] = product *= 1 - (1e-4 + (0.02 - 1e-4) * t / 999);
  Rng rng(1, "bench");
  for (int i = 0; i < 8192; ++i) {
    const double angle = 1.5 * std::numbers::pi * (1 + 2 * rng.uniform());
    const auto t = static_cast<size_t>(rng.below(1000));
    for (const double point : {angle * std::cos(angle) / 10, angle * std::sin(angle) / 10}) {
      const double noise = rng.normal();
      work.x.push_back(static_cast<float>(std::sqrt(kept[t]) * point + std::sqrt(1 - kept[t]) * noise));
      work.target.push_back(static_cast<float>(noise));
    }
    work.time.push_back(static_cast<float>(t));
  }
  return work;
}

Work workOf(std::string_view name) {
  if (name == "playground-sgd-b10") return playground(OptimiserKind::sgd, 10);
  if (name == "playground-sgd-b64") return playground(OptimiserKind::sgd, 64);
  if (name == "playground-adam-b10") return playground(OptimiserKind::adam, 10);
  if (name == "playground-adam-b64") return playground(OptimiserKind::adam, 64);
  if (name == "mlp") return classifier();
  if (name == "ddpm") return denoiser();
  std::string known;
  for (const std::string_view work : benchTrainWorks()) known += (known.empty() ? "" : ", ") + std::string(work);
  throw UserError({GRADUS_TR("There is no training work named \"%1\". Known are: %2."), {std::string(name), known}});
}

}  // namespace

const std::vector<std::string_view>& benchTrainWorks() {
  static const std::vector<std::string_view> names{
      "playground-sgd-b10", "playground-sgd-b64", "playground-adam-b10", "playground-adam-b64", "mlp", "ddpm"};
  return names;
}

BenchResult benchTrain(std::string_view name, int threads, double seconds) {
  const Work work = workOf(name);
  WorkerPool pool(threads);
  const WorkerPool::Use use(pool);
  MlpState state = work.mlp.init(Rng(1, "weights"));
  MlpTrainer trainer(work.mlp);
  size_t steps = 0;
  const double first = trainer.step(state, work.batchAt(steps++), work.settings).loss;
  double last = first;
  const auto runSteps = [&](size_t count) {
    const double start = now(threads);
    for (size_t i = 0; i < count; ++i) last = trainer.step(state, work.batchAt(steps++), work.settings).loss;
    return (now(threads) - start) / static_cast<double>(count);
  };
  // Warm up until the clock resolves a chunk, then chunks of about a twentieth of the time.
  size_t perChunk = 1;
  while (runSteps(perChunk) * static_cast<double>(perChunk) < seconds / 20 && perChunk < 10000000) perChunk *= 2;
  std::vector<double> times;
  const double start = now(threads);
  do {
    times.push_back(runSteps(perChunk));
  } while (now(threads) - start < seconds);
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
  BenchResult result{std::string(name), threads, times[times.size() / 2], work.batch, {}};
  result.quality = {{"loss_first", first}, {"loss_last", last}, {"steps", static_cast<double>(steps)}};
  return result;
}

}  // namespace gradus
