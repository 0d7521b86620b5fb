#pragma once
// The compiled steps behind TrainerOf. Internal to core/nn.
#include <span>
#include <string>
#include <vector>

#include "core/nn/training.h"

namespace gradus {

/// A program that ends with updates, one per group of parameters, and the slots of their live numbers.
template <typename T>
struct StepProgram {
  int64_t batch = 0;
  ExecutorOf<T> executor;
  std::vector<int> firstScalar;  // by group; -1: it has no parameters
  bool clipsAll = false;         // by the norm over all groups

  void set(std::span<const TrainingSettings> settings);
};

/// Forward, gradients and updates. Outputs: loss, with several groups the norm, then dead units if watched.
template <typename T>
StepProgram<T> makeStep(Graph& graph, const Training& training, const TrainerParams& params, int64_t batch);
/// The updates alone: gradients come as inputs "gradient.<name>". Output with several groups: the norm.
template <typename T>
StepProgram<T> makeApply(const Model& model, const TrainerParams& params);

OptimiserKind optimiserOf(const TrainerParams& params, size_t group);

}  // namespace gradus
