// Quantile: the rational start of Abramowitz and Stegun (1964), equation 26.2.23 (error below 4.5e-4), then two steps
// of Halley's iteration on P(Z <= x) = p, each of which triples the number of right digits.
#include "core/probability/normal.h"

#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace gradus {

namespace {
const double logSqrtTwoPi = 0.5 * std::log(2 * std::numbers::pi);

// Lower half only: 0 < p <= 1/2.
double lowerQuantile(double p) {
  const double t = std::sqrt(-2 * std::log(p));
  double x = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (int i = 0; i < 2; ++i) {
    const double u = (normalCdf(x) - p) / normalDensity(x);
    x -= u / (1 + 0.5 * x * u);
  }
  return x;
}
}  // namespace

double normalLogDensity(double x, double mean, double sd) {
  assert(sd > 0);
  const double z = (x - mean) / sd;
  return -0.5 * z * z - std::log(sd) - logSqrtTwoPi;
}

double normalDensity(double x, double mean, double sd) {
  return std::exp(normalLogDensity(x, mean, sd));
}

double normalCdf(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

double normalQuantile(double p) {
  if (std::isnan(p) || p < 0 || p > 1) return std::numeric_limits<double>::quiet_NaN();
  if (p == 0) return -std::numeric_limits<double>::infinity();
  if (p == 1) return std::numeric_limits<double>::infinity();
  return p <= 0.5 ? lowerQuantile(p) : -lowerQuantile(1 - p);
}

double isotropicNormalLogDensity(std::span<const double> x, std::span<const double> mean, double sd) {
  assert(x.size() == mean.size());
  double sum = 0;
  for (size_t j = 0; j < x.size(); ++j) sum += normalLogDensity(x[j], mean[j], sd);
  return sum;
}

double isotropicNormalKl(std::span<const double> mean1, double var1, std::span<const double> mean2, double var2) {
  assert(mean1.size() == mean2.size() && var1 > 0 && var2 > 0);
  // log(var2/var1) + var1/var2 - 1 loses all digits when the variances nearly agree; with r = var1/var2 - 1 it is
  // r - log1p(r).
  const double r = (var1 - var2) / var2;
  const double perEntry = r - std::log1p(r);
  double sum = 0;
  for (size_t j = 0; j < mean1.size(); ++j) sum += perEntry + (mean1[j] - mean2[j]) * (mean1[j] - mean2[j]) / var2;
  return 0.5 * sum;
}

}  // namespace gradus
