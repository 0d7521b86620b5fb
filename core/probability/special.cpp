// Incomplete gamma: the power series below x = a + 1 and the continued fraction (modified Lentz) above it, Abramowitz
// and Stegun (1964) 6.5.29 and 6.5.31. Kolmogorov: 2 sum_k (-1)^(k-1) exp(-2 k^2 t^2) at t = d (sqrt(n) + 0.12 +
// 0.11/sqrt(n)).
#include "core/probability/special.h"

#include <cassert>
#include <cmath>
#include <limits>

namespace gradus {

namespace {
double seriesP(double a, double x) {
  double term = 1 / a, sum = term;
  for (int n = 1; n < 10000 && std::fabs(term) > std::fabs(sum) * 1e-17; ++n) sum += term *= x / (a + n);
  return sum * std::exp(-x + a * std::log(x) - std::lgamma(a));
}

double fractionQ(double a, double x) {
  const double tiny = std::numeric_limits<double>::min();
  double b = x + 1 - a, c = 1 / tiny, d = 1 / b, h = d;
  for (int i = 1; i < 10000; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::fabs(d) < tiny) d = tiny;
    c = b + an / c;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1 / d;
    const double factor = d * c;
    h *= factor;
    if (std::fabs(factor - 1) < 1e-16) break;
  }
  return h * std::exp(-x + a * std::log(x) - std::lgamma(a));
}
}  // namespace

double regularisedGammaQ(double a, double x) {
  assert(a > 0 && x >= 0);
  if (x == 0) return 1;
  return x < a + 1 ? 1 - seriesP(a, x) : fractionQ(a, x);
}

double chiSquareSurvival(double x, double degrees) {
  return regularisedGammaQ(0.5 * degrees, 0.5 * x);
}

double kolmogorovSurvival(double d, size_t n) {
  const double root = std::sqrt(static_cast<double>(n));
  const double t = d * (root + 0.12 + 0.11 / root);
  if (t < 0.2) return 1;  // the alternating series only settles above; the value is 1 to twelve digits here
  double sum = 0;
  for (int k = 1; k <= 100; ++k) sum += (k % 2 ? 2 : -2) * std::exp(-2.0 * k * k * t * t);
  return sum;
}

}  // namespace gradus
