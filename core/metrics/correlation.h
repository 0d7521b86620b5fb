#pragma once
// How strongly two columns of numbers go together.
#include <span>
#include <vector>

#include "core/base/matrix.h"

namespace gradus {

/// Pearson's r = sum (a - mean a)(b - mean b) / (|a - mean a| |b - mean b|); NaN where one does not vary. Equal
/// lengths.
double pearson(std::span<const double> a, std::span<const double> b);
/// Spearman's rho: Pearson's r of the ranks, ties sharing their mean rank (Spearman 1904).
double spearman(std::span<const double> a, std::span<const double> b);
/// Ranks from 1; ties share the mean of theirs. NaN sorts last.
std::vector<double> ranks(std::span<const double> values);
/// Pearson's r between all columns of x; NaN in the rows and columns of a column that does not vary.
Matrix correlationMatrix(const Matrix& x);

}  // namespace gradus
