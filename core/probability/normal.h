#pragma once
// The normal distribution: density, distribution function and quantile.
#include <span>

namespace gradus {

/// log of N(x; mean, sd^2). sd > 0.
double normalLogDensity(double x, double mean = 0, double sd = 1);
/// Density of N(mean, sd^2) at x. sd > 0.
double normalDensity(double x, double mean = 0, double sd = 1);
/// P(Z <= x) of the standard normal.
double normalCdf(double x);
/// The x with P(Z <= x) = p, accurate to a few units in the last place for p in (0, 1); +-infinity at 0 and 1.
double normalQuantile(double p);

/// log N(x; mean, sd^2 I) over all entries. Equal lengths.
double isotropicNormalLogDensity(std::span<const double> x, std::span<const double> mean, double sd);
/// KL(N(mean1, var1 I) || N(mean2, var2 I)) in nats, over all entries of the mean; variances > 0.
///   KL = sum_j ( log(var2/var1) + (var1 + (mean1_j - mean2_j)^2) / var2 - 1 ) / 2
double isotropicNormalKl(std::span<const double> mean1, double var1, std::span<const double> mean2, double var2);

}  // namespace gradus
