#pragma once
// What a Metropolis-Hastings run left behind: every draw of every chain with the proposal it came from, and the
// pictures made of them. The draws are an output of the run, not part of its state: they only grow, and copies share
// them.
#include <cstdint>
#include <vector>

#include "core/base/append_log.h"
#include "core/base/matrix.h"
#include "core/metrics/mcmc_diagnostics.h"
#include "core/view/view_data.h"

namespace gradus {

struct Draw {
  double z1 = 0, z2 = 0;  // where the chain stands after the transition
  float proposed1 = 0, proposed2 = 0;
  bool accepted = false;
};

class Draws {
 public:
  explicit Draws(size_t chains = 1) : chains_(chains) {}
  /// Appends one transition: one draw a chain, in chain order.
  void append(const Draw& draw) { log_.push_back(draw); }
  size_t chains() const { return chains_; }
  size_t transitions() const { return log_.size() / chains_; }
  const Draw& at(size_t transition, size_t chain) const { return log_[transition * chains_ + chain]; }
  size_t ownBytes() const { return log_.ownBytes(); }

  /// chains x kept draws of z1 (axis 0) or z2 (axis 1) after the first `burnIn` transitions.
  Matrix column(int axis, size_t burnIn) const;
  /// Share of proposals taken, all chains; NaN before the first transition.
  double acceptanceRate() const;

 private:
  size_t chains_;
  AppendLog<Draw> log_;
};

/// Colour of chain c: classes 1, 5, 3, 4, then 2, 6, 7, 8.
Paint chainPaint(size_t chain);

/// The last `length` states of a chain as a fading path, beginning at `start` if the run is that young.
Polyline chainPath(const Draws& draws, size_t chain, size_t length, const std::vector<double>& start);
/// The refused proposals among the last `length` of a chain: arrows from where it stood.
Arrows refusedProposals(const Draws& draws, size_t chain, size_t length, const std::vector<double>& start);
/// All states after burn-in, thinned evenly to at most `limit`.
Points stateCloud(const Draws& draws, size_t burnIn, size_t limit);
/// One curve a chain, thinned to about `buckets` extremes, with the burn-in shaded.
Curves traceCurves(const Draws& draws, int axis, size_t burnIn, size_t buckets);
/// Autocorrelation of one coordinate up to `maxLag`, one curve a chain.
Curves autocorrelationCurves(const Draws& draws, int axis, size_t burnIn, size_t maxLag);
/// Density histogram of one coordinate after burn-in over [low, high] with `bins` bars.
Histogram marginalHistogram(const Draws& draws, int axis, size_t burnIn, double low, double high, int bins);
/// chain, step, z1, z2, accepted: every draw.
Table drawTable(const Draws& draws);

}  // namespace gradus
