#pragma once
// Keeping and judging what a Metropolis-Hastings run draws.
#include <array>
#include <string_view>

#include "core/mcmc/draws.h"
#include "core/mcmc/metropolis_hastings.h"

namespace gradus {

/// "random-walk", "independent", "drift", "multiplicative".
ProposalKind proposalKindFromName(std::string_view name);

/// One transition: where every chain stands after the half-step `decide`, and what it had proposed.
void appendTransition(Draws& draws, const MetropolisState& state, const MetropolisInfo& decided);

/// Of both coordinates, after the first `burnIn` transitions.
using PlaneDiagnostics = std::array<ChainDiagnostics, 2>;
PlaneDiagnostics diagnose(const Draws& draws, size_t burnIn);
/// Diagnostics cost in proportion to the length of the chains: from every 50th transition on their spacing doubles with
/// it.
bool diagnosticsDue(int64_t transitions);

}  // namespace gradus
