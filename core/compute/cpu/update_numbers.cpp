// Numbers of a step that all elements share: bias corrections, NAdam's momenta, RAdam's rectification. They are
// functions of the step alone, so that a seek gives the same bits as a run.
#include "core/compute/cpu/update_numbers.h"

#include <algorithm>
#include <cmath>

namespace gradus {

namespace {

// b^n by squaring: the same bits for a step whether it is reached by running or by seeking.
double power(double b, uint64_t n) {
  double result = 1;
  for (; n > 0; n >>= 1, b *= b) {
    if (n & 1) result *= b;
    if (b < 1e-30) return n == 1 ? result : 0;
  }
  return result;
}

// Dozat 2016, algorithm 2: mu_t = b1 (1 - 0.96^(t psi) / 2); the product of all mu_t is below rounding after few terms.
void nesterovNumbers(UpdateNumbers& u, double momentumDecay, uint64_t t) {
  const double base = std::pow(0.96, momentumDecay);
  const auto mu = [&](uint64_t k) { return u.beta1 * (1 - 0.5 * power(base, k)); };
  double product = 1;
  for (uint64_t k = 1; k <= t && product > 1e-20; ++k) product *= mu(k);
  const double now = mu(t), next = mu(t + 1);
  u.gradientRate = u.learningRate * (1 - now) / (1 - product);
  u.momentRate = u.learningRate * next / (1 - product * next);
}

// Liu et al. 2020, algorithm 2: r_t, or 0 while the variance of the adaptive rate is not defined (rho_t <= 5, as
// PyTorch has it).
double rectification(double beta2, double correction2, uint64_t t) {
  const double all = 2 / (1 - beta2) - 1;
  const double rho = all - 2 * static_cast<double>(t) * (1 - correction2) / correction2;
  if (!(rho > 5)) return 0;
  return std::sqrt((rho - 4) * (rho - 2) * all / ((all - 4) * (all - 2) * rho));
}

}  // namespace

UpdateNumbers updateNumbers(UpdateKind kind, const double* s, uint64_t t, double gradientNorm) {
  UpdateNumbers u{.learningRate = s[learningRateScalar],
                  .momentum = s[momentumScalar],
                  .beta1 = s[beta1Scalar],
                  .beta2 = s[beta2Scalar],
                  .alpha = s[alphaScalar],
                  .epsilon = s[epsilonScalar],
                  .weightDecay = s[weightDecayScalar],
                  .gradientLimit = s[clipValueScalar],
                  .dampening = s[dampeningScalar]};
  u.first = t == 1;
  if (s[clipNormScalar] > 0)
    u.gradientScale = std::min(1.0, s[clipNormScalar] / (gradientNorm + 1e-6));  // as torch clip_grad_norm_
  switch (kind) {
    case UpdateKind::adagrad:
      u.learningRate /= 1 + static_cast<double>(t - 1) * s[rateDecayScalar];
      u.initialSum = u.first ? s[initialSumScalar] : 0;
      break;
    case UpdateKind::adam:
    case UpdateKind::adamw:
    case UpdateKind::adamAmsgrad:
    case UpdateKind::adamwAmsgrad:
    case UpdateKind::nadam:
    case UpdateKind::radam:
      u.correction1 = 1 - power(u.beta1, t);
      u.correction2 = 1 - power(u.beta2, t);
      break;
    default:
      break;
  }
  if (kind == UpdateKind::nadam) nesterovNumbers(u, s[momentumDecayScalar], t);
  if (kind == UpdateKind::radam) u.rectification = rectification(u.beta2, u.correction2, t);
  return u;
}

}  // namespace gradus
