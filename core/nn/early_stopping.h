#pragma once
// Early stopping (Prechelt 1998): training ends when the watched loss has not improved by more than minDelta for
// `patience` looks in a row; the best parameters are kept.
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace gradus {

struct EarlyStoppingParams {
  int patience = 10;    // looks without improvement that are borne; 0 or less: never stops
  double minDelta = 0;  // an improvement must be larger than this
  bool operator==(const EarlyStoppingParams&) const = default;
};

/// State of the watch: a plain value of a demo's State.
template <typename T>
struct EarlyStoppingOf {
  double best = std::numeric_limits<double>::infinity();
  uint64_t bestStep = 0;
  int waited = 0;
  std::vector<T> bestParameters;

  /// One look at the loss (of a validation set) at `step`. A loss that is not finite counts as no improvement. Returns
  /// whether to stop.
  bool observe(const EarlyStoppingParams& params, double loss, uint64_t step, std::span<const T> parameters) {
    if (std::isfinite(loss) && loss < best - params.minDelta) {
      best = loss;
      bestStep = step;
      waited = 0;
      bestParameters.assign(parameters.begin(), parameters.end());
    } else {
      ++waited;
    }
    return params.patience > 0 && waited >= params.patience;
  }

  template <typename Visitor>
  void fields(Visitor& v) {
    v("best", best);
    v("bestStep", bestStep);
    v("waited", waited);
    v("bestParameters", bestParameters);
  }
  bool operator==(const EarlyStoppingOf&) const = default;
};
using EarlyStopping = EarlyStoppingOf<float>;

}  // namespace gradus
