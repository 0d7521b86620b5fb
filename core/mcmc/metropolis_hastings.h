#pragma once
// Metropolis-Hastings: draws from a density known up to a factor. A half-step proposes z' ~ q(. | z), the next decides:
//   alpha = min(1, f(z') q(z | z') / (f(z) q(z' | z)));   z <- z' with probability alpha, otherwise z stays and counts
//   again
// Metropolis, Rosenbluth, Rosenbluth, Teller, Teller (1953); Hastings (1970), equation 2.4 in the choice of Metropolis.
//
// Every chain has its own random stream, split from the tick's by its index, so adding a chain leaves the others as
// they are.
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"
#include "core/mcmc/targets.h"

namespace gradus {

enum class ProposalKind {
  randomWalk,      // z' = z + width L n, symmetric: the ratio of q is 1
  independent,     // z' = centre + width L n, whatever z is
  drift,           // z' = z + drift + width L n: a walk that leans one way
  multiplicative,  // z'_j = +-z_j exp(width n_j), both signs equally likely: steps in proportion to |z_j|
};

struct MetropolisParams {
  ProposalKind kind = ProposalKind::randomWalk;
  double width = 1;
  /// Covariance {xx, xy, yx, yy} of the proposal at width 1: the draggable ellipse. L is its Cholesky factor. Identity
  /// in other than two dimensions, and not used by `multiplicative`.
  std::array<double, 4> ellipse{1, 0, 0, 1};
  std::array<double, 2> centre{0, 0};  // independent; zero in further dimensions
  std::array<double, 2> drift{1, 0};   // drift, in units of `width`; zero in further dimensions
  /// For the lesson: leaves q(z | z') / q(z' | z) out, which is wrong unless the proposal is symmetric.
  bool dropProposalRatio = false;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("kind", kind);
    v("width", width);
    v("ellipse", ellipse);
    v("centre", centre);
    v("drift", drift);
    v("drop_proposal_ratio", dropProposalRatio);
  }
};

enum class MetropolisPhase { propose, decide };

struct MetropolisState {
  MetropolisPhase phase = MetropolisPhase::propose;  // what the next half-step does
  Matrix positions;                                  // chains x d
  std::vector<double> logDensities;                  // log f at the positions
  Matrix proposals;                                  // chains x d, pending in phase decide
  std::vector<double> proposalLogDensities;
  std::vector<double> logProposalRatios;  // log q(z | z') - log q(z' | z) of the pending proposals
  std::vector<int64_t> accepted;          // per chain
  int64_t transitions = 0;                // full steps done, the same for every chain

  template <typename Visitor>
  void fields(Visitor& v) {
    v("phase", phase);
    v("positions", positions);
    v("log_densities", logDensities);
    v("proposals", proposals);
    v("proposal_log_densities", proposalLogDensities);
    v("log_proposal_ratios", logProposalRatios);
    v("accepted", accepted);
    v("transitions", transitions);
  }
};

/// What the last half-step did, one row or entry per chain. After `propose`, acceptanceProbability is already known.
struct MetropolisInfo {
  MetropolisPhase done = MetropolisPhase::propose;
  Matrix from, to;                            // where each chain stood and what it proposed
  std::vector<double> acceptanceProbability;  // alpha, in [0, 1]
  std::vector<uint8_t> accepted;              // 0 or 1; all 0 after `propose`
  bool nonFinite = false;                     // a density of NaN or +infinity came up; such a proposal is refused
};

/// Throws UserError for a width that is not positive and finite, an ellipse that is no covariance, values that are not
/// finite.
void validate(const MetropolisParams& params);

/// `starts` is chains x dimensionOf(target). Throws UserError if a start is not finite or its density is 0 or not
/// finite.
MetropolisState initMetropolis(const MetropolisParams& params, const Target& target, const Matrix& starts);

/// Starts spread evenly at random over the target's plot (standard normals times 3 in further dimensions), where f > 0.
Matrix spreadStarts(const Target& target, size_t chains, const Rng& rng);

/// The half-steps, and `stepMetropolis`, which does whichever is due.
MetropolisInfo propose(const MetropolisParams& params, const Target& target, MetropolisState& state, const Rng& rng);
MetropolisInfo decide(MetropolisState& state, const Rng& rng);
MetropolisInfo stepMetropolis(const MetropolisParams& params, const Target& target, MetropolisState& state,
                              const Rng& rng);

/// Puts a chain elsewhere and drops its pending proposal (it decides to stay). Throws UserError where initMetropolis
/// would.
void moveChain(const Target& target, MetropolisState& state, size_t chain, std::span<const double> position);
/// After the target changed under the chains (painting, another rho): log f at positions and proposals is made anew. A
/// chain that now stands where f = 0 stays there until it finds a place with f > 0.
void refreshDensities(const Target& target, MetropolisState& state);

/// log( f(z') q(z | z') / (f(z) q(z' | z)) ) from the four parts; from f(z) = 0 every place with f > 0 is an
/// improvement.
double acceptanceLogRatio(double logTo, double logFrom, double logProposalRatio);
/// min(1, exp(logRatio)); 0 for NaN.
double acceptanceProbability(double logRatio);
/// log q(z' | z) of Params' proposal, up to a constant that does not depend on z or z'.
double proposalLogDensity(const MetropolisParams& params, std::span<const double> to, std::span<const double> from);

}  // namespace gradus
