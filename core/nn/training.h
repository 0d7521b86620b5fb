#pragma once
// Training of a declared loss: compiles one program per batch size and takes optimiser steps, whole or gathered from
// parts of a batch.
//
//   Trainer trainer({.optimiser = OptimiserKind::adam}, [](Graph& graph, int64_t batch) {
//     const Tensor x = graph.input("x", {batch, 2}), y = graph.input("y", {batch, 1});
//     return Training{mseLoss(linear(relu(linear(x, "fc1", 16)), "fc2", 1), y)};
//   });
//   ProgramState state = trainer.init(rng);
//   const BatchInput<float> inputs[] = {{"x", x}, {"y", y}};
//   TrainingInfo info = trainer.step(state, {32, inputs}, settings, key);
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"
#include "core/nn/gradient_program.h"
#include "core/nn/model.h"
#include "core/nn/optimiser.h"

namespace gradus {

/// What a builder declares for one batch size: a scalar loss that is a mean over the batch, and activations (ReLU
/// outputs) whose dead units are counted.
struct Training {
  Tensor loss;
  std::vector<Tensor> activations;
};
/// Must declare the same parameters for every batch size.
using BuildTraining = std::function<Training(Graph& graph, int64_t batch)>;

/// Parameters with an optimiser and live numbers of their own.
struct ParameterGroup {
  std::vector<std::string> prefixes;  // of the parameters' names
  OptimiserKind optimiser = OptimiserKind::sgd;
};

/// Changing any of these needs a new trainer.
struct TrainerParams {
  OptimiserKind optimiser = OptimiserKind::sgd;
  std::vector<ParameterGroup> groups;  // a parameter belongs to the first that fits, else to the main group
  std::vector<std::string> frozen;     // prefixes of names: neither gradient nor update
  bool watchDeadUnits = false;
};

template <typename T>
struct BatchInput {
  std::string_view name;
  const T* data = nullptr;  // row-major, of the declared shape
};
template <typename T>
struct BatchOf {
  int64_t size = 0;
  std::span<const BatchInput<T>> inputs;
};

/// Numerical events are flags: nothing is thrown, and a step that is not finite changes nothing.
struct TrainingInfo {
  double loss = 0;          // before the update, without penalties
  double gradientNorm = 0;  // over all parameters, before clipping
  double deadUnits = 0;     // share of all watched units; 0 unless watched
  bool finiteLoss = true, finiteGradient = true;
  bool finite() const { return finiteLoss && finiteGradient; }
};

template <typename T>
class TrainerOf {
 public:
  /// UserError for prefixes that no parameter has and parameters that differ between batch sizes.
  TrainerOf(TrainerParams params, BuildTraining build);
  TrainerOf(const TrainerOf&);
  TrainerOf& operator=(const TrainerOf&);
  TrainerOf(TrainerOf&&) noexcept;
  TrainerOf& operator=(TrainerOf&&) noexcept;
  ~TrainerOf();

  const Model& model() const;
  /// Parameters by their starts, moments zero.
  ProgramStateOf<T> init(const Rng& rng) const;
  /// A live number that the builder declared with graph.scalar (dropout probability); for all programs.
  void setScalar(const std::string& name, double value);

  /// One step on one batch. `settings` holds the main group's numbers, then those of params.groups (missing ones: the
  /// main group's). With several groups clipNorm is the main one's and acts on the norm over all of them.
  TrainingInfo step(ProgramStateOf<T>& state, const BatchOf<T>& batch, std::span<const TrainingSettings> settings,
                    uint64_t key = 0);
  TrainingInfo step(ProgramStateOf<T>& state, const BatchOf<T>& batch, const TrainingSettings& settings,
                    uint64_t key = 0) {
    return step(state, batch, std::span<const TrainingSettings>(&settings, 1), key);
  }
  /// One step with the gradient averaged over the parts, weighted by their sizes: gradient accumulation over
  /// micro-batches, or data-parallel training with one part a worker. Equal to step() on the joined batch up to
  /// rounding (without random layers and statistics over the batch); buffers are changed by each part in turn.
  TrainingInfo stepOfParts(ProgramStateOf<T>& state, std::span<const BatchOf<T>> parts,
                           std::span<const TrainingSettings> settings, uint64_t key = 0);
  /// Loss and gradient of a batch without a step.
  double gradient(const ProgramStateOf<T>& state, const BatchOf<T>& batch, std::span<T> gradient, uint64_t key = 0);
  /// The program that step() runs for this batch size.
  const ProgramOf<T>& programFor(int64_t batch);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
using Trainer = TrainerOf<float>;

}  // namespace gradus
