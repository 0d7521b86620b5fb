#include "core/manifold/isomap.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

#include "core/base/eigen_view.h"
#include "core/base/error.h"
#include "core/base/parallel.h"

namespace gradus {

namespace {

using Index = Eigen::Index;

struct Edge {
  int32_t from, to;
  double length;
};

// Edges that join the parts: the part of row 0 grows by the part with the shortest way to it (Prim 1957 over parts).
std::vector<Edge> bridges(const Matrix& x, const std::vector<int32_t>& part) {
  const size_t n = x.rows;
  std::vector<Edge> best(n, {0, 0, std::numeric_limits<double>::infinity()}), result;
  std::vector<bool> inside(n, false);
  int32_t joined = 0;
  for (;;) {
    for (size_t i = 0; i < n; ++i) {
      if (part[i] != joined) continue;
      inside[i] = true;
      for (size_t j = 0; j < n; ++j) {
        if (inside[j] || part[j] == joined) continue;
        const double length = std::sqrt(squaredDistance(x.row(i), x.row(j)));
        if (length < best[j].length) best[j] = {static_cast<int32_t>(i), static_cast<int32_t>(j), length};
      }
    }
    const Edge* shortest = nullptr;
    for (size_t j = 0; j < n; ++j) {
      if (!inside[j] && (!shortest || best[j].length < shortest->length)) shortest = &best[j];
    }
    if (!shortest) return result;
    result.push_back(*shortest);
    joined = part[static_cast<size_t>(shortest->to)];
  }
}

IsomapResult start(const IsomapParams& params, const Matrix& x, const Rng& rng) {
  if (params.components < 1 || static_cast<size_t>(params.components) >= x.rows ||
      params.landmarks <= params.components) {
    throw UserError({GRADUS_TR("%1 components from %2 rows and %3 landmarks is not possible: there must be at least 1 "
                               "component, and more "
                               "rows and landmarks than components."),
                     {std::to_string(params.components), std::to_string(x.rows), std::to_string(params.landmarks)}});
  }
  IsomapResult result;
  Rng own = rng.split("landmarks");
  for (const size_t i : own.sample(x.rows, std::min(x.rows, static_cast<size_t>(params.landmarks)))) {
    result.landmarks.push_back(static_cast<int32_t>(i));
  }
  std::ranges::sort(result.landmarks);
  return result;
}

// Places every row from `squared`, landmarks x rows.
void scale(const IsomapParams& params, const RowMajor& squared, IsomapResult& result) {
  const auto m = static_cast<Index>(result.landmarks.size()), d = static_cast<Index>(params.components);
  Eigen::MatrixXd b(m, m);
  for (Index j = 0; j < m; ++j) b.col(j) = squared.col(result.landmarks[static_cast<size_t>(j)]);
  const Eigen::VectorXd means = b.rowwise().mean();
  b = (-0.5 * ((b.colwise() - means).rowwise() - means.transpose()).array() - 0.5 * means.mean()).matrix().eval();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(b);
  result.embedding = Matrix(static_cast<size_t>(squared.cols()), static_cast<size_t>(d));
  for (Index c = 0; c < d; ++c) {
    const double value = eigen.eigenvalues()[m - 1 - c];
    result.eigenvalues.push_back(value);
    if (!(value > 0)) continue;
    const Eigen::VectorXd vector = eigen.eigenvectors().col(m - 1 - c);
    const Eigen::VectorXd axis =
        (means.dot(vector) - (squared.transpose() * vector).array()).matrix() / (2 * std::sqrt(value));
    Index largest = 0;
    axis.cwiseAbs().maxCoeff(&largest);
    eigenView(result.embedding).col(c) = axis[largest] < 0 ? Eigen::VectorXd(-axis) : axis;
  }
}

}  // namespace

NeighbourGraph neighbourGraph(const Matrix& x, const Neighbours& neighbours) {
  std::vector<Edge> edges;
  for (size_t i = 0; i < neighbours.rows(); ++i) {
    for (size_t j = 0; j < neighbours.k; ++j) {
      const double length = neighbours.distancesOf(i)[j];
      edges.push_back({static_cast<int32_t>(i), neighbours.of(i)[j], length});
      edges.push_back({neighbours.of(i)[j], static_cast<int32_t>(i), length});
    }
  }
  for (const Edge& bridge : bridges(x, connectedParts(neighbours))) {
    edges.push_back(bridge);
    edges.push_back({bridge.to, bridge.from, bridge.length});
  }
  const auto ends = [](const Edge& e) { return std::pair(e.from, e.to); };
  std::ranges::sort(edges, {}, ends);
  edges.erase(std::unique(edges.begin(), edges.end(), [&](const Edge& a, const Edge& b) { return ends(a) == ends(b); }),
              edges.end());
  NeighbourGraph graph;
  graph.begin.assign(neighbours.rows() + 1, 0);
  for (const Edge& e : edges) {
    ++graph.begin[static_cast<size_t>(e.from) + 1];
    graph.to.push_back(e.to);
    graph.length.push_back(e.length);
  }
  std::partial_sum(graph.begin.begin(), graph.begin.end(), graph.begin.begin());
  return graph;
}

std::vector<double> geodesicDistances(const NeighbourGraph& graph, int32_t source) {
  std::vector<double> distance(graph.begin.size() - 1, std::numeric_limits<double>::infinity());
  using Entry = std::pair<double, int32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open;
  distance[static_cast<size_t>(source)] = 0;
  open.emplace(0.0, source);
  while (!open.empty()) {
    const auto [length, at] = open.top();
    open.pop();
    if (length > distance[static_cast<size_t>(at)]) continue;
    for (int32_t e = graph.begin[static_cast<size_t>(at)]; e < graph.begin[static_cast<size_t>(at) + 1]; ++e) {
      const int32_t to = graph.to[static_cast<size_t>(e)];
      const double way = length + graph.length[static_cast<size_t>(e)];
      if (way < distance[static_cast<size_t>(to)]) {
        distance[static_cast<size_t>(to)] = way;
        open.emplace(way, to);
      }
    }
  }
  return distance;
}

IsomapResult isomap(const IsomapParams& params, const Matrix& x, const Neighbours& neighbours, const Rng& rng,
                    std::stop_token stop) {
  IsomapResult result = start(params, x, rng);
  result.parts = countParts(neighbours);
  const NeighbourGraph graph = neighbourGraph(x, neighbours);
  RowMajor squared(static_cast<Index>(result.landmarks.size()), static_cast<Index>(x.rows));
  parallelFor(result.landmarks.size(), 4, [&](size_t begin, size_t end) {
    for (size_t l = begin; l < end && !stop.stop_requested(); ++l) {
      const std::vector<double> distance = geodesicDistances(graph, result.landmarks[l]);
      for (size_t i = 0; i < x.rows; ++i)
        squared(static_cast<Index>(l), static_cast<Index>(i)) = distance[i] * distance[i];
    }
  });
  if (!stop.stop_requested()) scale(params, squared, result);
  return result;
}

}  // namespace gradus
