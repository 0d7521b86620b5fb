#pragma once
// Has the chain run long enough? Rank-normalised split R-hat, bulk and tail effective sample size and Monte-Carlo
// standard errors after Vehtari, Gelman, Simpson, Carpenter, Buerkner (2021), "Rank-normalization, folding, and
// localization: an improved R-hat for assessing convergence of MCMC", Bayesian Analysis 16.
//
// `draws` is chains x draws of ONE quantity, after burn-in. Values that cannot be determined (fewer than 4 draws a
// chain, a value that never changes, a draw that is not finite) are NaN: show them as "not yet known".
#include <cstddef>
#include <span>
#include <vector>

#include "core/base/matrix.h"

namespace gradus {

struct ChainDiagnostics {
  double mean = 0;
  double sd = 0;        // with S - 1, over all chains
  double rhat = 0;      // the larger of bulk and folded R-hat; below 1.01 is the paper's goal
  double essBulk = 0;   // how well the centre is known
  double essTail = 0;   // how well the 5 % and 95 % quantiles are known
  double mcseMean = 0;  // standard error of `mean`
};

/// All of the above in one pass over shared ranks. About 70 ms for 8 chains x 20 000 draws.
ChainDiagnostics diagnoseChains(const Matrix& draws);

double rankNormalisedSplitRhat(const Matrix& draws);
double essBulk(const Matrix& draws);
/// The smaller of the effective sample sizes of I(x <= q05) and I(x <= q95).
double essTail(const Matrix& draws);
/// Effective sample size of the mean: split chains, no ranks.
double essMean(const Matrix& draws);
/// sd / sqrt(essMean).
double mcseMean(const Matrix& draws);

/// The plain (split, not rank-normalised) potential scale reduction of Gelman et al. (2013), equation 11.4.
double splitRhat(const Matrix& draws);

/// Autocorrelation at lags 0 ... maxLag (at most n - 1) of one chain, by the fast Fourier transform, normalised by the
/// variance with N. A chain that never moves has 1 at lag 0 and NaN beyond.
std::vector<double> autocorrelation(std::span<const double> chain, size_t maxLag);

}  // namespace gradus
