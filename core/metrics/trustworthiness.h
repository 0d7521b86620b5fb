#pragma once
// Does a map show as neighbours what were neighbours? With U_i the k nearest of row i in the map that are not among its
// k nearest in the data, and r(i, j) the rank of j among i's neighbours in the data (nearest = 1):
//   T(k) = 1 - 2 / (n k (2n - 3k - 1)) sum_i sum_{j in U_i} (r(i, j) - k)
// Venna and Kaski (2001); van der Maaten, Postma, van den Herik (2009). 1 = every neighbour is honest.
#include <cstddef>
#include <stop_token>

#include "core/base/matrix.h"

namespace gradus {

/// `x` and `map` have the same rows. NaN unless 1 <= k < rows / 2 (the formula's range), if a value is not finite, or
/// if stopped. Ties in distance are taken in order of the row index.
double trustworthiness(const Matrix& x, const Matrix& map, size_t k = 12, std::stop_token stop = {});

}  // namespace gradus
