#include "core/mcmc/metropolis_hastings.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "core/base/error.h"

namespace gradus {

namespace {

// Lower Cholesky factor {l11, l21, l22} of the ellipse.
std::array<double, 3> ellipseFactor(const std::array<double, 4>& e) {
  const double l11 = std::sqrt(e[0]), l21 = e[2] / l11;
  return {l11, l21, std::sqrt(e[3] - l21 * l21)};
}

bool usesEllipse(const MetropolisParams& params, size_t dimension) {
  return dimension == 2 && params.kind != ProposalKind::multiplicative;
}

// What z' is spread around, for the three additive kinds.
double proposalMean(const MetropolisParams& params, double from, size_t j) {
  switch (params.kind) {
    case ProposalKind::independent:
      return j < 2 ? params.centre[j] : 0;
    case ProposalKind::drift:
      return from + (j < 2 ? params.width * params.drift[j] : 0);
    default:
      return from;
  }
}

void drawProposal(const MetropolisParams& params, std::span<const double> from, std::span<double> to, Rng& rng) {
  const size_t d = from.size();
  if (params.kind == ProposalKind::multiplicative) {
    for (size_t j = 0; j < d; ++j) {
      const double factor = std::exp(params.width * rng.normal()), sign = rng.below(2) ? 1 : -1;
      // From exactly 0 no factor leads away; that start has probability 0 and is left by an additive step.
      to[j] = from[j] == 0 ? params.width * rng.normal() : sign * from[j] * factor;
    }
    return;
  }
  for (size_t j = 0; j < d; ++j) to[j] = rng.normal();
  if (usesEllipse(params, d)) {
    const auto [l11, l21, l22] = ellipseFactor(params.ellipse);
    to[1] = l21 * to[0] + l22 * to[1];
    to[0] = l11 * to[0];
  }
  for (size_t j = 0; j < d; ++j) to[j] = proposalMean(params, from[j], j) + params.width * to[j];
}

double logProposalRatio(const MetropolisParams& params, std::span<const double> to, std::span<const double> from) {
  if (params.dropProposalRatio || params.kind == ProposalKind::randomWalk) return 0;
  const double ratio = proposalLogDensity(params, from, to) - proposalLogDensity(params, to, from);
  return std::isnan(ratio) ? 0 : ratio;  // only from the exact 0 of the multiplicative kind
}

bool isTrouble(double logF) {
  return std::isnan(logF) || logF == std::numeric_limits<double>::infinity();
}

MetropolisInfo makeInfo(const MetropolisState& state, MetropolisPhase done) {
  MetropolisInfo info;
  info.done = done;
  info.from = state.positions;
  info.to = state.proposals;
  info.accepted.assign(state.positions.rows, 0);
  for (size_t c = 0; c < state.positions.rows; ++c) {
    info.acceptanceProbability.push_back(acceptanceProbability(
        acceptanceLogRatio(state.proposalLogDensities[c], state.logDensities[c], state.logProposalRatios[c])));
    info.nonFinite = info.nonFinite || isTrouble(state.proposalLogDensities[c]);
  }
  return info;
}

double checkedLogDensity(const Target& target, std::span<const double> position) {
  for (size_t j = 0; j < position.size(); ++j) {
    if (std::isfinite(position[j])) continue;
    throw UserError({GRADUS_TR("Coordinate z%1 of the chain's start is %2. Expected a finite number."),
                     {std::to_string(j + 1), numberText(position[j])}});
  }
  const double logF = logDensity(target, position);
  if (std::isfinite(logF)) return logF;
  std::string place;
  for (const double z : position) place += (place.empty() ? "" : ", ") + numberText(z);
  throw UserError(
      {GRADUS_TR("The target's log density at the chain's start (%1) is %2, so no ratio can be formed there. "
                 "Start where the density is above 0."),
       {place, numberText(logF)}});
}

}  // namespace

double acceptanceLogRatio(double logTo, double logFrom, double logProposalRatio) {
  if (isTrouble(logTo) || logTo == -std::numeric_limits<double>::infinity())
    return -std::numeric_limits<double>::infinity();
  return logTo - logFrom + logProposalRatio;
}

double acceptanceProbability(double logRatio) {
  if (std::isnan(logRatio)) return 0;
  return logRatio >= 0 ? 1 : std::exp(logRatio);
}

double proposalLogDensity(const MetropolisParams& params, std::span<const double> to, std::span<const double> from) {
  const size_t d = to.size();
  double sum = 0;
  if (params.kind ==
      ProposalKind::multiplicative) {  // log-normal in |z'_j|, density 1/|z'_j| from the change of variable
    for (size_t j = 0; j < d; ++j) {
      const double step = (std::log(std::fabs(to[j])) - std::log(std::fabs(from[j]))) / params.width;
      sum += -0.5 * step * step - std::log(std::fabs(to[j]));
    }
    return sum;
  }
  if (!usesEllipse(params, d)) {
    for (size_t j = 0; j < d; ++j) sum += std::pow((to[j] - proposalMean(params, from[j], j)) / params.width, 2);
    return -0.5 * sum;
  }
  const auto [l11, l21, l22] = ellipseFactor(params.ellipse);
  const double n1 = (to[0] - proposalMean(params, from[0], 0)) / params.width / l11;
  const double n2 = ((to[1] - proposalMean(params, from[1], 1)) / params.width - l21 * n1) / l22;
  return -0.5 * (n1 * n1 + n2 * n2);
}

void validate(const MetropolisParams& params) {
  if (!(params.width > 0) || !std::isfinite(params.width)) {
    throw UserError(
        {GRADUS_TR("The proposal width is %1; it must be a positive finite number."), {numberText(params.width)}});
  }
  const auto& e = params.ellipse;
  const bool finite = std::isfinite(e[0]) && std::isfinite(e[1]) && std::isfinite(e[2]) && std::isfinite(e[3]);
  if (!finite || e[1] != e[2] || !(e[0] > 0) || !(e[0] * e[3] - e[1] * e[2] > 0)) {
    throw UserError(
        {GRADUS_TR("The proposal ellipse [%1, %2; %3, %4] is no covariance matrix: it must be symmetric with "
                   "positive variances and a correlation strictly between -1 and 1."),
         {numberText(e[0]), numberText(e[1]), numberText(e[2]), numberText(e[3])}});
  }
  for (const double v : {params.centre[0], params.centre[1], params.drift[0], params.drift[1]}) {
    if (!std::isfinite(v)) {
      throw UserError(
          {GRADUS_TR("The proposal's centre or drift contains %1. Expected finite numbers."), {numberText(v)}});
    }
  }
}

MetropolisState initMetropolis(const MetropolisParams& params, const Target& target, const Matrix& starts) {
  validate(params);
  validate(target);
  if (starts.rows < 1 || starts.cols != dimensionOf(target)) {
    throw UserError(
        {GRADUS_TR("The chains' starts are a %1 x %2 table; expected one row per chain (at least 1) and %3 columns."),
         {std::to_string(starts.rows), std::to_string(starts.cols), std::to_string(dimensionOf(target))}});
  }
  MetropolisState state;
  state.positions = state.proposals = starts;
  for (size_t c = 0; c < starts.rows; ++c) state.logDensities.push_back(checkedLogDensity(target, starts.row(c)));
  state.proposalLogDensities = state.logDensities;
  state.logProposalRatios.assign(starts.rows, 0.0);
  state.accepted.assign(starts.rows, 0);
  return state;
}

Matrix spreadStarts(const Target& target, size_t chains, const Rng& rng) {
  const PlaneExtent& plot = targetEntry(target.kind).plot;
  Matrix starts(chains, dimensionOf(target));
  for (size_t c = 0; c < chains; ++c) {
    Rng own = rng.split(c);
    const auto z = starts.row(c);
    for (int attempt = 0; attempt < 1000; ++attempt) {
      for (size_t j = 0; j < z.size(); ++j) {
        if (j == 0)
          z[j] = own.uniform(plot.xLow, plot.xHigh);
        else if (j == 1)
          z[j] = own.uniform(plot.yLow, plot.yHigh);
        else
          z[j] = 3 * own.normal();
      }
      if (std::isfinite(logDensity(target, z))) break;
    }
  }
  return starts;
}

MetropolisInfo propose(const MetropolisParams& params, const Target& target, MetropolisState& state, const Rng& rng) {
  assert(state.phase == MetropolisPhase::propose);
  for (size_t c = 0; c < state.positions.rows; ++c) {
    Rng own = rng.split(c);
    const std::span<const double> from = std::as_const(state.positions).row(c);
    const std::span<double> to = state.proposals.row(c);
    drawProposal(params, from, to, own);
    state.proposalLogDensities[c] = logDensity(target, to);
    state.logProposalRatios[c] = logProposalRatio(params, to, from);
  }
  state.phase = MetropolisPhase::decide;
  return makeInfo(state, MetropolisPhase::propose);
}

MetropolisInfo decide(MetropolisState& state, const Rng& rng) {
  assert(state.phase == MetropolisPhase::decide);
  MetropolisInfo info = makeInfo(state, MetropolisPhase::decide);
  for (size_t c = 0; c < state.positions.rows; ++c) {
    Rng own = rng.split(c);
    if (!(own.uniform() < info.acceptanceProbability[c])) continue;
    std::ranges::copy(std::as_const(state.proposals).row(c), state.positions.row(c).begin());
    state.logDensities[c] = state.proposalLogDensities[c];
    ++state.accepted[c];
    info.accepted[c] = 1;
  }
  ++state.transitions;
  state.phase = MetropolisPhase::propose;
  return info;
}

MetropolisInfo stepMetropolis(const MetropolisParams& params, const Target& target, MetropolisState& state,
                              const Rng& rng) {
  return state.phase == MetropolisPhase::propose ? propose(params, target, state, rng) : decide(state, rng);
}

void moveChain(const Target& target, MetropolisState& state, size_t chain, std::span<const double> position) {
  if (chain >= state.positions.rows || position.size() != state.positions.cols) {
    throw UserError({GRADUS_TR("There is no chain %1 with %2 coordinates: this run has %3 chains in %4 dimensions."),
                     {std::to_string(chain + 1), std::to_string(position.size()), std::to_string(state.positions.rows),
                      std::to_string(state.positions.cols)}});
  }
  state.logDensities[chain] = checkedLogDensity(target, position);
  std::ranges::copy(position, state.positions.row(chain).begin());
  std::ranges::copy(position, state.proposals.row(chain).begin());
  state.proposalLogDensities[chain] = state.logDensities[chain];
  state.logProposalRatios[chain] = -std::numeric_limits<double>::infinity();
}

void refreshDensities(const Target& target, MetropolisState& state) {
  for (size_t c = 0; c < state.positions.rows; ++c) {
    state.logDensities[c] = logDensity(target, std::as_const(state.positions).row(c));
    state.proposalLogDensities[c] = logDensity(target, std::as_const(state.proposals).row(c));
  }
}

}  // namespace gradus
