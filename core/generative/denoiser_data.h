#pragma once
// The denoiser's data changed by hand, and how far apart two halves of them are.
#include <span>

#include "core/data/dataset.h"
#include "core/generative/denoiser.h"

namespace gradus::denoiser {

/// What colours the rows: the target, the class, or the angle about the mean.
std::vector<double> placesOf(const Dataset& data, const Matrix& x);

/// One more row for every place (x1, y1, x2, y2, ...) of the first two columns, 0 in the others; it gets the colour of
/// its nearest row. The normalisation stays as it was.
Data withPainted(const Data& data, std::span<const double> places);
/// Without the rows within `radius` of a place; the data themselves if fewer than two would be left to learn from.
Data withoutNear(const Data& data, std::span<const double> places, double radius);

/// Sliced Wasserstein distance of two random halves of the rows: the measure for how near samples can be.
double halvesDistance(const Matrix& x, Rng rng);
/// Sliced Wasserstein distance of the walk's points to the data, over `directions` fixed directions.
double walkDistance(const State& state, size_t directions);

/// Takes the samples away: training goes on, or the next walk begins.
void leaveWalk(State& state);

}  // namespace gradus::denoiser
