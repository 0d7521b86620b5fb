#include "core/nn/playground/playground.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace gradus::playground {

Task taskOf(const Samples& table) {
  if (table.classCount == 0) return Task::regression;
  return table.classCount == 2 ? Task::binary : Task::classes;
}

LossKind chooseLoss(std::string_view name, Task task) {
  if (name == "auto") {
    return task == Task::binary ? LossKind::bceLogits : task == Task::classes ? LossKind::softmax : LossKind::halfMse;
  }
  if (name == "cross-entropy" && task == Task::binary) return LossKind::bceLogits;
  const LossKind kind = name == "squared" ? LossKind::halfMse : lossFromName(name);
  const bool needsClasses = kind == LossKind::softmax || kind == LossKind::bceLogits || kind == LossKind::hinge;
  if (needsClasses && task == Task::regression) {
    throw UserError({GRADUS_TR("The loss %1 needs classes; these data hold numbers. Choose squared or huber."),
                     {std::string(name)}});
  }
  if (kind == LossKind::hinge && task == Task::classes) {
    throw UserError(Text(GRADUS_TR("The hinge loss here is for two classes. Choose cross-entropy for more.")));
  }
  return kind;
}

MlpParams modelParams(const Architecture& shape, const Samples& table) {
  MlpParams params;
  params.inputs = static_cast<int>(table.columns == 2 ? countActive(shape.features) : table.columns);
  params.hidden = shape.hidden;
  params.outputs = taskOf(table) == Task::classes ? table.classCount : 1;
  params.activation = shape.activation;
  params.loss = shape.loss;
  params.optimiser = shape.optimiser;
  params.initialiser = shape.initialiser;
  params.dropout = shape.dropout;
  return params;
}

const Mlp& Model::mlp(const State& state) const {
  if (!mlp_) mlp_.emplace(modelParams(state.shape, *state.table));
  return *mlp_;
}

MlpTrainer& Model::trainer(const State& state) {
  if (!trainer_) trainer_.emplace(mlp(state));
  return *trainer_;
}

void init(State& state, Model& model, Rng weights) {
  model.reset();
  state.net = model.mlp(state).init(weights);
  state.steps = 0;
  setTable(state, state.table);
}

void setTable(State& state, std::shared_ptr<const Samples> table) {
  state.table = std::move(table);
  state.order.clear();
  state.cursor = 0;
}

