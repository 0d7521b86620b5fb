#include "core/nn/layers/graph.h"

#include <cmath>
#include <vector>

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"

namespace gradus {

namespace {

// Glorot, Bengio 2010, equation 16.
ParameterStart glorot(int64_t in, int64_t out) {
  return {ParameterStart::Kind::uniform, std::sqrt(6.0 / static_cast<double>(in + out))};
}

Tensor withBias(Tensor y, Tensor bias) {
  return bias ? y + bias : y;
}

Tensor beside(Tensor a, Tensor b) {
  const Tensor parts[] = {a, b};
  return concat(parts, 1);
}

// Sum over the features of each head: h [nodes, heads * out], v [heads, out] -> [nodes, heads].
Tensor perHead(Tensor h, Tensor v) {
  const int64_t heads = v.shape()[0], out = v.shape()[1], nodes = h.shape()[0];
  const Tensor products = reshape(h * reshape(v, {1, heads * out}), {nodes * heads, out});
  return reshape(sumOver(products, 1), {nodes, heads});
}

}  // namespace

SparsePatternPtr graphEdges(int64_t nodes, std::span<const int64_t> sources, std::span<const int64_t> targets,
                            bool selfLoops) {
  std::vector<int64_t> from(sources.begin(), sources.end()), to(targets.begin(), targets.end());
  for (int64_t node = 0; node < nodes && selfLoops; ++node) {
    from.push_back(node);
    to.push_back(node);
  }
  return sparsePattern(nodes, nodes, to, from);
}

SparseMatrix normalisedAdjacency(int64_t nodes, std::span<const int64_t> sources, std::span<const int64_t> targets) {
  std::vector<int64_t> from(sources.begin(), sources.end()), to(targets.begin(), targets.end());
  for (int64_t node = 0; node < nodes; ++node) {
    from.push_back(node);
    to.push_back(node);
  }
  const std::vector<double> ones(from.size(), 1.0);
  SparseMatrix a = sparseMatrix(nodes, nodes, to, from, ones);
  std::vector<double> degree(static_cast<size_t>(nodes), 0);
  const SparsePattern& pattern = *a.pattern;
  for (size_t e = 0; e < a.values.size(); ++e) degree[static_cast<size_t>(pattern.row[e])] += a.values[e];
  for (size_t e = 0; e < a.values.size(); ++e) {
    a.values[e] /= std::sqrt(degree[static_cast<size_t>(pattern.row[e])]) *
                   std::sqrt(degree[static_cast<size_t>(pattern.column[e])]);
  }
  return a;
}

Tensor valuesOf(Graph& graph, const SparseMatrix& matrix) {
  return graph.constant(matrix.values, {matrix.pattern->entries()});
}

Tensor graphConvolution(const SparseMatrix& adjacency, Tensor x, Tensor weight, Tensor bias) {
  const Tensor a = valuesOf(*x.graph, adjacency);
  if (weight.shape().rank() == 2 && weight.shape()[1] > weight.shape()[0])
    return withBias(matmul(sparseProduct(adjacency.pattern, a, x), weight), bias);
  return withBias(sparseProduct(adjacency.pattern, a, matmul(x, weight)), bias);
}

Tensor graphConvolution(const SparseMatrix& adjacency, const SparseMatrix& x, Tensor weight, Tensor bias) {
  Graph& graph = *weight.graph;
  const Tensor projected = sparseProduct(x.pattern, valuesOf(graph, x), weight);
  return withBias(sparseProduct(adjacency.pattern, valuesOf(graph, adjacency), projected), bias);
}

Tensor graphConvolutionLayer(const SparseMatrix& adjacency, Tensor x, const std::string& name, int64_t outputs,
                             bool bias) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  if (x.shape().rank() != 2 || outputs < 1)
    shapeError(graph, "graph convolution", {x.shape(), {outputs}}, "nodes [nodes, features] and at least one output");
  const int64_t inputs = x.shape()[1];
  const Tensor weight = graph.parameter(name + ".weight", {inputs, outputs}, true, glorot(inputs, outputs));
  return graphConvolution(adjacency, x, weight, bias ? graph.parameter(name + ".bias", {outputs}) : Tensor());
}

