#pragma once
// Metropolis-Hastings on a handful of states, where the flows between them can be counted:
//   detailed balance   p_i P_ij = p_j P_ji,   P_ij = Q_ij min(1, p_j Q_ji / (p_i Q_ij))   for i != j
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"

namespace gradus {

struct DiscreteTarget {
  std::vector<double> weights;  // unnormalised probabilities, all > 0
  Matrix proposal;              // Q: row i holds the probabilities of proposing each state from state i
  bool dropProposalRatio = false;
};

/// Throws UserError unless weights are positive and finite and every row of the proposal is a distribution over the
/// states in which i can propose j exactly if j can propose i.
void validate(const DiscreteTarget& target);
/// One transition from `state`.
size_t stepDiscrete(const DiscreteTarget& target, size_t state, Rng& rng);
/// P, states x states.
Matrix transitionMatrix(const DiscreteTarget& target);

}  // namespace gradus