namespace {

/// What the loss compares with: 0/1, -1/+1, a class index, one-hot classes or the number itself.
void writeTarget(const Architecture& shape, Task task, float y, int outputs, float* target) {
  if (task == Task::binary) {
    *target = shape.loss == LossKind::bceLogits ? y : 2 * y - 1;
  } else if (task == Task::classes && shape.loss != LossKind::softmax) {
    for (int c = 0; c < outputs; ++c) target[c] = c == static_cast<int>(y) ? 1.0F : 0.0F;
  } else {
    *target = y;
  }
}

int targetWidth(const Architecture& shape, Task task, int outputs) {
  return task == Task::classes && shape.loss != LossKind::softmax ? outputs : 1;
}

/// A new epoch: the training rows in an order drawn from (seed, epoch) alone, so that it does not depend on the batch
/// size.
void beginEpoch(State& state, uint64_t seed) {
  state.order.clear();
  for (size_t i = 0; i < state.table->rows(); ++i) {
    if (!state.table->validation[i]) state.order.push_back(static_cast<uint32_t>(i));
  }
  Rng rng(seed, "epoch order", state.epoch++);
  rng.shuffle(state.order);
  state.cursor = 0;
}

/// Loss of one row from its raw output; the same formulas as core/nn/loss.h, in double.
double rowLoss(const Architecture& shape, Task task, const float* z, float y, int outputs) {
  if (shape.loss == LossKind::softmax) {
    double largest = z[0], sum = 0;
    for (int c = 1; c < outputs; ++c) largest = std::max<double>(largest, z[c]);
    for (int c = 0; c < outputs; ++c) sum += std::exp(z[c] - largest);
    return largest + std::log(sum) - z[static_cast<int>(y)];
  }
  std::vector<float> many(task == Task::classes ? static_cast<size_t>(outputs) : 0);
  float one = 0;
  float* target = many.empty() ? &one : many.data();
  writeTarget(shape, task, y, outputs, target);
  double total = 0;
  for (int c = 0; c < outputs; ++c) {
    const double difference = static_cast<double>(z[c]) - target[c];
    switch (shape.loss) {
      case LossKind::bceLogits:
        total +=
            std::max<double>(z[c], 0) - static_cast<double>(z[c]) * target[c] + std::log1p(std::exp(-std::fabs(z[c])));
        break;
      case LossKind::hinge:
        total += std::max(0.0, 1 - static_cast<double>(target[c]) * z[c]);
        break;
      case LossKind::huber:
        total += std::fabs(difference) < 1 ? difference * difference / 2 : std::fabs(difference) - 0.5;
        break;
      case LossKind::mse:
        total += difference * difference;
        break;
      default:
        total += difference * difference / 2;
    }
  }
  return total / outputs;
}

std::vector<float> rawOutputs(const State& state, const Model& model) {
  const Mlp& mlp = model.mlp(state);
  const Samples& table = *state.table;
  const size_t inputs = static_cast<size_t>(mlp.params().inputs);
  std::vector<float> x(table.rows() * inputs), z(table.rows() * static_cast<size_t>(mlp.params().outputs));
  for (size_t i = 0; i < table.rows(); ++i)
    featuresOf(state.shape.features, {table.x.data() + i * table.columns, table.columns}, x.data() + i * inputs);
  MlpEvaluator(mlp).outputs(state.net, x.data(), table.rows(), z.data());
  return z;
}

int predictedClass(Task task, const float* z, int outputs) {
  if (task == Task::binary) return z[0] > 0 ? 1 : 0;
  return static_cast<int>(std::max_element(z, z + outputs) - z);
}

}  // namespace

StepInfo step(State& state, Model& model, int batch, const TrainingSettings& settings, uint64_t seed, Rng dropoutRng) {
  if (state.cursor >= state.order.size()) beginEpoch(state, seed);
  const Samples& table = *state.table;
  MlpTrainer& trainer = model.trainer(state);
  const MlpParams& params = trainer.mlp().params();
  const Task task = taskOf(table);
  const size_t inputs = static_cast<size_t>(params.inputs);
  const size_t width = static_cast<size_t>(targetWidth(state.shape, task, params.outputs));
  // The last minibatch of an epoch is filled up from the epoch's beginning, so that every step has one size.
  const size_t size = std::min<size_t>(static_cast<size_t>(batch), state.order.size());
  model.xs.resize(size * inputs);
  model.ys.resize(size * width);
  for (size_t b = 0; b < size; ++b) {
    const size_t row = state.order[(state.cursor + b) % state.order.size()];
    featuresOf(state.shape.features, {table.x.data() + row * table.columns, table.columns},
               model.xs.data() + b * inputs);
    writeTarget(state.shape, task, table.y[row], params.outputs, model.ys.data() + b * width);
  }
  state.cursor += size;
  ++state.steps;
  return trainer.step(state.net, {static_cast<int>(size), model.xs.data(), model.ys.data()}, settings, dropoutRng);
}

