#pragma once
// Runs chains for the tests of Metropolis-Hastings and measures their draws in Monte-Carlo standard errors.
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/mcmc/metropolis_hastings.h"
#include "core/metrics/mcmc_diagnostics.h"

namespace gradus::testing {

// draws[d] is chains x transitions of coordinate d.
struct Run {
  std::vector<Matrix> draws;
  MetropolisState state;
  double acceptance() const {
    double accepted = 0;
    for (const int64_t a : state.accepted) accepted += static_cast<double>(a);
    return accepted / static_cast<double>(state.transitions * static_cast<int64_t>(state.accepted.size()));
  }
};

inline Run sample(const MetropolisParams& params, const Target& target, size_t chains, size_t burnIn, size_t kept,
                  uint64_t seed) {
  Run run;
  run.state = initMetropolis(params, target, spreadStarts(target, chains, Rng(seed, "starts")));
  run.draws.assign(dimensionOf(target), Matrix(chains, kept));
  for (size_t tick = 0; tick < 2 * (burnIn + kept); ++tick) {
    stepMetropolis(params, target, run.state, Rng(seed, "chain", tick));
    if (tick % 2 == 0 || tick / 2 < burnIn) continue;
    for (size_t d = 0; d < run.draws.size(); ++d) {
      for (size_t c = 0; c < chains; ++c) run.draws[d](c, tick / 2 - burnIn) = run.state.positions(c, d);
    }
  }
  return run;
}

inline Matrix mapped(const Matrix& a, const Matrix& b, double (*f)(double, double)) {
  Matrix result = a;
  for (size_t i = 0; i < a.values.size(); ++i) result.values[i] = f(a.values[i], b.values[i]);
  return result;
}

// How many Monte-Carlo standard errors the mean of the draws is away from what it should be.
inline double errorsAway(const Matrix& draws, double expected) {
  const ChainDiagnostics d = diagnoseChains(draws);
  return std::fabs(d.mean - expected) / d.mcseMean;
}

inline double worstMomentError(const Run& run, const TargetMoments& m) {
  Matrix centred1 = run.draws[0], centred2 = run.draws[1];
  for (double& v : centred1.values) v -= m.mean1;
  for (double& v : centred2.values) v -= m.mean2;
  const auto product = [](double a, double b) { return a * b; };
  return std::max({errorsAway(centred1, 0), errorsAway(centred2, 0),
                   errorsAway(mapped(centred1, centred1, product), m.sd1 * m.sd1),
                   errorsAway(mapped(centred2, centred2, product), m.sd2 * m.sd2),
                   errorsAway(mapped(centred1, centred2, product), m.correlation * m.sd1 * m.sd2)});
}

inline MetropolisParams paramsOf(ProposalKind kind, double width) {
  MetropolisParams params;
  params.kind = kind;
  params.width = width;
  if (kind == ProposalKind::independent) params.ellipse = {1, 0.6, 0.6, 1};
  return params;
}

}  // namespace gradus::testing
