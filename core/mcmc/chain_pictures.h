#pragma once
// View data of a Metropolis-Hastings run: the density, the chains with their proposal, the figures. Pictures of the
// draws are in draws.h.
#include "core/mcmc/chain_record.h"

namespace gradus {

/// The density, 1 at the highest place shown, with contours. `extent` null: the target's own plot.
Field densityField(const Target& target, int nx, int ny, const Extent* extent);

/// Where the chains stand, in their colours.
Points chainMarks(const MetropolisState& state);
/// Where a chain began.
Points startMark(const std::vector<double>& place);
/// The proposal of chain 1: one standard deviation about where it is centred.
Ring proposalRing(const MetropolisParams& params, const MetropolisState& state);
/// After the half-step `propose`: the proposal of chain 1 that waits for its decision.
Arrows pendingArrow(const MetropolisState& state);
/// Histogram of one coordinate (0 or 1) over the target's plot, with the exact marginal over it.
Histogram marginalPicture(const Draws& draws, int axis, size_t burnIn, const Target& target,
                          const TargetSummary& exact);

/// Acceptance rate, R-hat and effective sample size of both coordinates; `latest` null: not yet known.
Tiles chainFigures(const Draws& draws, const PlaneDiagnostics* latest);

}  // namespace gradus
