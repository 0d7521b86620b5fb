// The model as a value: layout, initial weights, hand edits.
#include "core/nn/mlp.h"

#include <cmath>

#include "core/base/error.h"

namespace gradus {

namespace {

void check(const MlpParams& params) {
  if (params.inputs < 1)
    throw UserError({GRADUS_TR("The network has %1 inputs; it needs at least one."), {std::to_string(params.inputs)}});
  if (params.outputs < 1)
    throw UserError(
        {GRADUS_TR("The network has %1 outputs; it needs at least one."), {std::to_string(params.outputs)}});
  for (size_t l = 0; l < params.hidden.size(); ++l) {
    if (params.hidden[l] >= 1) continue;
    throw UserError({GRADUS_TR("Hidden layer %1 has %2 units; give each hidden layer at least one."),
                     {std::to_string(l + 1), std::to_string(params.hidden[l])}});
  }
  if (params.loss == LossKind::softmax && params.outputs < 2) {
    throw UserError({GRADUS_TR("Cross-entropy needs one output per class, at least two; the network has %1."),
                     {std::to_string(params.outputs)}});
  }
  if (params.timeFrequencies < 0)
    throw UserError({GRADUS_TR("The number of time frequencies is %1; it can't be negative."),
                     {std::to_string(params.timeFrequencies)}});
}

}  // namespace

Mlp::Mlp(MlpParams params) {
  check(params);
  auto shared = std::make_shared<Shared>();
  shared->sizes.push_back(params.inputs + 2 * params.timeFrequencies);
  shared->sizes.insert(shared->sizes.end(), params.hidden.begin(), params.hidden.end());
  shared->sizes.push_back(params.outputs);
  for (size_t l = 0; l + 1 < shared->sizes.size(); ++l) {
    const int64_t in = shared->sizes[l], out = shared->sizes[l + 1];
    const std::string name = "layer" + std::to_string(l + 1);
    for (const bool isWeight : {true, false}) {
      const Shape shape{out, isWeight ? in : 1};
      const auto count = static_cast<size_t>(shape.count());
      shared->parameters.push_back({name + (isWeight ? ".weight" : ".bias"), shape, shared->count, count, isWeight});
      shared->count += count;
    }
  }
  shared->params = std::move(params);
  shared_ = std::move(shared);
}

size_t Mlp::multiplyAdds() const {
  size_t sum = 0;
  for (size_t l = 0; l < layers(); ++l) sum += static_cast<size_t>(sizes()[l]) * static_cast<size_t>(sizes()[l + 1]);
  return sum;
}

template <typename T>
MlpStateOf<T> Mlp::initAs(Rng rng) const {
  MlpStateOf<T> state;
  state.parameters.assign(parameterCount(), T(0));
  state.moments.assign(parameterCount() * static_cast<size_t>(momentCount(params().optimiser)), T(0));
  for (size_t l = 0; l < layers(); ++l) {
    const ParameterInfo &weight = parameters()[2 * l], &bias = parameters()[2 * l + 1];
    const auto in = static_cast<size_t>(sizes()[l]), out = static_cast<size_t>(sizes()[l + 1]);
    Rng layerRng = rng.split(l);  // a layer's weights do not depend on the sizes of the others
    fillWeights<T>(params().initialiser, in, out, {state.parameters.data() + weight.offset, weight.count}, layerRng);
    fillBiases<T>(params().initialiser, in, {state.parameters.data() + bias.offset, bias.count}, layerRng);
  }
  return state;
}
template MlpStateOf<float> Mlp::initAs<float>(Rng) const;
template MlpStateOf<double> Mlp::initAs<double>(Rng) const;

size_t Mlp::weightIndex(size_t layer, size_t from, size_t to) const {
  if (layer >= layers() || from >= static_cast<size_t>(sizes()[layer]) ||
      to >= static_cast<size_t>(sizes()[layer + 1])) {
    throw UserError({GRADUS_TR("There is no weight from unit %1 to unit %2 of layer %3."),
                     {std::to_string(from), std::to_string(to), std::to_string(layer + 1)}});
  }
  return parameters()[2 * layer].offset + to * static_cast<size_t>(sizes()[layer]) + from;
}

size_t Mlp::biasIndex(size_t layer, size_t to) const {
  if (layer >= layers() || to >= static_cast<size_t>(sizes()[layer + 1])) {
    throw UserError(
        {GRADUS_TR("There is no bias of unit %1 in layer %2."), {std::to_string(to), std::to_string(layer + 1)}});
  }
  return parameters()[2 * layer + 1].offset + to;
}

float Mlp::weight(const MlpState& state, size_t layer, size_t from, size_t to) const {
  return state.parameters[weightIndex(layer, from, to)];
}
float Mlp::bias(const MlpState& state, size_t layer, size_t to) const {
  return state.parameters[biasIndex(layer, to)];
}

namespace {
float finite(double value) {
  if (std::isfinite(static_cast<float>(value))) return static_cast<float>(value);
  throw UserError({GRADUS_TR("A weight must be a finite number, not %1."), {numberText(value)}});
}
}  // namespace

void Mlp::setWeight(MlpState& state, size_t layer, size_t from, size_t to, double value) const {
  state.parameters[weightIndex(layer, from, to)] = finite(value);
}
void Mlp::setBias(MlpState& state, size_t layer, size_t to, double value) const {
  state.parameters[biasIndex(layer, to)] = finite(value);
}

}  // namespace gradus
