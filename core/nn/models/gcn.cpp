#include "core/nn/models/gcn.h"

#include <algorithm>
#include <cmath>

#include "core/compute/ops/ops.h"

namespace gradus {

namespace {

// Glorot, Bengio 2010, equation 16, as the paper's code has it.
ParameterStart startOf(int64_t in, int64_t out) {
  return {ParameterStart::Kind::uniform, std::sqrt(6.0 / static_cast<double>(in + out))};
}

}  // namespace

Tensor gcn(Graph& graph, const SparseMatrix& adjacency, const SparseMatrix& x, const GcnParams& params,
           Tensor dropoutProbability, Tensor mask, const std::string& prefix) {
  const int64_t features = x.pattern->cols;
  const Tensor w1 = graph.parameter(prefix + "W1", {features, params.hidden}, true, startOf(features, params.hidden));
  const Tensor w2 =
      graph.parameter(prefix + "W2", {params.hidden, params.classes}, true, startOf(params.hidden, params.classes));
  const Tensor b1 = graph.parameter(prefix + "b1", {params.hidden}),
               b2 = graph.parameter(prefix + "b2", {params.classes});
  Tensor hidden = relu(graphConvolution(adjacency, x, w1, b1));
  if (mask) {
    hidden = hidden * mask;
  } else if (dropoutProbability) {
    hidden = dropout(hidden, dropoutProbability);
  }
  return graphConvolution(adjacency, hidden, w2, b2);
}

void normaliseRows(SparseMatrix& x) {
  const SparsePattern& pattern = *x.pattern;
  for (size_t row = 0; row + 1 < pattern.rowStart.size(); ++row) {
    const auto begin = static_cast<size_t>(pattern.rowStart[row]), end = static_cast<size_t>(pattern.rowStart[row + 1]);
    double sum = 0;
    for (size_t e = begin; e < end; ++e) sum += x.values[e];
    for (size_t e = begin; e < end; ++e) x.values[e] /= std::max(sum, 1.0);
  }
}

}  // namespace gradus
