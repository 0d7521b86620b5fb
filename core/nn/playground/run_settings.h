#pragma once
// The playground's settings as parameters of the network and of its training.
#include "core/nn/playground/playground.h"
#include "core/run/setting.h"

namespace gradus::playground {

TrainingSettings trainingOf(const Settings& settings);
/// The network the settings ask for on this table. Throws UserError for unknown features or a loss that does not suit.
Architecture shapeOf(const Settings& settings, const Samples& table);

}  // namespace gradus::playground
