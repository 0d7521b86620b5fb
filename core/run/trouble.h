#pragma once
// The usual ways in which a run leaves the finite numbers, reported in the same words by every demo.
#include "core/run/experiment.h"

namespace gradus {

/// The loss of a network overflowed at this learning rate (the setting `learning_rate`).
void trainingDiverged(StepContext& context, double learningRate);
/// Squares of the data overflowed; standardising them (the setting `scaling`) helps. `quantity`: "the inertia".
void squaresOverflowed(StepContext& context, Text quantity);

}  // namespace gradus
