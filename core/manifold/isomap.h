#pragma once
// Isomap with landmarks, for comparison: distances are measured along the neighbour graph, then classical scaling finds
// the flat map that keeps them best.
//   geodesics   shortest paths in the graph of neighbours, edges of Euclidean length (Tenenbaum, de Silva, Langford
//   2000) scaling     B = -1/2 H D^2 H over the m landmarks, B = V L V^T, landmarks at V L^(1/2); every other row at
//               1/2 L^(-1/2) V^T (mean of D^2 - its own D^2)            (de Silva and Tenenbaum 2004, section 2.3)
// With every row a landmark this is Isomap itself; m landmarks cost m shortest-path searches instead of n.
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "core/base/matrix.h"
#include "core/base/rng.h"
#include "core/manifold/neighbours.h"

namespace gradus {

struct IsomapParams {
  int components = 2;
  int landmarks = 300;  // at most; fewer rows are all landmarks
};

struct IsomapResult {
  Matrix embedding;                 // rows x components; axes of no extent are 0
  std::vector<int32_t> landmarks;   // ascending
  std::vector<double> eigenvalues;  // of B, the `components` largest; negative ones are reported and their axis is 0
  size_t parts = 1;                 // of the neighbour graph before its parts were joined
};

/// Neighbour edges, both ways, as an adjacency list: begin[i] .. begin[i + 1] index `to` and `length`.
struct NeighbourGraph {
  std::vector<int32_t> begin, to;
  std::vector<double> length;
};
/// The undirected graph. Parts that hang apart are joined, each by its shortest edge to the parts before it.
NeighbourGraph neighbourGraph(const Matrix& x, const Neighbours& neighbours);

/// Dijkstra (1959): length of the shortest path from `source` to every row.
std::vector<double> geodesicDistances(const NeighbourGraph& graph, int32_t source);

/// `neighbours` are those of x. Throws UserError unless 1 <= components < rows and landmarks > components. Landmarks
/// are drawn from `rng`. Empty embedding if stopped.
IsomapResult isomap(const IsomapParams& params, const Matrix& x, const Neighbours& neighbours, const Rng& rng,
                    std::stop_token stop = {});

}  // namespace gradus
