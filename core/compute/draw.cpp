#include "core/compute/draw.h"

#include <algorithm>
#include <map>

namespace gradus {

namespace {

std::vector<char> neededFor(const Graph& graph, std::span<const Tensor> outputs) {
  std::vector<char> needed(static_cast<size_t>(graph.size()), 0);
  for (const Tensor output : outputs) needed[static_cast<size_t>(output.id)] = 1;
  for (int id = graph.size() - 1; id >= 0; --id) {
    if (!needed[static_cast<size_t>(id)]) continue;
    for (const int input : graph.op(id).inputs) needed[static_cast<size_t>(input)] = 1;
  }
  return needed;
}

std::string numberText(double number) {
  std::string text = std::to_string(number);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}

std::string labelOf(const Op& op) {
  if (!op.name.empty()) return op.name;
  if (op.kind == OpKind::constant && op.data.empty()) return numberText(op.number);
  return std::string(opName(op.kind));
}

// Ranks by the longest way; a layer's ops are one node, so ways through it count once. Layers that read each other in a
// ring (shared ones) keep the order of their first ops: edges backwards are not followed.
void rankNodes(DrawnGraph& drawing) {
  std::vector<DrawnEdge> edges = drawing.edges;
  std::sort(edges.begin(), edges.end(), [](const DrawnEdge& a, const DrawnEdge& b) { return a.from < b.from; });
  for (const DrawnEdge& edge : edges) {
    if (edge.from >= edge.to) continue;
    int& rank = drawing.nodes[static_cast<size_t>(edge.to)].rank;
    rank = std::max(rank, drawing.nodes[static_cast<size_t>(edge.from)].rank + 1);
  }
  // Leaves stand just before their first reader.
  std::vector<int> first(drawing.nodes.size(), -1);
  for (const DrawnEdge& edge : edges) {
    const int rank = drawing.nodes[static_cast<size_t>(edge.to)].rank;
    int& best = first[static_cast<size_t>(edge.from)];
    best = best < 0 ? rank : std::min(best, rank);
  }
  for (size_t i = 0; i < drawing.nodes.size(); ++i) {
    DrawnNode& node = drawing.nodes[i];
    if (node.leaf && first[i] > 0) node.rank = first[i] - 1;
    drawing.ranks = std::max(drawing.ranks, node.rank + 1);
  }
}

// Order inside ranks by the mean place of the nodes read (barycentre rule: Sugiyama, Tagawa, Toda 1981).
void placeNodes(DrawnGraph& drawing) {
  std::vector<std::vector<int>> byRank(static_cast<size_t>(drawing.ranks)), reads(drawing.nodes.size());
  for (const DrawnEdge& edge : drawing.edges) reads[static_cast<size_t>(edge.to)].push_back(edge.from);
  for (size_t i = 0; i < drawing.nodes.size(); ++i)
    byRank[static_cast<size_t>(drawing.nodes[i].rank)].push_back(static_cast<int>(i));
  for (std::vector<int>& rank : byRank) {
    std::map<int, double> middle;
    for (const int node : rank) {
      double sum = 0;
      for (const int from : reads[static_cast<size_t>(node)]) sum += drawing.nodes[static_cast<size_t>(from)].place;
      const auto count = static_cast<double>(reads[static_cast<size_t>(node)].size());
      middle[node] = count > 0 ? sum / count : 1e9;  // leaves last
    }
    std::stable_sort(rank.begin(), rank.end(), [&](int a, int b) { return middle[a] < middle[b]; });
    for (size_t place = 0; place < rank.size(); ++place)
      drawing.nodes[static_cast<size_t>(rank[place])].place = static_cast<int>(place);
  }
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return result + "\"";
}

}  // namespace

DrawnGraph drawGraph(const Graph& graph, std::span<const Tensor> outputs, DrawDetail detail) {
  const std::vector<char> needed = neededFor(graph, outputs);
  DrawnGraph drawing;
  std::map<std::string, int> groupOf, nodeOfLayer;
  std::vector<int> nodeOf(static_cast<size_t>(graph.size()), -1);
  std::map<std::pair<int, int>, int> edges;
  for (int id = 0; id < graph.size(); ++id) {
    const Op& op = graph.op(id);
    if (!needed[static_cast<size_t>(id)]) continue;
    int group = -1;
    if (!op.layer.empty()) {
      const auto [known, isNew] = groupOf.emplace(op.layer, static_cast<int>(drawing.groups.size()));
      if (isNew) drawing.groups.push_back(op.layer);
      group = known->second;
    }
    int& node = nodeOf[static_cast<size_t>(id)];
    const bool leaf = op.inputs.empty() && op.kind <= OpKind::constant;
    const bool whole = detail == DrawDetail::layers && group >= 0 && op.kind != OpKind::input;
    if (detail == DrawDetail::layers && op.kind == OpKind::constant) continue;
    if (const auto known = whole ? nodeOfLayer.find(op.layer) : nodeOfLayer.end(); known != nodeOfLayer.end()) {
      node = known->second;
      DrawnNode& layer = drawing.nodes[static_cast<size_t>(node)];
      layer.ops += !leaf;
      if (!leaf) layer.id = id, layer.shape = op.shape;
    } else {
      node = static_cast<int>(drawing.nodes.size());
      drawing.nodes.push_back(
          {id, whole ? op.layer : labelOf(op), op.shape, 0, 0, group, leaf && !whole, whole ? !leaf : 1});
      if (whole) nodeOfLayer[op.layer] = node;
    }
    for (const int input : op.inputs) {
      const int from = nodeOf[static_cast<size_t>(input)];
      if (from >= 0 && from != node && edges.emplace(std::pair(from, node), 0).second)
        drawing.edges.push_back({from, node});
    }
  }
  rankNodes(drawing);
  placeNodes(drawing);
  return drawing;
}

std::string graphDot(const DrawnGraph& drawing) {
  std::string text = "digraph {\n  rankdir=LR;\n  node [shape=box];\n";
  const auto nodeLine = [&](size_t i, const char* indent) {
    const DrawnNode& node = drawing.nodes[i];
    text += std::string(indent) + "n" + std::to_string(i) + " [label=" + quoted(node.label + " " + node.shape.str()) +
            (node.leaf ? ", shape=ellipse" : "") + "];\n";
  };
  for (size_t group = 0; group < drawing.groups.size(); ++group) {
    text += "  subgraph cluster_" + std::to_string(group) + " {\n    label=" + quoted(drawing.groups[group]) + ";\n";
    for (size_t i = 0; i < drawing.nodes.size(); ++i) {
      if (drawing.nodes[i].group == static_cast<int>(group)) nodeLine(i, "    ");
    }
    text += "  }\n";
  }
  for (size_t i = 0; i < drawing.nodes.size(); ++i) {
    if (drawing.nodes[i].group < 0) nodeLine(i, "  ");
  }
  for (const DrawnEdge& edge : drawing.edges)
    text += "  n" + std::to_string(edge.from) + " -> n" + std::to_string(edge.to) + ";\n";
  return text + "}\n";
}

std::string graphText(const Graph& graph, std::span<const Tensor> outputs) {
  const std::vector<char> needed = neededFor(graph, outputs);
  std::string text;
  for (int id = 0; id < graph.size(); ++id) {
    const Op& op = graph.op(id);
    if (!needed[static_cast<size_t>(id)]) continue;
    text += std::to_string(id) + " " + std::string(opName(op.kind));
    if (labelOf(op) != opName(op.kind)) text += " " + labelOf(op);
    text += " " + op.shape.str();
    if (op.transposeA) text += " left transposed";
    if (op.transposeB) text += " right transposed";
    if (op.begin || op.end || op.axis)
      text += " axis " + std::to_string(op.axis) + " " + std::to_string(op.begin) + ":" + std::to_string(op.end);
    for (size_t i = 0; i < op.inputs.size(); ++i) text += (i ? " " : " <- ") + std::to_string(op.inputs[i]);
    if (!op.layer.empty()) text += " (" + op.layer + ")";
    text += "\n";
  }
  text += "outputs:";
  for (const Tensor output : outputs) text += " " + std::to_string(output.id);
  return text + "\n";
}

}  // namespace gradus