Scores evaluate(const State& state, const Model& model) {
  const std::vector<float> z = rawOutputs(state, model);
  const Samples& table = *state.table;
  const Task task = taskOf(table);
  const int outputs = model.mlp(state).params().outputs;
  double loss[2] = {}, right[2] = {}, sum[2] = {}, squares[2] = {}, residual[2] = {}, count[2] = {};
  for (size_t i = 0; i < table.rows(); ++i) {
    const int part = table.validation[i];
    const float* output = z.data() + i * static_cast<size_t>(outputs);
    loss[part] += rowLoss(state.shape, task, output, table.y[i], outputs);
    count[part] += 1;
    if (task == Task::regression) {
      sum[part] += table.y[i];
      squares[part] += static_cast<double>(table.y[i]) * table.y[i];
      residual[part] += (static_cast<double>(output[0]) - table.y[i]) * (static_cast<double>(output[0]) - table.y[i]);
    } else {
      right[part] += predictedClass(task, output, outputs) == static_cast<int>(table.y[i]);
    }
  }
  const auto share = [&](int part) {
    if (count[part] == 0) return std::numeric_limits<double>::quiet_NaN();
    if (task != Task::regression) return right[part] / count[part];
    const double total = squares[part] - sum[part] * sum[part] / count[part];  // R^2 = 1 - residual / total
    return total > 0 ? 1 - residual[part] / total : std::numeric_limits<double>::quiet_NaN();
  };
  const auto mean = [&](int part) {
    return count[part] > 0 ? loss[part] / count[part] : std::numeric_limits<double>::quiet_NaN();
  };
  return {mean(0), mean(1), share(0), share(1)};
}

void outputsToPredictions(const Architecture& shape, Task task, float* z, int count) {
  if (task == Task::regression) return;
  if (task == Task::binary) {
    *z = shape.loss == LossKind::bceLogits ? 1 / (1 + std::exp(-*z)) : std::clamp((*z + 1) / 2, 0.0F, 1.0F);
    return;
  }
  if (shape.loss != LossKind::softmax) return;
  const float largest = *std::max_element(z, z + count);
  float sum = 0;
  for (int c = 0; c < count; ++c) sum += z[c] = std::exp(z[c] - largest);
  for (int c = 0; c < count; ++c) z[c] /= sum;
}

std::vector<float> predictions(const State& state, const Model& model) {
  std::vector<float> z = rawOutputs(state, model);
  const int outputs = model.mlp(state).params().outputs;
  const Task task = taskOf(*state.table);
  for (size_t i = 0; i < state.table->rows(); ++i)
    outputsToPredictions(state.shape, task, z.data() + i * static_cast<size_t>(outputs), outputs);
  return z;
}

void reshape(State& state, Model& model, const Architecture& shape, Rng rng) {
  const Architecture oldShape = state.shape;
  const Mlp oldMlp = model.mlp(state);
  const MlpState oldNet = std::move(state.net);
  state.shape = shape;
  model.reset();
  const Mlp& mlp = model.mlp(state);
  state.net = mlp.init(rng);
  const auto& oldSizes = oldMlp.sizes();
  const auto& sizes = mlp.sizes();
  const bool sameDepth = oldSizes.size() == sizes.size();
  for (size_t layer = 0; layer + 1 < sizes.size(); ++layer) {
    // With another number of layers the first ones keep their weights and the output layer starts anew.
    const bool isOutput = layer + 2 == sizes.size(), wasOutput = layer + 2 >= oldSizes.size();
    if ((isOutput || wasOutput) && !sameDepth) break;
    for (size_t to = 0; to < static_cast<size_t>(std::min(sizes[layer + 1], oldSizes[layer + 1])); ++to) {
      mlp.setBias(state.net, layer, to, oldMlp.bias(oldNet, layer, to));
      if (layer == 0 && state.table->columns == 2) {
        for (size_t feature = 0; feature < shape.features.size(); ++feature) {
          const int before = activeIndex(oldShape.features, feature), now = activeIndex(shape.features, feature);
          if (before >= 0 && now >= 0)
            mlp.setWeight(state.net, 0, static_cast<size_t>(now), to,
                          oldMlp.weight(oldNet, 0, static_cast<size_t>(before), to));
        }
        continue;
      }
      for (size_t from = 0; from < static_cast<size_t>(std::min(sizes[layer], oldSizes[layer])); ++from) {
        mlp.setWeight(state.net, layer, from, to, oldMlp.weight(oldNet, layer, from, to));
      }
    }
  }
}

}  // namespace gradus::playground
