#pragma once
// Two graph convolutions on sparse features: A relu(A X W1 + b1) W2 + b2 (Kipf, Welling 2017, equation 9). Parameters
// W1 [features, hidden], W2 [hidden, classes], b1, b2.
#include <cstdint>
#include <string>

#include "core/nn/layers/graph.h"

namespace gradus {

struct GcnParams {
  int64_t hidden = 16, classes = 7;
};

/// Logits [nodes, classes]. `dropout`: probability on the hidden units (empty: none); `mask` [nodes, hidden] multiplies
/// them instead, if given.
Tensor gcn(Graph& graph, const SparseMatrix& adjacency, const SparseMatrix& x, const GcnParams& params,
           Tensor dropoutProbability = {}, Tensor mask = {}, const std::string& prefix = "");

/// The rows of the features divided by their sums.
void normaliseRows(SparseMatrix& x);

}  // namespace gradus
