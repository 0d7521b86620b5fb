#pragma once
// Tail probabilities of test statistics.
#include <cstddef>
#include <span>

namespace gradus {

/// Q(a, x) = Gamma(a, x) / Gamma(a), the upper regularised incomplete gamma function. a > 0, x >= 0.
double regularisedGammaQ(double a, double x);
/// P(chi^2 with `degrees` degrees of freedom > x).
double chiSquareSurvival(double x, double degrees);
/// P(D > d) of the Kolmogorov-Smirnov statistic of n values against a given distribution, with Stephens' (1970)
/// correction for finite n; good to about 1 % from n = 5.
double kolmogorovSurvival(double d, size_t n);

}  // namespace gradus
