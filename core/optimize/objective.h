#pragma once
// What the deterministic methods of this folder minimise: a function of a flat vector with its gradient.
#include <cmath>
#include <functional>
#include <span>
#include <vector>

namespace gradus {

/// f(x); writes df/dx. Called with vectors of equal length. A value that is not finite is allowed: line searches step
/// back from it, the other methods report it.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;
/// out = H(x) v, H the matrix of second derivatives (or an approximation).
using HessianProduct = std::function<void(std::span<const double> x, std::span<const double> v, std::span<double> out)>;

/// What a step of a method reports.
struct OptimizeInfo {
  double value = 0;            // f after the step
  double gradientLargest = 0;  // largest |df/dx_i| after the step
  double stepLength = 0;       // t of x += t d
  int evaluations = 0;         // of f and its gradient
  int innerIterations = 0;     // conjugate gradients, damping
  bool converged = false;      // nothing more to gain within the tolerances: x did not or hardly move
  bool finite = true;          // false: f or its gradient is not finite; x is unchanged
};

namespace optimize {

inline double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
inline double largest(std::span<const double> a) {
  double most = 0;
  for (const double x : a) most = std::isnan(x) ? x : std::max(most, std::abs(x));
  return most;
}
/// y += s x
inline void addScaled(double s, std::span<const double> x, std::span<double> y) {
  for (size_t i = 0; i < y.size(); ++i) y[i] += s * x[i];
}

}  // namespace optimize

}  // namespace gradus
