#include "core/mcmc/chain_record.h"

namespace gradus {

ProposalKind proposalKindFromName(std::string_view name) {
  if (name == "independent") return ProposalKind::independent;
  if (name == "drift") return ProposalKind::drift;
  return name == "multiplicative" ? ProposalKind::multiplicative : ProposalKind::randomWalk;
}

void appendTransition(Draws& draws, const MetropolisState& state, const MetropolisInfo& decided) {
  for (size_t c = 0; c < draws.chains(); ++c) {
    draws.append({state.positions(c, 0), state.positions(c, 1), static_cast<float>(decided.to(c, 0)),
                  static_cast<float>(decided.to(c, 1)), decided.accepted[c] != 0});
  }
}

PlaneDiagnostics diagnose(const Draws& draws, size_t burnIn) {
  return {diagnoseChains(draws.column(0, burnIn)), diagnoseChains(draws.column(1, burnIn))};
}

bool diagnosticsDue(int64_t transitions) {
  int64_t spacing = 50;
  while (spacing * 40 < transitions) spacing *= 2;
  return transitions % spacing == 0;
}

}  // namespace gradus
