#pragma once
// Newton's method x -= t H^-1 g (Nocedal, Wright 2006, section 3.3) with a dense Hessian or with products H v alone
// (truncated conjugate gradients, the same, algorithm 7.1), and its form for generalised linear models: iteratively
// reweighted least squares, w = (X' S X)^-1 X' S z, S = diag p (1 - p), z = X w + S^-1 (y - p) (Green 1984; Bishop
// 2006, equation 4.99).
#include <span>
#include <vector>

#include "core/base/matrix.h"
#include "core/optimize/objective.h"

namespace gradus {

struct NewtonParams {
  double learningRate = 1;  // t, or the first trial of the line search
  bool lineSearch = false;  // Armijo; a direction that does not descend is replaced by -g
  double damping = 0;       // added to the diagonal of H
  double gradientTolerance = 1e-9;
  int innerIterations = 0;        // conjugate gradients: at most so many; 0: twice the number of unknowns
  double innerTolerance = 1e-10;  // relative residual at which they end
};

/// Rows of H at x by products with unit vectors, made symmetric.
Matrix denseHessian(const HessianProduct& product, std::span<const double> x);

/// One step with the dense Hessian. `converged` also if H is singular (x is unchanged then).
OptimizeInfo newtonStep(std::vector<double>& x, const Objective& f, const HessianProduct& product,
                        const NewtonParams& params);
/// One step with conjugate gradients; negative curvature ends them at the direction found so far.
OptimizeInfo newtonCgStep(std::vector<double>& x, const Objective& f, const HessianProduct& product,
                          const NewtonParams& params);

struct IrlsInfo {
  double change = 0;      // largest change of a weight
  double deviance = 0;    // -2 log likelihood before the step
  bool singular = false;  // weights of the rows vanished or columns depend on each other: w is unchanged
};
/// One step of logistic regression: x [n, k] (with a column of ones for the intercept), y in {0, 1}, w [k]; ridge adds
/// ridge / 2 |w|^2.
IrlsInfo irlsStep(std::vector<double>& w, const Matrix& x, std::span<const double> y, double ridge = 0);

}  // namespace gradus
