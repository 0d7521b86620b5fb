#pragma once
// Posterior of a straight line y = intercept + slope x + noise: Gaussian noise of known sigma, flat priors. sigma is
// estimated from the residuals (N - 2). The posterior is then exactly normal around the least-squares line, which is
// what a sampler's draws can be compared with.
//   log p(a, b | x, y) = -1/(2 sigma^2) sum_i (y_i - a - b x_i)^2 + constant        (Gelman et al. 2013, section 14.2)
// The sampler works in standardised parameters z1 = (a - a_hat)/sd_a, z2 = (b - b_hat)/sd_b, so that a proposal of
// width 1 is sensible whatever the units of the data.
#include <array>
#include <cstdint>
#include <span>

namespace gradus {

struct LineFit {
  int64_t rows = 0;
  double meanX = 0;
  double sumSquaresX = 0;  // sum (x - meanX)^2
  double residualSum = 0;  // sum of squared residuals of the least-squares line
  double sigma = 0;        // sqrt(residualSum / (rows - 2))
  double intercept = 0;    // posterior mean
  double slope = 0;        // posterior mean
  double interceptSd = 0;  // posterior standard deviation
  double slopeSd = 0;      // posterior standard deviation
  double correlation = 0;  // of intercept and slope

  template <typename Visitor>
  void fields(Visitor& v) {
    v("rows", rows);
    v("mean_x", meanX);
    v("sum_squares_x", sumSquaresX);
    v("residual_sum", residualSum);
    v("sigma", sigma);
    v("intercept", intercept);
    v("slope", slope);
    v("intercept_sd", interceptSd);
    v("slope_sd", slopeSd);
    v("correlation", correlation);
  }
};

/// Throws UserError for fewer than 3 rows, values that are not finite, an x that never changes, or points that lie
/// exactly on a line (sigma = 0: no posterior to sample). Equal lengths.
LineFit fitLine(std::span<const double> x, std::span<const double> y);

/// log of the unnormalised posterior of the standardised parameters; from sufficient statistics, so independent of N.
double lineLogPosterior(const LineFit& fit, double z1, double z2);

/// Standardised parameters to {intercept, slope}.
std::array<double, 2> lineFromStandardised(const LineFit& fit, double z1, double z2);
/// {intercept, slope} to standardised parameters.
std::array<double, 2> lineToStandardised(const LineFit& fit, double intercept, double slope);

}  // namespace gradus
