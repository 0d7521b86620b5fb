#pragma once
// How far apart two clouds of points are: the cost of carrying one onto the other.
//   on a line  W_p^p = integral_0^1 |F^-1(u) - G^-1(u)|^p du, exact for samples of any sizes
//   sliced     SW_2^2 = mean over directions of W_2^2 of the projections (Rabin, Peyre, Delon, Bernot 2011; Bonneel et
//   al. 2015)
#include <cstddef>
#include <span>

#include "core/base/matrix.h"
#include "core/base/rng.h"

namespace gradus {

/// W_p of two samples on a line, p = 1 or 2. Both non-empty; values must not be NaN.
double wassersteinOnLine(std::span<const double> a, std::span<const double> b, int p = 2);

/// `count` unit directions in d dimensions, one a row. Keep them fixed while distances are to be compared.
Matrix randomDirections(size_t count, size_t dimension, Rng rng);

/// SW_2 between the rows of a and of b, which may differ in number. NaN if either is empty or not finite.
double slicedWasserstein(const Matrix& a, const Matrix& b, const Matrix& directions);

}  // namespace gradus
