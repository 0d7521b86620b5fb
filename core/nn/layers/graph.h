#pragma once
// Layers on graphs. Nodes are rows, [nodes, features]; edges are the entries of a pattern with row = target and
// column = source, in the pattern's order (graphEdges). Nodes without incoming edges get zeros as their message.
#include <functional>
#include <span>
#include <string>

#include "core/compute/ops/sparse.h"

namespace gradus {

/// A function of rows, e.g. a small perceptron: [rows, features] -> [rows, features'].
using RowFunction = std::function<Tensor(Tensor)>;

enum class Aggregation : uint8_t { sum, mean, max };

/// Directed edges source -> target; selfLoops: also one from every node to itself. UserError for nodes outside.
SparsePatternPtr graphEdges(int64_t nodes, std::span<const int64_t> sources, std::span<const int64_t> targets,
                            bool selfLoops = false);
/// D^-1/2 (A + I) D^-1/2 with A[target, source] = number of such edges, D = row sums of A + I (Kipf, Welling 2017,
/// equation 2). Give both directions for an undirected graph.
SparseMatrix normalisedAdjacency(int64_t nodes, std::span<const int64_t> sources, std::span<const int64_t> targets);

/// The values of a constant sparse matrix as a tensor of the graph.
Tensor valuesOf(Graph& graph, const SparseMatrix& matrix);

/// Graph convolution A x W + b (Kipf, Welling 2017), W [in, out]; multiplies first what is cheaper; b may be empty.
Tensor graphConvolution(const SparseMatrix& adjacency, Tensor x, Tensor weight, Tensor bias);
/// The same of constant sparse features.
Tensor graphConvolution(const SparseMatrix& adjacency, const SparseMatrix& x, Tensor weight, Tensor bias);
/// With parameters name + ".weight" [in, out] (Glorot start) and ".bias" [out] (zeros).
Tensor graphConvolutionLayer(const SparseMatrix& adjacency, Tensor x, const std::string& name, int64_t outputs,
                             bool bias = true);

struct GraphAttention {
  Tensor y;        // [nodes, heads * out], heads side by side
  Tensor weights;  // [edges, heads], sum 1 over the edges of each target
};
/// Graph attention (Velickovic et al. 2018): weights = softmax over the edges of a target of
/// leaky(target . h_i + source . h_j), h = x W of the head; W [heads, in, out], source and target [heads, out].
GraphAttention graphAttention(const SparsePatternPtr& edges, Tensor x, Tensor weight, Tensor source, Tensor target,
                              double negativeSlope = 0.2);
/// With parameters name + ".weight", ".source", ".target" (Glorot start) and ".bias" [heads * out] (zeros).
GraphAttention graphAttentionLayer(const SparsePatternPtr& edges, Tensor x, const std::string& name, int64_t outputs,
                                   int64_t heads = 1);

/// W_l mean_j x_j + b + W_r x_i (Hamilton, Ying, Leskovec 2017, mean aggregator), parameters name + ".lin_l.weight",
/// ".lin_l.bias", ".lin_r.weight".
Tensor graphSageLayer(const SparsePatternPtr& edges, Tensor x, const std::string& name, int64_t outputs);

/// max_j f([x_i, x_j - x_i]) (Wang et al. 2019, equation 8); 0 without an edge.
Tensor edgeConvolution(const SparsePatternPtr& edges, Tensor x, const RowFunction& f,
                       Aggregation pooling = Aggregation::max);

struct GraphStep {
  Tensor nodes, edges;
};
/// Message passing (Gilmer et al. 2017), an interaction network's step (Battaglia et al. 2016): e' = f([x_i, x_j, e]),
/// x' = g([x_i, pooled e' of the incoming edges]). e [edges, features] may be empty.
GraphStep messagePassing(const SparsePatternPtr& edges, Tensor x, Tensor e, const RowFunction& f, const RowFunction& g,
                         Aggregation pooling = Aggregation::sum);

/// Pools messages [edges, features] at their targets.
Tensor poolEdges(const SparsePatternPtr& edges, Tensor messages, Aggregation pooling);

}  // namespace gradus
