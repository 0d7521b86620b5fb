#include "core/generative/noised_mixture.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <span>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/probability/normal.h"

namespace gradus {

namespace {

// log(w_k N(x; m_k, v_k I)) of every component into `logs`; returns the log of their sum.
double componentLogs(const GaussianMixture& mixture, double alphaBar, std::span<const double> x,
                     std::vector<double>& logs) {
  const double root = std::sqrt(alphaBar);
  double top = -std::numeric_limits<double>::infinity();
  logs.resize(mixture.weights.size());
  for (size_t k = 0; k < logs.size(); ++k) {
    const double variance = alphaBar * mixture.sds[k] * mixture.sds[k] + 1 - alphaBar;
    double squares = 0;
    for (size_t j = 0; j < x.size(); ++j)
      squares += (x[j] - root * mixture.means(k, j)) * (x[j] - root * mixture.means(k, j));
    logs[k] = std::log(mixture.weights[k]) - 0.5 * squares / variance +
              static_cast<double>(x.size()) * normalLogDensity(0, 0, std::sqrt(variance));
    top = std::max(top, logs[k]);
  }
  double sum = 0;
  for (const double value : logs) sum += std::exp(value - top);
  return top + std::log(sum);
}

}  // namespace

void GaussianMixture::validate() const {
  bool good = !weights.empty() && means.rows == weights.size() && sds.size() == weights.size();
  for (const double w : weights) good = good && std::isfinite(w) && w > 0;
  for (const double s : sds) good = good && std::isfinite(s) && s >= 0;
  for (const double m : means.values) good = good && std::isfinite(m);
  if (!good) {
    throw UserError(
        {GRADUS_TR("The mixture of %1 components needs as many means and deviations as weights, positive weights, "
                   "deviations of 0 or more, and finite numbers throughout."),
         {std::to_string(weights.size())}});
  }
}

GaussianMixture mixtureOnData(const Matrix& data, double sd) {
  return {std::vector<double>(data.rows, 1.0), data, std::vector<double>(data.rows, sd)};
}

Matrix drawMixture(const GaussianMixture& mixture, size_t points, Rng rng) {
  mixture.validate();
  Matrix x(points, mixture.means.cols);
  for (size_t i = 0; i < points; ++i) {
    const size_t k = rng.choice(mixture.weights);
    for (size_t j = 0; j < x.cols; ++j) x(i, j) = rng.normal(mixture.means(k, j), mixture.sds[k]);
  }
  return x;
}

std::vector<double> noisedLogDensity(const GaussianMixture& mixture, double alphaBar, const Matrix& x) {
  assert(x.cols == mixture.means.cols);
  double total = 0;
  for (const double w : mixture.weights) total += w;
  std::vector<double> logs, result;
  for (size_t i = 0; i < x.rows; ++i)
    result.push_back(componentLogs(mixture, alphaBar, x.row(i), logs) - std::log(total));
  return result;
}

Matrix noisedScore(const GaussianMixture& mixture, double alphaBar, const Matrix& x) {
  assert(x.cols == mixture.means.cols);
  Matrix score(x.rows, x.cols);
  const double root = std::sqrt(alphaBar);
  parallelFor(x.rows, 64, [&](size_t begin, size_t end) {
    std::vector<double> logs;
    for (size_t i = begin; i < end; ++i) {
      const double log = componentLogs(mixture, alphaBar, x.row(i), logs);
      for (size_t k = 0; k < logs.size(); ++k) {
        const double variance = alphaBar * mixture.sds[k] * mixture.sds[k] + 1 - alphaBar;
        const double share = std::exp(logs[k] - log) / variance;
        for (size_t j = 0; j < x.cols; ++j) score(i, j) += share * (root * mixture.means(k, j) - x(i, j));
      }
    }
  });
  return score;
}

Matrix exactNoise(const GaussianMixture& mixture, double alphaBar, const Matrix& x) {
  Matrix noise = noisedScore(mixture, alphaBar, x);
  for (double& value : noise.values) value *= -std::sqrt(1 - alphaBar);
  return noise;
}

}  // namespace gradus
