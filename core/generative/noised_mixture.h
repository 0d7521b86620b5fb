#pragma once
// What diffusion does to a mixture of normals, exactly: after the forward process it is a mixture again,
//   p_t = sum_k w_k N(sqrt(abar_t) m_k, (abar_t s_k^2 + 1 - abar_t) I),
// so its score and the best possible noise prediction E[eps | x_t] = -sqrt(1 - abar_t) grad log p_t(x_t) have closed
// forms (Tweedie's formula: Efron 2011). With s_k = 0 and a component per data row this is the ideal network that has
// learnt its training set by heart.
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"

namespace gradus {

struct GaussianMixture {
  std::vector<double> weights;  // > 0; any sum
  Matrix means;                 // components x d
  std::vector<double> sds;      // >= 0

  /// Throws UserError unless sizes agree, weights are positive and deviations not negative, all finite.
  void validate() const;
};

/// Every row of `data` as a component of width `sd` and equal weight.
GaussianMixture mixtureOnData(const Matrix& data, double sd = 0);
Matrix drawMixture(const GaussianMixture& mixture, size_t points, Rng rng);

/// log p_t at every row of x. alphaBar in [0, 1]; at alphaBar = 1 every sd must be positive.
std::vector<double> noisedLogDensity(const GaussianMixture& mixture, double alphaBar, const Matrix& x);
/// grad log p_t at every row of x.
Matrix noisedScore(const GaussianMixture& mixture, double alphaBar, const Matrix& x);
/// E[eps | x_t] at every row of x, alphaBar < 1.
Matrix exactNoise(const GaussianMixture& mixture, double alphaBar, const Matrix& x);

}  // namespace gradus
