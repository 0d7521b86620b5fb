#pragma once
// Multilayer perceptron a_{k+1} = phi(W_k a_k + b_k) as an immutable model (`Mlp`), its learned values (`MlpState`), a
// trainer (one minibatch step) and an evaluator (all activations at many points). With `timeFrequencies` > 0 it is the
// noise predictor of a diffusion model: the input is [x, sin(t f), cos(t f)] with f_j = 10000^(-j / (n - 1)).
// Gradients: Rumelhart, Hinton, Williams 1986, made by the compute engine from the ops' rules.
//
//   Mlp mlp({.inputs = 2, .hidden = {8, 8}, .outputs = 1, .activation = Activation::tanh});
//   MlpState state = mlp.init(rng);                                     // copyable, hashable (fields), what keyframes
//   hold MlpTrainer trainer(mlp);                                            // scratch only; copyable, never hashed
//   StepInfo info = trainer.step(state, {10, x, y}, settings, rng);     // forward, backward, penalties, clip, update
//   MlpEvaluator evaluator(mlp);
//   evaluator.activations(state, grid, 65536, out);                     // const, thread-safe on its own copy of the
//   state
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/compute/program.h"
#include "core/nn/activation.h"
#include "core/nn/initialiser.h"
#include "core/nn/loss.h"
#include "core/nn/optimiser.h"

namespace gradus {

/// Changing any of these needs a new model. Errors (no inputs, a layer without units, ...) are UserErrors.
struct MlpParams {
  int inputs = 2;
  std::vector<int> hidden = {8, 8};  // may be empty
  int outputs = 1;                   // for softmax: the number of classes (>= 2)
  Activation activation = Activation::tanh;
  Activation outputActivation = Activation::identity;
  LossKind loss = LossKind::halfMse;
  OptimiserKind optimiser = OptimiserKind::sgd;
  Initialiser initialiser = Initialiser::torchDefault;
  int timeFrequencies = 0;  // > 0: noise predictor, every batch has times t as well
  bool dropout = false;     // compiled in; the probability is live (TrainingSettings::dropout)
};

/// parameters: "layer1.weight" [out, in], "layer1.bias" [out, 1], "layer2.weight", ... in this order, row-major.
template <typename T>
using MlpStateOf = ProgramStateOf<T>;
using MlpState = MlpStateOf<float>;

/// One minibatch, row-major, not copied: must stay valid during the call.
template <typename T>
struct MlpBatchOf {
  int size = 0;
  const T* x = nullptr;       // [size, inputs]
  const T* target = nullptr;  // [size, outputs]; for softmax [size] class indices 0, 1, ...
  const T* time = nullptr;    // [size], models with timeFrequencies only
};
using MlpBatch = MlpBatchOf<float>;

/// What a viewer wants to know of the last step.
struct StepInfo {
  double loss = 0;          // mean loss of the minibatch before the update, without penalties
  double gradientNorm = 0;  // before clipping, penalties included
  bool finite = true;       // false: loss or gradient not finite; the update was not applied
};

/// All units' values at `count` points: layers[l][unit * count + i], l = 0 for the first hidden layer, the last entry
/// is the output (after its activation). A unit's values are contiguous: its own map.
struct MlpActivations {
  size_t count = 0;
  std::vector<std::vector<float>> layers;
  std::span<const float> unit(size_t layer, size_t unit) const { return {layers[layer].data() + unit * count, count}; }
  std::span<const float> output(size_t unit = 0) const { return this->unit(layers.size() - 1, unit); }
};

/// Immutable description and layout; cheap to copy (shared).
class Mlp {
 public:
  explicit Mlp(MlpParams params);

  const MlpParams& params() const { return shared_->params; }
  /// Units per layer from the network's first product on: {inputs (with embedding), hidden..., outputs}.
  const std::vector<int>& sizes() const { return shared_->sizes; }
  size_t layers() const { return shared_->sizes.size() - 1; }  // dense layers
  const std::vector<ParameterInfo>& parameters() const { return shared_->parameters; }
  size_t parameterCount() const { return shared_->count; }
  /// Multiply-adds of one forward pass of one sample.
  size_t multiplyAdds() const;

  MlpState init(Rng rng) const { return initAs<float>(rng); }
  template <typename T>
  MlpStateOf<T> initAs(Rng rng) const;

  /// Place of a weight in state.parameters; layer counts from 0 (= "layer1"), from = input unit, to = output unit.
  size_t weightIndex(size_t layer, size_t from, size_t to) const;
  size_t biasIndex(size_t layer, size_t to) const;
  float weight(const MlpState& state, size_t layer, size_t from, size_t to) const;
  float bias(const MlpState& state, size_t layer, size_t to) const;
  /// Hand edits. UserError for a layer or unit that is not there or a value that is not finite.
  void setWeight(MlpState& state, size_t layer, size_t from, size_t to, double value) const;
  void setBias(MlpState& state, size_t layer, size_t to, double value) const;

 private:
  struct Shared {
    MlpParams params;
    std::vector<int> sizes;
    std::vector<ParameterInfo> parameters;
    size_t count = 0;
  };
  std::shared_ptr<const Shared> shared_;
};

/// Takes training steps. Compiles a program for each batch size it meets (under a millisecond) and keeps the last few;
/// a step of a known size allocates nothing. Copies are independent; not for two threads at once.
template <typename T>
class MlpTrainerOf {
 public:
  explicit MlpTrainerOf(Mlp mlp);
  MlpTrainerOf(const MlpTrainerOf&);
  MlpTrainerOf& operator=(const MlpTrainerOf&);
  MlpTrainerOf(MlpTrainerOf&&) noexcept;
  MlpTrainerOf& operator=(MlpTrainerOf&&) noexcept;
  ~MlpTrainerOf();

  /// One optimiser step on the batch. `settings.optimiser.kind` must be that of the model. Draws from `rng` only if the
  /// model has dropout.
  StepInfo step(MlpStateOf<T>& state, const MlpBatchOf<T>& batch, const TrainingSettings& settings, Rng& rng);
  StepInfo step(MlpStateOf<T>& state, const MlpBatchOf<T>& batch, const TrainingSettings& settings);
  /// Gradients of the last step (penalties included, clipped), in the layout of state.parameters.
  std::span<const T> gradients() const;
  const Mlp& mlp() const;
  const ProgramOf<T>& programFor(int batch);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
using MlpTrainer = MlpTrainerOf<float>;

/// Fast forward passes over many points, in blocks that stay in the cache, over the current WorkerPool if there is one.
/// Const calls are thread-safe (each call takes its own scratch).
class MlpEvaluator {
 public:
  explicit MlpEvaluator(Mlp mlp);
  MlpEvaluator(const MlpEvaluator&);
  MlpEvaluator& operator=(const MlpEvaluator&);
  ~MlpEvaluator();

  /// Every unit at every point. x [count, inputs] row-major; time [count] for models with time.
  void activations(const MlpState& state, const float* x, size_t count, MlpActivations& out,
                   const float* time = nullptr) const;
  /// Outputs only, row-major [count, outputs] (no softmax: logits for classifiers). Fast path for sampling.
  void outputs(const MlpState& state, const float* x, size_t count, float* out, const float* time = nullptr) const;
  /// The same with one time for all points (a reverse diffusion step).
  void outputsAt(const MlpState& state, const float* x, size_t count, float time, float* out) const;
  /// Mean loss over `count` rows (targets as in MlpBatch); dropout off, penalties not included.
  double loss(const MlpState& state, const float* x, const float* target, size_t count,
              const float* time = nullptr) const;
  const Mlp& mlp() const;

 private:
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

}  // namespace gradus
