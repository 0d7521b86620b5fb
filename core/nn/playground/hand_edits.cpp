#include "core/nn/playground/hand_edits.h"

#include <algorithm>

#include "core/base/error.h"

namespace gradus::playground {

void setWeight(State& state, const Model& model, size_t layer, int64_t from, size_t to, double value) {
  const Mlp& mlp = model.mlp(state);
  if (from < 0) {
    mlp.setBias(state.net, layer, to, value);
    return;
  }
  int64_t unit = from;
  if (layer == 0 && state.table->columns == 2) unit = activeIndex(state.shape.features, static_cast<size_t>(from));
  if (unit < 0) throw UserError(Text(GRADUS_TR("This feature is switched off: it has no weights.")));
  mlp.setWeight(state.net, layer, static_cast<size_t>(unit), to, value);
}

Architecture withUnits(const Architecture& shape, int64_t layer, int64_t units) {
  if (layer < 1 || layer > static_cast<int64_t>(shape.hidden.size()))
    throw UserError({GRADUS_TR("There is no hidden layer %1."), {std::to_string(layer)}});
  Architecture resized = shape;
  resized.hidden[static_cast<size_t>(layer - 1)] = static_cast<int>(std::clamp<int64_t>(units, 1, 64));
  return resized;
}

Architecture withFeatureSwitched(const Architecture& shape, size_t feature) {
  Architecture switched = shape;
  switched.features[feature] = !switched.features[feature];
  if (countActive(switched.features) == 0) throw UserError(Text(GRADUS_TR("The network needs at least one feature.")));
  return switched;
}

}  // namespace gradus::playground
