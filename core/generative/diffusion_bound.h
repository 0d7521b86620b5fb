#pragma once
// The variational bound of denoising diffusion, term by term, in nats per point (all coordinates together):
//   E[-log p(x_0)] <= L_T + sum_{t=2}^T L_{t-1} + L_0
//   L_T      KL(q(x_T | x_0) || N(0, I))
//   L_{t-1}  KL(q(x_{t-1} | x_t, x_0) || p_theta(x_{t-1} | x_t)), both normal with variance times I
//   L_0      -log p_theta(x_0 | x_1), a density because the data are continuous
// Sohl-Dickstein et al. (2015), equation 14; Ho, Jain, Abbeel (2020), equation 5. It bounds the cross entropy of the
// data under the model from above; the two are equal only if the reverse steps are exact.
#include <numbers>
#include <vector>

#include "core/generative/diffusion.h"

namespace gradus {

/// L_T for every row of x0.
std::vector<double> priorTerm(const DiffusionSchedule& schedule, const Matrix& x0);

/// L_{t-1} for every row (t >= 2), or L_0 (t = 1): `eps` is the noise that made x_t from x0, `predicted` the network's
/// answer at (x_t, t). At t = 1 the posterior has variance 0, so p_theta's is that of `beta` whatever `variance` says.
std::vector<double> stepTerm(const DiffusionSchedule& schedule, ReverseVariance variance, const Matrix& x0,
                             const Matrix& eps, const Matrix& predicted, int t);

/// Mean over rows.
double meanTerm(const std::vector<double>& terms);
inline double natsToBits(double nats) {
  return nats * std::numbers::log2e;
}

}  // namespace gradus
