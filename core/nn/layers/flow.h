#pragma once
// Invertible layers of normalising flows: values with the logarithm of |det dy/dx| of every row, [N, 1].
#include "core/compute/graph.h"

namespace gradus {

struct Flow {
  Tensor y, logDeterminant;
};

/// Affine coupling (Dinh, Sohl-Dickstein, Bengio 2017, equations 7 and 8): x = [x1, x2] in halves, y2 = x2 exp(s) + t
/// with s = tanh of the first half of `scaleShift` [N, width] and t its second half, made by any network from x1.
/// swapped: x1 is changed and x2 passes (`scaleShift` comes from x2). UserError unless the width is even.
Flow affineCoupling(Tensor x, Tensor scaleShift, bool swapped = false);
/// The inverse: x from y, with its own log-determinant.
Flow affineCouplingInverse(Tensor y, Tensor scaleShift, bool swapped = false);
/// The half that passes, for the network that makes `scaleShift`.
Tensor passingHalf(Tensor x, bool swapped = false);

/// Monotone rational-quadratic splines (Durkan et al. 2019, equations 4 and 5), one for each element of x [N, d];
/// inside
/// [-bound, bound] `bins` pieces, outside the identity. `numbers` [N, d (3 bins - 1)]: for each element bins widths,
/// bins heights (both through a softmax) and bins - 1 slopes at the inner knots (through softplus; 1 at the ends).
Flow rationalQuadraticSpline(Tensor x, Tensor numbers, int bins, double bound = 3, bool inverse = false);

}  // namespace gradus
