#pragma once
// Training a multilayer perceptron on a table while everything about it may change: points are painted, weights
// dragged, layers resized, features switched, optimiser and loss exchanged. One step is one minibatch of an epoch's
// shuffled order. The network's mathematics is core/nn/mlp.h; this file keeps the table, the split, the order of the
// minibatches and the changes of shape that keep what was learned.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/nn/mlp.h"
#include "core/nn/playground/features.h"

namespace gradus::playground {

enum class Task { binary, classes, regression };

/// Rows to learn from. x is row-major n x columns (as scaled), y the class index or the number to predict.
struct Samples {
  size_t columns = 2;
  int classCount = 2;  // 0 = regression
  std::vector<float> x, y;
  std::vector<uint8_t> validation;  // 1 = held out
  size_t rows() const { return y.size(); }
  template <typename Visitor>
  void fields(Visitor& v) {
    v("columns", columns);
    v("classCount", classCount);
    v("x", x);
    v("y", y);
    v("validation", validation);
  }
};

/// The shape of the model; changing any of it makes a new program.
struct Architecture {
  FeatureMask features;
  std::vector<int> hidden = {8, 8};
  Activation activation = Activation::tanh;
  OptimiserKind optimiser = OptimiserKind::sgd;
  LossKind loss = LossKind::bceLogits;
  Initialiser initialiser = Initialiser::torchDefault;
  bool dropout = false;
  template <typename Visitor>
  void fields(Visitor& v) {
    v("features", features);
    v("hidden", hidden);
    v("activation", activation);
    v("optimiser", optimiser);
    v("loss", loss);
    v("initialiser", initialiser);
    v("dropout", dropout);
  }
  bool operator==(const Architecture&) const = default;
};

/// Losses and shares over the whole set, made every `evaluate_every` steps.
struct Scores {
  double trainLoss = 0, validationLoss = 0;          // NaN where there are no rows
  double trainAccuracy = 0, validationAccuracy = 0;  // share right; regression: R^2
  template <typename Visitor>
  void fields(Visitor& v) {
    v("trainLoss", trainLoss);
    v("validationLoss", validationLoss);
    v("trainAccuracy", trainAccuracy);
    v("validationAccuracy", validationAccuracy);
  }
};

struct State {
  Architecture shape;
  MlpState net;
  std::shared_ptr<const Samples> table;
  std::vector<uint32_t> order;  // training rows in this epoch's order
  uint64_t cursor = 0;          // next position in `order`
  uint64_t epoch = 0;
  int64_t steps = 0;
  Scores scores;
  template <typename Visitor>
  void fields(Visitor& v) {
    v("shape", shape);
    v("net", net);
    v("table", table);
    v("order", order);
    v("cursor", cursor);
    v("epoch", epoch);
    v("steps", steps);
    v("scores", scores);
  }
};

Task taskOf(const Samples& table);
/// The model for a shape and a table.
MlpParams modelParams(const Architecture& shape, const Samples& table);
/// "auto" or a name of lossNames() -> the loss; throws UserError where it does not suit the task.
LossKind chooseLoss(std::string_view name, Task task);

/// The model with scratch of its own: derived from State, remade after a change of shape, never hashed or copied along.
class Model {
 public:
  Model() = default;
  Model(const Model&) {}
  Model& operator=(const Model&) {
    mlp_.reset();
    trainer_.reset();
    return *this;
  }
  const Mlp& mlp(const State& state) const;
  MlpTrainer& trainer(const State& state);
  void reset() {
    mlp_.reset();
    trainer_.reset();
  }
  std::vector<float> xs, ys;  // minibatch

 private:
  mutable std::optional<Mlp> mlp_;
  std::optional<MlpTrainer> trainer_;
};

/// Fresh weights, no steps taken.
void init(State& state, Model& model, Rng weights);
/// One minibatch of `batch` rows (at most all training rows). `epochOrder` is drawn from when an epoch begins.
StepInfo step(State& state, Model& model, int batch, const TrainingSettings& settings, uint64_t seed, Rng dropoutRng);
/// Scores over all rows.
Scores evaluate(const State& state, const Model& model);
/// The network's outputs for all rows as probabilities (binary: of class 1) or predicted numbers, n x outputs.
std::vector<float> predictions(const State& state, const Model& model);
/// Turns one raw output row into what `predictions` gives, in place.
void outputsToPredictions(const Architecture& shape, Task task, float* outputs, int count);

/// Changes the shape and keeps the weights of units and features that stay; new ones start as `rng` draws them.
/// Optimiser moments start anew.
void reshape(State& state, Model& model, const Architecture& shape, Rng rng);
/// Replaces the table (points painted, erased, moved); a new epoch begins.
void setTable(State& state, std::shared_ptr<const Samples> table);

}  // namespace gradus::playground
