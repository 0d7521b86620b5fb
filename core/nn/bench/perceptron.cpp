// The multilayer perceptrons of the benchmark: the playground's 2-8-8-1 on two rings (feature-major, core/nn/mlp.h) and
// a 784-256-128-10 classifier.
#include <cmath>
#include <numbers>

#include "core/compute/ops/rows.h"
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"
#include "core/nn/mlp.h"
#include "core/nn/models/perceptron.h"

namespace gradus {

namespace {

/// A model, its minibatches (used in turn) and settings.
struct MlpWork {
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

BenchWork started(MlpWork work) {
  struct Running {
    MlpWork work;
    MlpState state;
    MlpTrainer trainer;
    size_t steps = 0;
  };
  const MlpParams& p = work.mlp.params();
  std::vector<int64_t> widths{p.inputs + 2 * p.timeFrequencies};
  widths.insert(widths.end(), p.hidden.begin(), p.hidden.end());
  widths.push_back(p.outputs);
  const int batch = work.batch;
  const double mflop = denseMflop(batch, widths);
  const MlpState state = work.mlp.init(Rng(1, "weights"));
  const Mlp mlp = work.mlp;
  const auto running = std::make_shared<Running>(Running{std::move(work), state, MlpTrainer(mlp)});
  const ProgramInfo& info = running->trainer.programFor(batch).info();
  const MlpParams& made = running->work.mlp.params();
  const auto given =
      static_cast<size_t>(batch * (made.inputs + made.outputs));  // one minibatch; the others are the data set
  const size_t elements = state.parameters.size() + state.moments.size() + given;
  return {batch,
          [running] {
            Running& r = *running;
            return r.trainer.step(r.state, r.work.batchAt(r.steps++), r.work.settings).loss;
          },
          mflop, elements * sizeof(float) + info.scratchBytes};
}

// Two rings: radius below 2.5 is +1, between 3.5 and 5 is -1.
BenchWork playground(OptimiserKind kind, int batch) {
  MlpWork work{.mlp = Mlp({.outputActivation = Activation::tanh, .loss = LossKind::halfMse, .optimiser = kind})};
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
  return started(std::move(work));
}

BenchWork classifier() {
  constexpr int64_t batch = 128;
  const std::vector<int64_t> widths{784, 256, 128, 10};
  Graph graph;
  const Tensor logits = perceptron(graph.input("x", {batch, widths.front()}), widths, Activation::relu);
  const Tensor loss = crossEntropy(logits, graph.input("y", {batch}));
  StepData<float> data{{"x", uniformData(batch * widths.front(), 0, 1, 1)}, {"y", classData(batch, widths.back(), 2)}};
  return benchWork(
      batch, denseMflop(batch, widths),
      TrainingStep::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = 1e-3}, std::move(data)));
}

constexpr BenchWorkRow rows[] = {
    {"playground-sgd-b10", [] { return playground(OptimiserKind::sgd, 10); }},
    {"playground-sgd-b64", [] { return playground(OptimiserKind::sgd, 64); }},
    {"playground-adam-b10", [] { return playground(OptimiserKind::adam, 10); }},
    {"playground-adam-b64", [] { return playground(OptimiserKind::adam, 64); }},
    {"mlp", classifier},
};

}  // namespace

std::span<const BenchWorkRow> perceptronWorks() {
  return rows;
}

}  // namespace gradus
