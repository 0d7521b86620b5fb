#pragma once
// The playground's network changed by hand in its picture.
#include "core/nn/playground/playground.h"

namespace gradus::playground {

/// The weight from tile `from` of `layer` (0 = features; -1: the bias) to unit `to` of the layer after it. Throws
/// UserError for a feature that is switched off.
void setWeight(State& state, const Model& model, size_t layer, int64_t from, size_t to, double value);
/// The shape with 1 to 64 units in hidden layer `layer` (1 = the first). Throws UserError if there is no such layer.
Architecture withUnits(const Architecture& shape, int64_t layer, int64_t units);
/// The shape with one feature of the plane switched on or off. Throws UserError if none would be left.
Architecture withFeatureSwitched(const Architecture& shape, size_t feature);

}  // namespace gradus::playground
