#include "core/cluster/k_means.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/cluster/nearest.h"
#include "core/data/checks.h"

namespace gradus::kmeans {

namespace {

constexpr size_t grain = 4096;  // rows a chunk; part of the result's bits

void requireUsable(const Params& params, const Matrix& x) {
  requireNumbers(x);
  if (params.k < 1 || static_cast<size_t>(params.k) > x.rows) {
    throw UserError(Text(GRADUS_TR("k is %1, but %2 rows can be split into 1 to %2 groups; choose such a k."),
                         {std::to_string(params.k), std::to_string(x.rows)}));
  }
}

std::vector<int> groupSizes(const State& state) {
  std::vector<int> sizes(state.centroids.rows, 0);
  for (const int label : state.labels) {
    if (label >= 0) ++sizes[static_cast<size_t>(label)];
  }
  return sizes;
}

// Sums of the members' coordinates, k x d, added up per chunk and then in chunk order. The sums are of differences from
// the current centroid, so that data far from the origin lose no digits.
Matrix memberOffsets(const State& state, const Matrix& x) {
  const size_t k = state.centroids.rows, d = x.cols;
  std::vector<Matrix> parts((x.rows + grain - 1) / grain, Matrix(k, d));
  parallelFor(x.rows, grain, [&](size_t begin, size_t end) {
    Matrix& part = parts[begin / grain];
    for (size_t i = begin; i < end; ++i) {
      const auto c = static_cast<size_t>(state.labels[i]);
      const double* point = x.values.data() + i * d;
      const double* centre = state.centroids.values.data() + c * d;
      double* sum = part.values.data() + c * d;
      for (size_t j = 0; j < d; ++j) sum[j] += point[j] - centre[j];
    }
  });
  Matrix total(k, d);
  for (const Matrix& part : parts) {
    for (size_t m = 0; m < total.values.size(); ++m) total.values[m] += part.values[m];
  }
  return total;
}

struct Relocation {
  int relocated = 0;
  int leftEmpty = 0;
};

// Gives every empty group the point that lies farthest from its own centroid, unless it is the last of its group.
Relocation fillEmptyGroups(State& state, const Matrix& x, std::vector<int>& sizes) {
  Relocation result;
  if (std::find(sizes.begin(), sizes.end(), 0) == sizes.end()) return result;
  std::vector<double> distance(x.rows);
  for (size_t i = 0; i < x.rows; ++i) {
    distance[i] = squaredDistance(x.row(i), state.centroids.row(static_cast<size_t>(state.labels[i])));
  }
  for (size_t j = 0; j < sizes.size(); ++j) {
    if (sizes[j] > 0) continue;
    size_t farthest = x.rows;
    for (size_t i = 0; i < x.rows; ++i) {
      const bool better = distance[i] > (farthest == x.rows ? 0.0 : distance[farthest]);
      if (better && sizes[static_cast<size_t>(state.labels[i])] > 1) farthest = i;
    }
    if (farthest == x.rows) {
      ++result.leftEmpty;
      continue;
    }
    --sizes[static_cast<size_t>(state.labels[farthest])];
    sizes[j] = 1;
    state.labels[farthest] = static_cast<int>(j);
    std::copy_n(x.row(farthest).data(), x.cols, state.centroids.row(j).data());
    distance[farthest] = 0;
    ++result.relocated;
  }
  return result;
}

}  // namespace

void nearestCentroids(const Matrix& x, const Matrix& centroids, std::vector<int>& labels,
                      std::vector<double>* squaredDistances) {
  assert(x.cols == centroids.cols && centroids.rows >= 1);
  labels.resize(x.rows);
  std::vector<double> own;
  std::vector<double>& distances = squaredDistances ? *squaredDistances : own;
  distances.resize(x.rows);
  parallelFor(x.rows, grain, [&](size_t begin, size_t end) {
    nearestOfRange(x, centroids, begin, end, labels.data(), distances.data());
  });
}

double inertia(const Matrix& x, const Matrix& centroids, const std::vector<int>& labels) {
  return parallelSum(x.rows, grain, [&](size_t begin, size_t end) {
    double sum = 0;
    for (size_t i = begin; i < end; ++i)
      sum += squaredDistance(x.row(i), centroids.row(static_cast<size_t>(labels[i])));
    return sum;
  });
}

Info assign(State& state, const Matrix& x) {
  Info info{.phase = Phase::assign};
  std::vector<int> labels;
  std::vector<double> distances;
  nearestCentroids(x, state.centroids, labels, &distances);
  assert(state.labels.size() == x.rows);
  for (size_t i = 0; i < x.rows; ++i) info.changed += labels[i] != state.labels[i];
  info.inertia = parallelSum(x.rows, grain, [&](size_t begin, size_t end) {
    double sum = 0;
    for (size_t i = begin; i < end; ++i) sum += distances[i];
    return sum;
  });
  state.labels = std::move(labels);
  state.phase = Phase::update;
  state.settled = info.changed == 0;
  info.sizes = groupSizes(state);
  info.finite = std::isfinite(info.inertia);
  return info;
}

Info update(State& state, const Matrix& x) {
  Info info{.phase = Phase::update};
  const Matrix before = state.centroids;
  info.sizes = groupSizes(state);
  const Relocation relocation = fillEmptyGroups(state, x, info.sizes);
  info.relocated = relocation.relocated;
  info.leftEmpty = relocation.leftEmpty;
  if (relocation.relocated > 0) state.settled = false;
  const Matrix offsets = memberOffsets(state, x);
  for (size_t c = 0; c < offsets.rows; ++c) {
    if (info.sizes[c] == 0) continue;
    for (size_t j = 0; j < offsets.cols; ++j) state.centroids(c, j) += offsets(c, j) / info.sizes[c];
  }
  double squares = 0;
  for (size_t c = 0; c < before.rows; ++c) squares += squaredDistance(before.row(c), state.centroids.row(c));
  info.moved = std::sqrt(squares);
  info.inertia = inertia(x, state.centroids, state.labels);
  info.finite = std::isfinite(info.inertia);
  state.phase = Phase::assign;
  ++state.iteration;
  return info;
}

Info step(const Params& params, State& state, const Matrix& x) {
  if (state.phase == Phase::assign) return assign(state, x);
  Info info = update(state, x);
  state.done = state.settled || state.iteration >= params.maxIterations;
  return info;
}

void resume(State& state, size_t rows) {
  state.labels.resize(rows, -1);
  state.phase = Phase::assign;
  state.settled = false;
  state.done = false;
}

void moveCentroid(State& state, size_t j, std::span<const double> place) {
  assert(j < state.centroids.rows && place.size() == state.centroids.cols);
  std::copy(place.begin(), place.end(), state.centroids.row(j).begin());
  resume(state, state.labels.size());
}

State init(const Params& params, const Matrix& x, Rng rng) {
  requireUsable(params, x);
  State state;
  state.labels.assign(x.rows, -1);
  switch (params.init) {
    case Init::random:
      state.centroids = randomStart(x, params.k, rng);
      break;
    case Init::plusPlus:
      state.centroids = plusPlusStart(x, params.k, rng);
      break;
    case Init::given:
      if (params.given.rows != static_cast<size_t>(params.k) || params.given.cols != x.cols) {
        throw UserError(Text(GRADUS_TR("The given start has %1 centroids of %2 numbers, needed are %3 of %4."),
                             {std::to_string(params.given.rows), std::to_string(params.given.cols),
                              std::to_string(params.k), std::to_string(x.cols)}));
      }
      state.centroids = params.given;
      break;
  }
  return state;
}

}  // namespace gradus::kmeans
