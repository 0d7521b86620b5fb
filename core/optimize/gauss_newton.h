#pragma once
// Least squares f(x) = |r(x)|^2 / 2 by Gauss-Newton with Levenberg's damping (Levenberg 1944; Marquardt 1963):
// (J' J + lambda I) d = -J' r; lambda falls by 3 after a step that lowers f and grows by 2 until one does. lambda 0 and
// no growth: pure Gauss-Newton.
#include <functional>
#include <span>
#include <vector>

#include "core/base/matrix.h"
#include "core/optimize/objective.h"

namespace gradus {

/// Writes the residuals r(x) and J, J(i, j) = dr_i / dx_j, both of the size given.
using Residuals = std::function<void(std::span<const double> x, std::span<double> r, Matrix& jacobian)>;

struct GaussNewtonParams {
  size_t residuals = 0;   // how many
  double damping = 1e-3;  // first lambda; 0: undamped steps
  double gradientTolerance = 1e-10;
  int mostDampings = 30;  // growths of lambda within a step
};

struct GaussNewtonState {
  std::vector<double> x;
  double damping = -1;  // below 0: not begun

  template <typename Visitor>
  void fields(Visitor& v) {
    v("x", x);
    v("damping", damping);
  }
  bool operator==(const GaussNewtonState&) const = default;
};

OptimizeInfo gaussNewtonStep(GaussNewtonState& state, const Residuals& residuals, const GaussNewtonParams& params);

}  // namespace gradus
