#pragma once
// Ticks at 1, 2, 2.5 and 5 times powers of ten; on logarithmic axes at powers of ten only.
#include <QString>
#include <map>
#include <utility>
#include <vector>

namespace gradus {

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `rough` (> 0).
double niceStep(double rough);
/// Positions and labels for the range, at most about `wanted` ticks. A logarithmic axis is given in decimal logarithms.
std::vector<std::pair<double, QString>> niceTicks(double low, double high, int wanted, bool logarithmic);

}  // namespace gradus