GraphAttention graphAttention(const SparsePatternPtr& edges, Tensor x, Tensor weight, Tensor source, Tensor target,
                              double negativeSlope) {
  const Shape& w = weight.shape();
  if (x.shape().rank() != 2 || w.rank() != 3 || w[1] != x.shape()[1] || !(source.shape() == Shape{w[0], w[2]}) ||
      !(target.shape() == source.shape())) {
    shapeError(*x.graph, "graph attention", {x.shape(), w, source.shape(), target.shape()},
               "nodes [nodes, in], a weight [heads, in, out], source and target [heads, out]");
  }
  constexpr int inFirst[] = {1, 0, 2};
  const Tensor h = matmul(x, reshape(permute(weight, inFirst), {w[1], w[0] * w[2]}));
  const Tensor score = gatherEntries(edges, perHead(h, target), EntrySide::row) +
                       gatherEntries(edges, perHead(h, source), EntrySide::column);
  const Tensor leaky = maximum(score, score * negativeSlope);
  const Tensor weights = segmentSoftmax(edges, leaky, EntrySide::row);
  return {sparseProduct(edges, weights, h), weights};
}

GraphAttention graphAttentionLayer(const SparsePatternPtr& edges, Tensor x, const std::string& name, int64_t outputs,
                                   int64_t heads) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  if (x.shape().rank() != 2 || outputs < 1 || heads < 1)
    shapeError(graph, "graph attention", {x.shape(), {outputs, heads}}, "nodes [nodes, features], an output, a head");
  const int64_t inputs = x.shape()[1];
  const Tensor weight =
      graph.parameter(name + ".weight", {heads, inputs, outputs}, true, glorot(inputs, outputs * heads));
  const Tensor source = graph.parameter(name + ".source", {heads, outputs}, true, glorot(outputs, 1));
  const Tensor target = graph.parameter(name + ".target", {heads, outputs}, true, glorot(outputs, 1));
  GraphAttention attention = graphAttention(edges, x, weight, source, target);
  attention.y = attention.y + graph.parameter(name + ".bias", {heads * outputs});
  return attention;
}

Tensor graphSageLayer(const SparsePatternPtr& edges, Tensor x, const std::string& name, int64_t outputs) {
  const LayerScope scope(*x.graph, name);
  const Tensor mean = segmentMean(edges, gatherEntries(edges, x, EntrySide::column), EntrySide::row);
  return linear(mean, name + ".lin_l", outputs) + linear(x, name + ".lin_r", outputs, false);
}

Tensor poolEdges(const SparsePatternPtr& edges, Tensor messages, Aggregation pooling) {
  switch (pooling) {
    case Aggregation::mean:
      return segmentMean(edges, messages, EntrySide::row);
    case Aggregation::max:
      return segmentMax(edges, messages, EntrySide::row);
    default:
      return segmentSum(edges, messages, EntrySide::row);
  }
}

Tensor edgeConvolution(const SparsePatternPtr& edges, Tensor x, const RowFunction& f, Aggregation pooling) {
  const Tensor to = gatherEntries(edges, x, EntrySide::row), from = gatherEntries(edges, x, EntrySide::column);
  return poolEdges(edges, f(beside(to, from - to)), pooling);
}

GraphStep messagePassing(const SparsePatternPtr& edges, Tensor x, Tensor e, const RowFunction& f, const RowFunction& g,
                         Aggregation pooling) {
  const Tensor ends = beside(gatherEntries(edges, x, EntrySide::row), gatherEntries(edges, x, EntrySide::column));
  const Tensor messages = f(e ? beside(ends, e) : ends);
  return {g(beside(x, poolEdges(edges, messages, pooling))), messages};
}

}  // namespace gradus
