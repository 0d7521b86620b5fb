#include "core/mcmc/discrete_chain.h"

#include <cmath>

#include "core/base/error.h"
#include "core/mcmc/metropolis_hastings.h"

namespace gradus {

namespace {
double acceptance(const DiscreteTarget& t, size_t from, size_t to) {
  const double ratio = t.dropProposalRatio ? 0 : std::log(t.proposal(to, from)) - std::log(t.proposal(from, to));
  return acceptanceProbability(acceptanceLogRatio(std::log(t.weights[to]), std::log(t.weights[from]), ratio));
}
}  // namespace

void validate(const DiscreteTarget& target) {
  const size_t n = target.weights.size();
  bool good = n >= 1 && target.proposal.rows == n && target.proposal.cols == n;
  for (const double w : target.weights) good = good && std::isfinite(w) && w > 0;
  for (size_t i = 0; good && i < n; ++i) {
    double sum = 0;
    for (size_t j = 0; j < n; ++j) {
      sum += target.proposal(i, j);
      good = good && target.proposal(i, j) >= 0 && (target.proposal(i, j) > 0) == (target.proposal(j, i) > 0);
    }
    good = good && std::fabs(sum - 1) < 1e-12;
  }
  if (!good) {
    throw UserError(
        {GRADUS_TR("The discrete chain of %1 states needs positive weights and a square table of proposals whose "
                   "rows add up to 1, with a way back for every way there."),
         {std::to_string(n)}});
  }
}

size_t stepDiscrete(const DiscreteTarget& target, size_t state, Rng& rng) {
  const size_t to = rng.choice(target.proposal.row(state));
  return rng.uniform() < acceptance(target, state, to) ? to : state;
}

Matrix transitionMatrix(const DiscreteTarget& target) {
  const size_t n = target.weights.size();
  Matrix p(n, n);
  for (size_t i = 0; i < n; ++i) {
    double leaving = 0;
    for (size_t j = 0; j < n; ++j) {
      if (i == j || target.proposal(i, j) == 0) continue;
      leaving += p(i, j) = target.proposal(i, j) * acceptance(target, i, j);
    }
    p(i, i) = 1 - leaving;
  }
  return p;
}

}  // namespace gradus
