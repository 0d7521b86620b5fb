#pragma once
// View data of a diffusion model: the strip from noise to data, the paths, the score field, the schedule, the bound.
#include <stop_token>

#include "core/generative/denoiser.h"
#include "core/view/view_data.h"

namespace gradus::denoiser {

/// What the pictures need of a run.
struct Scene {
  const Params& params;
  const DiffusionSchedule& schedule;
  const State& state;
  const Mlp& mlp;
};

/// The time at which pictures of the score stand: the walk's, or while training one chosen as a share of T.
int shownTime(const Scene& scene, double share);
Extent dataExtent(const Data& data);

Points cloud(const Matrix& x, const std::vector<double>& place, const Data& data);
/// `frames` planes, spaced evenly in the size of the noise, as far as the walk has come.
Strip strip(const Scene& scene, int frames);
/// First coordinate of `count` points against the time left, as far as the walk has come.
Curves paths(const Scene& scene, size_t count);
/// Arrows of the score on a grid, each with length tanh of its size; at time t.
Arrows scoreField(const Scene& scene, int t, const Extent& extent, int nx, int ny);
/// The way of one point from (x, y) at time T without randomness.
Polyline probePath(const Scene& scene, double x, double y, std::stop_token stop);
/// Signal and noise against t, the present time marked.
Curves scheduleCurves(const Scene& scene, int t);
/// Terms of the variational bound in nats, averaged over `points` data rows: L_0, at most `bins` bars over t, each the
/// sum of its terms, and L_T. Their sum is the bound.
Bars boundTerms(const Scene& scene, size_t points, int bins, Rng rng, std::stop_token stop);

/// The data, muted.
Points dataPoints(const Data& data);
/// Where the samples stand; none while training.
Points walkers(const State& state);
/// The start of the single path.
Points probeMark(double x, double y);
/// While training: what the network of this moment would draw from `count` points of noise, in `steps` steps without
/// randomness. Nothing once the samples walk.
Points preview(const Scene& scene, size_t count, int steps, Rng rng, std::stop_token stop);
/// x1, x2, ...: the samples in the units of the data.
Table sampleTable(const State& state);

}  // namespace gradus::denoiser
