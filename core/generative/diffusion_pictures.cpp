#include "core/generative/diffusion_pictures.h"

#include <algorithm>
#include <cmath>

#include "core/generative/diffusion_bound.h"
#include "core/view/tables.h"

namespace gradus::denoiser {

namespace {
float f(double value) {
  return static_cast<float>(value);
}
double second(const Matrix& x, size_t i) {
  return x.cols > 1 ? x(i, 1) : 0;
}
}  // namespace

int shownTime(const Scene& scene, double share) {
  if (scene.state.walk) return std::max(1, scene.state.walk->time());
  return std::clamp(static_cast<int>(std::lround(share * scene.schedule.steps)), 1, scene.schedule.steps);
}

Extent dataExtent(const Data&) {
  return {-3, 3, -3, 3};
}  // the data have mean square 1, the noise too

Points cloud(const Matrix& x, const std::vector<double>& place, const Data& data) {
  Points points;
  points.role = MarkRole::sample;
  points.coordinates.resize(2 * x.rows);
  for (size_t i = 0; i < x.rows; ++i) {
    points.coordinates[2 * i] = f(x(i, 0));
    points.coordinates[2 * i + 1] = f(second(x, i));
  }
  if (place.size() == x.rows && !data.place.empty()) {
    points.values.assign(place.begin(), place.end());
    const auto [low, high] = std::minmax_element(data.place.begin(), data.place.end());
    points.valueLow = *low;
    points.valueHigh = *high;
  }
  return points;
}

Strip strip(const Scene& scene, int frames) {
  Strip result;
  result.extent = dataExtent(*scene.state.data);
  if (!scene.state.walk) return result;
  const std::vector<int>& times = scene.state.walk->times;
  const auto reached = static_cast<size_t>(scene.state.walk->position);
  for (int k = 0; k < frames; ++k) {
    // The position at which the noise sqrt(1 - abar) is nearest to 1 - k / (frames - 1).
    const double wanted = 1 - static_cast<double>(k) / std::max(1, frames - 1);
    size_t best = 0;
    for (size_t p = 1; p < times.size(); ++p) {
      const auto noise = [&](size_t i) { return std::sqrt(1 - scene.schedule.alphaBarAt(times[i])); };
      if (std::fabs(noise(p) - wanted) < std::fabs(noise(best) - wanted)) best = p;
    }
    if (k == 0) best = 0;
    if (best > reached) break;
    result.frames.push_back({{GRADUS_TR("t = %1"), {std::to_string(times[best])}},
                             cloud(*scene.state.past[best], scene.state.arrival, *scene.state.data)});
    if (best <= reached) result.current = static_cast<int>(result.frames.size()) - 1;
  }
  if (!result.frames.empty() && result.current >= 0 && static_cast<int>(result.frames.size()) < frames) {
    // The last frame runs along with the walk until its own place is reached.
    result.frames.push_back({{GRADUS_TR("now, t = %1"), {std::to_string(times[reached])}},
                             cloud(*scene.state.past[reached], scene.state.arrival, *scene.state.data)});
    result.current = static_cast<int>(result.frames.size()) - 1;
  }
  return result;
}

Curves paths(const Scene& scene, size_t count) {
  Curves curves;
  if (!scene.state.walk) return curves;
  const auto& past = scene.state.past;
  const auto [low, high] = std::minmax_element(scene.state.data->place.begin(), scene.state.data->place.end());
  for (size_t i = 0; i < std::min(count, scene.state.noise->rows); ++i) {
    Curve curve{.name = "path_" + std::to_string(i), .width = 1};
    const double share = *high > *low ? (scene.state.arrival[i] - *low) / (*high - *low) : 0;
    curve.paint = {PaintKind::value, static_cast<int>(std::lround(255 * std::clamp(share, 0.0, 1.0)))};
    for (size_t p = 0; p < past.size(); ++p) {
      curve.x.push_back(scene.schedule.steps - scene.state.walk->times[p]);
      curve.y.push_back((*past[p])(i, 0));
    }
    curves.curves.push_back(std::move(curve));
  }
  return curves;
}

Arrows scoreField(const Scene& scene, int t, const Extent& extent, int nx, int ny) {
  Arrows arrows;
  arrows.paint = {PaintKind::muted, 0};
  Matrix grid(static_cast<size_t>(nx) * ny, scene.state.data->x.cols);
  for (int j = 0; j < ny; ++j) {
    for (int i = 0; i < nx; ++i) {
      const size_t cell = static_cast<size_t>(j) * nx + i;
      grid(cell, 0) = extent.x0 + (i + 0.5) * (extent.x1 - extent.x0) / nx;
      if (grid.cols > 1) grid(cell, 1) = extent.y0 + (j + 0.5) * (extent.y1 - extent.y0) / ny;
    }
  }
  const Matrix score = scoreFromNoise(scene.schedule, predict(scene.mlp, scene.state.net, scene.schedule, grid, t), t);
  const double cell = std::min((extent.x1 - extent.x0) / nx, (extent.y1 - extent.y0) / ny);
  for (size_t i = 0; i < grid.rows; ++i) {
    const double sx = score(i, 0), sy = second(score, i), size = std::hypot(sx, sy);
    const double length = size > 0 ? 0.9 * cell * std::tanh(size) / size : 0;
    for (const double value :
         {grid(i, 0) - 0.5 * length * sx, second(grid, i) - 0.5 * length * sy, length * sx, length * sy})
      arrows.values.push_back(f(value));
  }
  return arrows;
}

Polyline probePath(const Scene& scene, double x, double y, std::stop_token stop) {
  Polyline line;
  line.paint = {PaintKind::text, 0};
  line.casing = true;
  Matrix point(1, scene.state.data->x.cols);
  point(0, 0) = x;
  if (point.cols > 1) point(0, 1) = y;
  const std::vector<int> times =
      samplingSequence(scene.schedule.steps, std::min(scene.params.reverse.stepsUsed, scene.schedule.steps));
  for (size_t p = 0; p < times.size() && !stop.stop_requested(); ++p) {
    line.coordinates.push_back(f(point(0, 0)));
    line.coordinates.push_back(f(second(point, 0)));
    if (p + 1 < times.size()) {
      point =
          ddimStep(scene.schedule, 0, point,
                   predictForWalk(scene.mlp, scene.state.net, scene.schedule, scene.state.data->reach, point, times[p]),
                   times[p], times[p + 1], Rng());
    }
  }
  return line;
}

Curves scheduleCurves(const Scene& scene, int t) {
  Curves curves;
  Curve signal{.name = "signal", .title = GRADUS_TR("signal"), .paint = {PaintKind::classColour, 0}};
  Curve noise{.name = "noise", .title = GRADUS_TR("noise"), .paint = {PaintKind::classColour, 1}};
  const int stride = std::max(1, scene.schedule.steps / 200);
  for (int step = 0; step <= scene.schedule.steps; step += stride) {
    signal.x.push_back(step);
    noise.x.push_back(step);
    signal.y.push_back(std::sqrt(scene.schedule.alphaBarAt(step)));
    noise.y.push_back(std::sqrt(1 - scene.schedule.alphaBarAt(step)));
  }
  curves.curves = {signal, noise};
  curves.lines.push_back(
      {static_cast<double>(t), {GRADUS_TR("t = %1"), {std::to_string(t)}}, true, {PaintKind::text, 0}});
  return curves;
}

/// Mean of the bound's term at time t over the rows i of x0 with i % parts == part.
double boundTerm(const Scene& scene, const Matrix& x0, int t, size_t part, size_t parts, const Rng& rng) {
  Matrix rows((x0.rows - part + parts - 1) / parts, x0.cols), eps(rows.rows, rows.cols);
  for (size_t i = 0; i < rows.rows; ++i)
    std::copy(x0.row(part + i * parts).begin(), x0.row(part + i * parts).end(), rows.row(i).begin());
  Rng noise = rng.split(static_cast<uint64_t>(t));
  noise.fillNormal(eps.values);
  const Matrix predicted = predict(scene.mlp, scene.state.net, scene.schedule, noised(scene.schedule, rows, eps, t), t);
  return meanTerm(stepTerm(scene.schedule, ReverseVariance::posterior, rows, eps, predicted, t));
}

Bars boundTerms(const Scene& scene, size_t points, int bins, Rng rng, std::stop_token stop) {
  Bars bars;
  const Matrix& data = scene.state.data->x;
  Matrix x0(std::min(points, data.rows), data.cols);
  const std::vector<size_t> rows = rng.sample(data.rows, x0.rows);
  for (size_t i = 0; i < rows.size(); ++i)
    std::copy(data.row(rows[i]).begin(), data.row(rows[i]).end(), x0.row(i).begin());
  // L_0 is a log density, not a divergence: it may be negative and is never lumped with the others.
  bars.labels.push_back("L_0");
  bars.values.push_back(boundTerm(scene, x0, 1, 0, 1, rng));
  const int steps = scene.schedule.steps, rest = steps - 1, used = std::min(bins, rest);
  for (int bin = 0; bin < used && !stop.stop_requested(); ++bin) {
    // A bar stands for all times first ... last. The rows are dealt out to times spread evenly over them.
    const int first = 2 + bin * rest / used, last = 1 + (bin + 1) * rest / used, width = last - first + 1;
    const int parts = std::min({width, 16, static_cast<int>(x0.rows)});
    double mean = 0;
    for (int part = 0; part < parts; ++part) {
      const int t = first + (2 * part + 1) * width / (2 * parts);
      mean += boundTerm(scene, x0, t, static_cast<size_t>(part), static_cast<size_t>(parts), rng) / parts;
    }
    bars.labels.push_back(first == last ? std::to_string(first) : std::to_string(first) + "-" + std::to_string(last));
    bars.values.push_back(mean * width);
  }
  bars.labels.push_back("L_T");
  bars.values.push_back(meanTerm(priorTerm(scene.schedule, x0)));
  return bars;
}

Points dataPoints(const Data& data) {
  Points points = cloud(data.x, {}, data);
  points.role = MarkRole::data;
  points.paint = {PaintKind::muted, 0};
  return points;
}

Points walkers(const State& state) {
  return state.walk ? cloud(state.walk->x, state.arrival, *state.data) : Points{};
}

Points probeMark(double x, double y) {
  Points points;
  points.role = MarkRole::start;
  points.coordinates = {f(x), f(y)};
  points.paint = {PaintKind::text, 0};
  return points;
}

Points preview(const Scene& scene, size_t count, int steps, Rng rng, std::stop_token stop) {
  if (scene.state.walk) return {};
  const Data& data = *scene.state.data;
  Matrix noise(count, data.x.cols);
  rng.fillNormal(noise.values);
  Points points = cloud(
      sampleStraight(scene.schedule, scene.mlp, scene.state.net, data.reach, std::move(noise), steps, stop), {}, data);
  points.paint = {PaintKind::run, 0};
  return points;
}

Table sampleTable(const State& state) {
  Table table;
  const Data& data = *state.data;
  for (size_t j = 0; j < data.x.cols; ++j) {
    std::vector<double> numbers;
    for (size_t i = 0; state.walk && i < state.walk->x.rows; ++i)
      numbers.push_back(data.centre[j] + data.scale * state.walk->x(i, j));
    addColumn(table, "x" + std::to_string(j + 1), std::move(numbers));
  }
  return table;
}

}  // namespace gradus::denoiser
