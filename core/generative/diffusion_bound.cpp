#include "core/generative/diffusion_bound.h"

#include <cassert>
#include <cmath>

#include "core/probability/normal.h"

namespace gradus {

std::vector<double> priorTerm(const DiffusionSchedule& schedule, const Matrix& x0) {
  const double bar = schedule.alphaBarAt(schedule.steps);
  const std::vector<double> zero(x0.cols, 0.0);
  std::vector<double> terms, mean(x0.cols);
  for (size_t i = 0; i < x0.rows; ++i) {
    for (size_t j = 0; j < x0.cols; ++j) mean[j] = std::sqrt(bar) * x0(i, j);
    terms.push_back(isotropicNormalKl(mean, 1 - bar, zero, 1));
  }
  return terms;
}

std::vector<double> stepTerm(const DiffusionSchedule& schedule, ReverseVariance variance, const Matrix& x0,
                             const Matrix& eps, const Matrix& predicted, int t) {
  assert(t >= 1 && t <= schedule.steps);
  const Matrix x = noised(schedule, x0, eps, t), guess = predictedData(schedule, x, predicted, t);
  const StepPosterior posterior = stepPosterior(schedule, t, t - 1);
  const double modelVariance = reverseVariance(schedule, t == 1 ? ReverseVariance::beta : variance, t, t - 1);
  std::vector<double> terms, mean(x.cols), modelMean(x.cols);
  for (size_t i = 0; i < x.rows; ++i) {
    for (size_t j = 0; j < x.cols; ++j) {
      mean[j] = posterior.fromData * x0(i, j) + posterior.fromNoised * x(i, j);
      modelMean[j] = posterior.fromData * guess(i, j) + posterior.fromNoised * x(i, j);
    }
    terms.push_back(t == 1 ? -isotropicNormalLogDensity(x0.row(i), modelMean, std::sqrt(modelVariance))
                           : isotropicNormalKl(mean, posterior.variance, modelMean, modelVariance));
  }
  return terms;
}

double meanTerm(const std::vector<double>& terms) {
  double sum = 0;
  for (const double term : terms) sum += term;
  return sum / static_cast<double>(terms.size());
}

}  // namespace gradus
