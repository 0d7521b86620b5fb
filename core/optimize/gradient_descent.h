#pragma once
// Full-batch gradient descent x -= t g (Cauchy 1847), t fixed or by Armijo's backtracking from twice the step before.
#include "core/optimize/objective.h"

namespace gradus {

struct GradientDescentParams {
  double learningRate = 0.1;  // fixed t, or the first trial
  bool lineSearch = true;
  double gradientTolerance = 1e-8;
};

struct GradientDescentState {
  std::vector<double> x;
  double stepLength = 0;  // of the step before; 0: none yet

  template <typename Visitor>
  void fields(Visitor& v) {
    v("x", x);
    v("stepLength", stepLength);
  }
  bool operator==(const GradientDescentState&) const = default;
};

OptimizeInfo gradientDescentStep(GradientDescentState& state, const Objective& f, const GradientDescentParams& params);

}  // namespace gradus
