#pragma once
// Runs locally linear embedding to its end, for its tests.
#include <vector>

#include "core/manifold/lle.h"

namespace gradus::testing {

struct Run {
  LleState state;
  LleInfo last;
  int steps = 0;
};

inline Run embed(const LleParams& params, const Matrix& x, uint64_t seed = 1) {
  Run run{initLle(params, x), {}, 0};
  while (run.state.stage != LleStage::done) {
    run.last = stepLle(params, run.state, x, Rng(seed, "lle", static_cast<uint64_t>(run.steps)));
    ++run.steps;
  }
  return run;
}

inline std::vector<double> column(const Matrix& m, size_t j) {
  std::vector<double> result;
  for (size_t i = 0; i < m.rows; ++i) result.push_back(m(i, j));
  return result;
}

}  // namespace gradus::testing
