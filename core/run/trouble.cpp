#include "core/run/trouble.h"

namespace gradus {

void trainingDiverged(StepContext& context, double learningRate) {
  context.diverged(
      GRADUS_TR("the training loss"), "learning_rate",
      {GRADUS_TR("A learning rate of %1 makes steps that overshoot. Lower it."), {numberText(learningRate)}});
}

void squaresOverflowed(StepContext& context, Text quantity) {
  context.diverged(std::move(quantity), "scaling",
                   GRADUS_TR("The numbers are too large to be squared. Standardise them."));
}

}  // namespace gradus
