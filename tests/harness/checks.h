#pragma once
// Checks that every test may use. Qt-free: each returns an empty string, or what is wrong; with Qt Test write
//   QCOMPARE_GOOD(expectGradient(...));
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/parallel.h"

#define QCOMPARE_GOOD(check)                    \
  do {                                          \
    const std::string trouble = (check);        \
    QVERIFY2(trouble.empty(), trouble.c_str()); \
  } while (false)

namespace gradus::harness {

struct GradientOptions {
  double tolerance = 1e-6;  // relative to max(1, |analytic|): error of central differences in double at this step size
  double step = 1e-5;       // times max(1, |x|)
  std::vector<size_t> kinks;  // coordinates at which the function has a corner: left out
};

/// Compares an analytic gradient with central differences of `f` in double.
inline std::string expectGradient(const std::function<double(const std::vector<double>&)>& f, std::vector<double> x,
                                  const std::vector<double>& gradient, const GradientOptions& options = {}) {
  if (gradient.size() != x.size()) return "the gradient has another size than x";
  for (size_t i = 0; i < x.size(); ++i) {
    bool skipped = false;
    for (const size_t kink : options.kinks) skipped = skipped || kink == i;
    if (skipped) continue;
    const double at = x[i], h = options.step * std::max(1.0, std::fabs(at));
    x[i] = at + h;
    const double above = f(x);
    x[i] = at - h;
    const double below = f(x);
    x[i] = at;
    const double numeric = (above - below) / (2 * h);
    if (!(std::fabs(numeric - gradient[i]) <= options.tolerance * std::max(1.0, std::fabs(gradient[i])))) {
      std::ostringstream text;
      text.precision(17);
      text << "coordinate " << i << ": analytic " << gradient[i] << ", central difference " << numeric;
      return text.str();
    }
  }
  return {};
}

/// Mean and variance of samples against the true ones, in Monte-Carlo standard errors. `excess` is the distribution's
/// excess kurtosis (normal 0, exponential 6, uniform -1.2). With 5 standard errors a right sampler fails once in a
/// million seeds.
inline std::string expectMoments(std::span<const double> samples, double mean, double variance, double excess = 0,
                                 double standardErrors = 5) {
  const double n = static_cast<double>(samples.size());
  double sum = 0, squares = 0;
  for (const double value : samples) sum += value;
  const double found = sum / n;
  for (const double value : samples) squares += (value - found) * (value - found);
  const double foundVariance = squares / (n - 1);
  const double meanError = std::sqrt(variance / n), varianceError = variance * std::sqrt((excess + 2) / n);
  std::ostringstream text;
  if (!(std::fabs(found - mean) <= standardErrors * meanError)) {
    text << "mean " << found << " instead of " << mean << " +- " << meanError;
  } else if (!(std::fabs(foundVariance - variance) <= standardErrors * varianceError)) {
    text << "variance " << foundVariance << " instead of " << variance << " +- " << varianceError;
  }
  return text.str();
}

/// Runs `work` twice without a pool and once each on 1, 2 and 8 threads: all hashes must be equal.
inline std::string expectSameHash(const std::function<uint64_t()>& work) {
  const uint64_t first = work();
  if (work() != first) return "a second run gives another hash";
  for (const int threads : {1, 2, 8}) {
    WorkerPool pool(threads);
    const WorkerPool::Use use(pool);
    if (work() != first) return "another hash on " + std::to_string(threads) + " threads";
  }
  return {};
}

/// Compares named numbers with golden ones. `source` says which script or paper they come from, and is part of the
/// message.
inline std::string expectGolden(const std::vector<std::pair<std::string, double>>& found,
                                const std::vector<std::pair<std::string, double>>& golden, double relativeTolerance,
                                const std::string& source) {
  for (const auto& [name, expected] : golden) {
    bool known = false;
    for (const auto& [key, value] : found) {
      if (key != name) continue;
      known = true;
      if (!(std::fabs(value - expected) <= relativeTolerance * std::max(std::fabs(expected), 1e-300))) {
        std::ostringstream text;
        text.precision(12);
        text << name << " = " << value << " instead of " << expected << " (" << source << ")";
        return text.str();
      }
    }
    if (!known) return name + " is missing (" + source + ")";
  }
  return {};
}

}  // namespace gradus::harness
