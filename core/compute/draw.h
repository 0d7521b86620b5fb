#pragma once
// A graph as a picture: data for views (nodes in ranks, edges, grouped by layer), Graphviz text, plain text.
#include <span>
#include <string>
#include <vector>

#include "core/compute/graph.h"

namespace gradus {

struct DrawnNode {
  int id = -1;        // of the graph; of a layer: its last op
  std::string label;  // "matmul", "weight" (parameters by their names), "layer2" for a whole layer
  Shape shape;        // of the result
  int rank = 0;       // longest way from a leaf: edges go from lower to higher ranks
  int place = 0;      // position inside its rank, from 0, near the nodes it is connected with
  int group = -1;     // index into DrawnGraph::groups
  bool leaf = false;  // input, scalar, parameter, constant
  int ops = 1;        // layers: how many
};

struct DrawnEdge {
  int from = 0, to = 0;  // indices into DrawnGraph::nodes
};

struct DrawnGraph {
  std::vector<DrawnNode> nodes;
  std::vector<DrawnEdge> edges;
  std::vector<std::string> groups;  // layers, in order of their first op
  int ranks = 0;
};

enum class DrawDetail { ops, layers };

/// Everything that `outputs` depend on; with DrawDetail::layers one node per layer (ops without a layer stay single).
DrawnGraph drawGraph(const Graph& graph, std::span<const Tensor> outputs, DrawDetail detail = DrawDetail::ops);

/// Text for Graphviz `dot`: layers are boxes around their ops, edges carry shapes.
std::string graphDot(const DrawnGraph& drawing);

/// One line per op: "12 matmul [8, 3] <- 4 9 (layer2)".
std::string graphText(const Graph& graph, std::span<const Tensor> outputs);

}  // namespace gradus
