#pragma once
// Step lengths along a direction d of descent: phi(t) = f(x + t d).
//   Armijo        phi(t) <= phi(0) + c1 t phi'(0), halving t                    (Armijo 1966)
//   strong Wolfe  Armijo and |phi'(t)| <= c2 |phi'(0)|                          (Wolfe 1969; Nocedal, Wright 2006,
//                 bracket, then zoom with the minimum of the cubic               algorithms 3.5 and 3.6, equation 3.59)
// Bounds of the interpolation and the guard against slow zooming are Schmidt's (minFunc 2005), which PyTorch's L-BFGS
// uses too, so that the traces agree.
#include <span>
#include <vector>

#include "core/optimize/objective.h"

namespace gradus {

struct LineSearchResult {
  double t = 0, value = 0;       // step length and f(x + t d)
  std::vector<double> gradient;  // there
  int evaluations = 0;
  bool accepted = false;  // the conditions hold; otherwise the best found
};

/// From t down by halves, at most `most` times. `slope` = d . gradient at x, negative.
LineSearchResult armijoSearch(const Objective& f, std::span<const double> x, std::span<const double> d, double t,
                              double value, double slope, double c1 = 1e-4, int most = 50);

struct WolfeParams {
  double c1 = 1e-4, c2 = 0.9;
  double tolerance = 1e-9;  // brackets narrower than this are not divided
  int most = 25;            // evaluations
};
LineSearchResult wolfeSearch(const Objective& f, std::span<const double> x, std::span<const double> d, double t,
                             double value, std::span<const double> gradient, double slope,
                             const WolfeParams& params = {});

/// Minimum in [low, high] of the cubic with values f1, f2 and slopes g1, g2 at x1, x2; the middle if it has none.
double cubicMinimum(double x1, double f1, double g1, double x2, double f2, double g2, double low, double high);

}  // namespace gradus
