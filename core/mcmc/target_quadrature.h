#pragma once
// Moments and marginals of a density of the plane by the trapezoidal rule, for targets without closed forms and to
// check those that have them.
#include "core/base/matrix.h"
#include "core/mcmc/plane.h"
#include "core/mcmc/targets.h"

namespace gradus {

struct GridMarginals {
  PlaneExtent extent;
  std::vector<double> x, y;                  // grid points
  std::vector<double> marginalX, marginalY;  // normalised to integral 1 over the extent
  TargetMoments moments;
};

/// Integrates exp(log f) over `extent` on a points x points grid (points >= 2). The log density need not be normalised.
GridMarginals integrateOnGrid(const Target& target, const PlaneExtent& extent, size_t points = 601);

/// Linear interpolation of `values` at the ascending, evenly spaced points `at`; 0 outside.
double interpolate(const std::vector<double>& at, const std::vector<double>& values, double x);

}  // namespace gradus
