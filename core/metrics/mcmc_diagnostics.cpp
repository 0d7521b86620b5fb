// With m chains of n draws (each chain already cut in halves), within-chain variance W and between-chain variance B/n:
//   var+   = (n - 1)/n W + B/n
//   R-hat  = sqrt(var+ / W)
//   rho_t  = 1 - (W - mean_m(s_m^2 rho_{m,t})) / var+
//   tau    = -1 + 2 sum_k P_k  over the initial monotone sequence P_k = rho_{2k} + rho_{2k+1} > 0 (Geyer 1992)
//   ESS    = m n / tau
// Bulk: on normal scores z = Phi^-1((rank - 3/8) / (S + 1/4)). Tail: on indicators of the 5 % and 95 % quantiles.
#include "core/metrics/mcmc_diagnostics.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <unsupported/Eigen/FFT>

#include "core/metrics/rank.h"
#include "core/probability/normal.h"

namespace gradus {

namespace {

constexpr double notKnown = std::numeric_limits<double>::quiet_NaN();

// Halves every chain; the middle draw of an odd length is left out.
Matrix splitChains(const Matrix& draws) {
  const size_t half = draws.cols / 2;
  Matrix parts(2 * draws.rows, half);
  for (size_t c = 0; c < draws.rows; ++c) {
    const auto chain = draws.row(c);
    std::copy_n(chain.begin(), half, parts.row(c).begin());
    std::copy_n(chain.end() - static_cast<std::ptrdiff_t>(half), half, parts.row(draws.rows + c).begin());
  }
  return parts;
}

bool usable(const Matrix& draws) {
  return draws.rows >= 1 && draws.cols >= 4 &&
         std::ranges::all_of(draws.values, [](double v) { return std::isfinite(v); });
}

Matrix normalScores(const Matrix& values) {
  Matrix scores = values;
  const std::vector<double> ranks = averageRanks(values.values);
  const auto total = static_cast<double>(ranks.size());
  // A rank is a multiple of 1/2 and score(S + 1 - rank) = -score(rank): every quantile is computed once.
  std::vector<double> lower(ranks.size() + 2, notKnown);
  for (size_t i = 0; i < ranks.size(); ++i) {
    const bool upper = 2 * ranks[i] > total + 1;
    const double rank = upper ? total + 1 - ranks[i] : ranks[i];
    double& score = lower[static_cast<size_t>(2 * rank)];
    if (std::isnan(score)) score = normalQuantile((rank - 0.375) / (total + 0.25));
    scores.values[i] = upper ? -score : score;
  }
  return scores;
}

double meanOf(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

// With n - 1. Taken relative to the first value, so that equal values have a variance of exactly 0.
double varianceOf(std::span<const double> values) {
  if (values.size() < 2) return 0;
  const double first = values[0];
  double mean = 0, sum = 0;
  for (const double v : values) mean += v - first;
  mean /= static_cast<double>(values.size());
  for (const double v : values) sum += (v - first - mean) * (v - first - mean);
  return sum / static_cast<double>(values.size() - 1);
}

struct Variances {
  double within;   // W
  double between;  // B / n
  double total() const { return within * (1 - 1 / n) + between; }
  double n;
};

Variances variances(const Matrix& chains) {
  std::vector<double> means, spreads;
  for (size_t c = 0; c < chains.rows; ++c) {
    means.push_back(meanOf(chains.row(c)));
    spreads.push_back(varianceOf(chains.row(c)));
  }
  return {meanOf(spreads), varianceOf(means), static_cast<double>(chains.cols)};
}

double rhatOf(const Matrix& chains) {
  const Variances v = variances(chains);
  if (v.within > 0) return std::sqrt(v.total() / v.within);
  return v.between > 0 ? std::numeric_limits<double>::infinity() : notKnown;
}

// Autocovariance with N at every lag, averaged over the chains: the average is taken of the power spectra, so that one
// inverse transform serves all chains.
std::vector<double> meanAutocovariance(const Matrix& chains) {
  const size_t n = chains.cols;
  size_t length = 1;
  while (length < 2 * n) length *= 2;
  Eigen::FFT<double> fft;
  fft.SetFlag(Eigen::FFT<double>::HalfSpectrum);
  std::vector<double> padded(length), power(length / 2 + 1, 0.0), result;
  std::vector<std::complex<double>> spectrum;
  for (size_t c = 0; c < chains.rows; ++c) {
    const double mean = meanOf(chains.row(c));
    std::ranges::transform(chains.row(c), padded.begin(), [mean](double v) { return v - mean; });
    std::fill(padded.begin() + static_cast<std::ptrdiff_t>(n), padded.end(), 0.0);
    fft.fwd(spectrum, padded);
    for (size_t k = 0; k < power.size(); ++k) power[k] += std::norm(spectrum[k]);
  }
  spectrum.assign(power.begin(), power.end());
  fft.inv(result, spectrum, static_cast<Eigen::Index>(length));
  result.resize(n);
  for (double& value : result) value /= static_cast<double>(n) * static_cast<double>(chains.rows);
  return result;
}

double essOf(const Matrix& chains) {
  const Variances v = variances(chains);
  const double total = v.total();
  if (!(total > 0)) return notKnown;
  const std::vector<double> covariance = meanAutocovariance(chains);
  const double unbias = v.n / (v.n - 1);
  const auto rho = [&](size_t lag) { return lag == 0 ? 1.0 : 1 - (v.within - covariance[lag] * unbias) / total; };
  double tau = -1, smallest = std::numeric_limits<double>::infinity();
  size_t lag = 0;
  for (; lag + 1 < chains.cols; lag += 2) {
    const double pair = rho(lag) + rho(lag + 1);
    if (pair < 0) break;
    smallest = std::min(smallest, pair);
    tau += 2 * smallest;
  }
  if (lag < chains.cols) tau += std::max(0.0, rho(lag));  // lowers the variance of tau for antithetic chains
  const auto count = static_cast<double>(chains.values.size());
  return count / std::max(tau, 1 / std::log10(count));
}

Matrix atMost(const Matrix& values, double limit) {
  Matrix result = values;
  for (double& v : result.values) v = v <= limit ? 1 : 0;
  return result;
}

// Linear interpolation between order statistics (definition 7 of Hyndman and Fan 1996).
double quantileOf(std::vector<double> values, double p) {
  const double at = p * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(at);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<size_t>(below)];
  if (at == static_cast<double>(below)) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (at - static_cast<double>(below)) * (high - low);
}

double foldedRhat(const Matrix& parts) {
  const double median = quantileOf(parts.values, 0.5);
  Matrix folded = parts;
  for (double& v : folded.values) v = std::fabs(v - median);
  return rhatOf(normalScores(folded));
}

double tailOf(const Matrix& draws) {
  const double lower = essOf(splitChains(atMost(draws, quantileOf(draws.values, 0.05))));
  const double upper = essOf(splitChains(atMost(draws, quantileOf(draws.values, 0.95))));
  if (std::isnan(lower) || std::isnan(upper)) return notKnown;
  return std::min(lower, upper);
}

double largerRhat(double bulk, double folded) {
  return std::isnan(folded) ? bulk : std::max(bulk, folded);
}

}  // namespace

ChainDiagnostics diagnoseChains(const Matrix& draws) {
  if (!usable(draws)) return {notKnown, notKnown, notKnown, notKnown, notKnown, notKnown};
  const Matrix parts = splitChains(draws), scores = normalScores(parts);
  ChainDiagnostics result;
  result.mean = meanOf(draws.values);
  result.sd = std::sqrt(varianceOf(draws.values));
  result.rhat = largerRhat(rhatOf(scores), foldedRhat(parts));
  result.essBulk = essOf(scores);
  result.essTail = tailOf(draws);
  result.mcseMean = result.sd / std::sqrt(essOf(parts));
  return result;
}

double rankNormalisedSplitRhat(const Matrix& draws) {
  if (!usable(draws)) return notKnown;
  const Matrix parts = splitChains(draws);
  return largerRhat(rhatOf(normalScores(parts)), foldedRhat(parts));
}

double essBulk(const Matrix& draws) {
  return usable(draws) ? essOf(normalScores(splitChains(draws))) : notKnown;
}
double essTail(const Matrix& draws) {
  return usable(draws) ? tailOf(draws) : notKnown;
}
double essMean(const Matrix& draws) {
  return usable(draws) ? essOf(splitChains(draws)) : notKnown;
}
double mcseMean(const Matrix& draws) {
  return std::sqrt(varianceOf(draws.values) / essMean(draws));
}
double splitRhat(const Matrix& draws) {
  return usable(draws) ? rhatOf(splitChains(draws)) : notKnown;
}

std::vector<double> autocorrelation(std::span<const double> chain, size_t maxLag) {
  if (chain.empty()) return {};
  Matrix one(1, chain.size());
  std::ranges::copy(chain, one.values.begin());
  std::vector<double> result = meanAutocovariance(one);
  result.resize(std::min(maxLag + 1, chain.size()));
  const auto [low, high] = std::ranges::minmax(one.values);
  const double scale = low == high ? notKnown : result[0];
  for (double& value : result) value /= scale;
  result[0] = 1;
  return result;
}

}  // namespace gradus
