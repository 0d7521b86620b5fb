#pragma once
// Ranks and rank correlation.
#include <span>
#include <vector>

namespace gradus {

/// Ranks 1 ... n; equal values get the mean of their ranks. Values must not be NaN.
std::vector<double> averageRanks(std::span<const double> values);

/// Pearson's correlation; NaN if either side is constant or shorter than 2. Equal lengths.
double pearsonCorrelation(std::span<const double> a, std::span<const double> b);

/// Spearman (1904): Pearson's correlation of the average ranks; NaN if either side is constant or shorter than 2.
double spearmanCorrelation(std::span<const double> a, std::span<const double> b);

}  // namespace gradus
