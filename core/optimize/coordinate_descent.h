#pragma once
// Methods that solve for some unknowns while the others stay. Cyclic coordinate descent for the elastic net (Friedman,
// Hastie, Tibshirani 2010, equation 5):
//   |y - b - X w|^2 / (2 n) + strength (ratio |w|_1 + (1 - ratio) / 2 |w|^2),
// each weight in turn by soft thresholding while the others stay.
#include <span>
#include <vector>

#include "core/base/matrix.h"

namespace gradus {

struct ElasticNetParams {
  double strength = 1;  // scikit-learn's alpha
  double ratio = 1;     // its l1_ratio: 1 lasso, 0 ridge
  bool intercept = true;
};

struct ElasticNetState {
  std::vector<double> weights;
  double intercept = 0;

  template <typename Visitor>
  void fields(Visitor& v) {
    v("weights", weights);
    v("intercept", intercept);
  }
  bool operator==(const ElasticNetState&) const = default;
};

/// One sweep over all coordinates; returns the largest change of a weight. weights of another size begin at zero.
double elasticNetSweep(ElasticNetState& state, const Matrix& x, std::span<const double> y,
                       const ElasticNetParams& params);

/// Alternating least squares for the factorisation X = U V' on observed entries, |X - U V'|^2 + ridge (|U|^2 + |V|^2)
/// (Zhou et al. 2008): solves for all rows of U given V, then for those of V given U.
struct Rating {
  size_t row = 0, col = 0;
  double value = 0;
};
void alternatingLeastSquaresStep(Matrix& u, Matrix& v, std::span<const Rating> ratings, double ridge);

}  // namespace gradus
