#pragma once
// Limited-memory BFGS: d = -H g, H from the last `history` pairs s = x' - x, y = g' - g by the two-loop recursion
// (Nocedal 1980; Nocedal, Wright 2006, algorithms 7.4 and 7.5), scaled by s . y / y . y. Settings and rules for ending
// are PyTorch's torch.optim.LBFGS, whose traces it follows: one call of lbfgsStep is one step with max_iter iterations.
#include <cstdint>
#include <vector>

#include "core/optimize/objective.h"

namespace gradus {

struct LbfgsParams {
  double learningRate = 1;
  int iterations = 20;  // PyTorch's max_iter: at most so many in a step
  int evaluations = 0;  // max_eval; 0: iterations * 5 / 4
  double gradientTolerance = 1e-7, changeTolerance = 1e-9;
  int history = 10;  // PyTorch's default is 100
  bool strongWolfe = true;
};

struct LbfgsState {
  std::vector<double> x;
  std::vector<std::vector<double>> s, y;    // oldest first
  std::vector<double> direction, gradient;  // of the last iteration
  double stepLength = 0;
  uint64_t iteration = 0;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("x", x);
    v("s", s);
    v("y", y);
    v("direction", direction);
    v("gradient", gradient);
    v("stepLength", stepLength);
    v("iteration", iteration);
  }
  bool operator==(const LbfgsState&) const = default;
};

/// One step from state.x (to be set before the first). `value` of the result is f BEFORE the step's last move if no
/// line search looked at the new point, as in PyTorch.
OptimizeInfo lbfgsStep(LbfgsState& state, const Objective& f, const LbfgsParams& params);

}  // namespace gradus
