#pragma once
// Recurrent layers.
#include "core/compute/ops/sequence.h"
#include "tests/core/compute/random_ops/draw.h"

namespace gradus::testing {

inline Tensor randomRecurrent(Draw& d) {
  const auto cell = static_cast<RecurrentCell>(d.rng.below(4));
  const int64_t samples = d.between(1, 5), times = d.between(1, 5), units = d.between(1, 9),
                rows = gatesOf(cell) * units;
  RecurrentInputs inputs{.projected = d.tame(d.like({samples, times, rows})), .weight = d.tame(d.like({rows, units}))};
  if (cell == RecurrentCell::gru) inputs.bias = d.like({rows});
  if (d.coin()) {
    inputs.h0 = d.tame(d.like({samples, units}));
    if (cell == RecurrentCell::lstm) inputs.c0 = d.tame(d.like({samples, units}));
  }
  if (d.coin()) inputs.mask = greater(d.like({samples, times}), d.graph.constant(-0.3));
  inputs.reverse = d.coin();
  const RecurrentStates states = recurrent(cell, inputs);
  if (d.rng.below(3) == 0) {  // the first derivative is an op too
    const Tensor of[] = {inputs.weight};
    return gradients(mean(sin(states.h)), of)[0];
  }
  return states.c && d.coin() ? d.tame(states.c) : states.h;
}

inline Tensor randomCumulativeSum(Draw& d) {
  Tensor x = d.any();
  if (x.shape().rank() == 0) x = d.ofRank(3);
  return d.tame(cumulativeSum(d.tame(x), d.axisOf(x), d.coin()));
}

inline std::vector<RandomOp> sequenceRandomOps() {
  using enum OpKind;
  return {{"recurrent", {recurrent, recurrentGradient, part}, randomRecurrent},
          {"cumulative sum", {cumulativeSum}, randomCumulativeSum}};
}

}  // namespace gradus::testing
