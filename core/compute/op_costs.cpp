#include "core/compute/op_costs.h"

#include "core/compute/sparse_pattern.h"

namespace gradus {

namespace {

// Scores and weighted sums of all pairs of queries and keys; a causal mask is not taken off, as flop counters have it.
int64_t attentionCost(const Graph& graph, const Op& op) {
  const Shape &q = graph.op(op.inputs[0]).shape, &y = op.shape;
  const bool packed = q.cols() == 3 * y.cols();  // queries, keys and values side by side
  const int64_t keys = packed ? q[1] : graph.op(op.inputs[1]).shape[1];
  const int64_t width = packed ? y.cols() : q.cols();
  return y[0] * y[1] * keys * (width + y.cols());
}

int64_t perChannel(const Shape& weight) {
  return weight[0] > 0 ? weight.count() / weight[0] : 0;
}

}  // namespace

int64_t multiplyAddsOf(const Graph& graph, int id) {
  const Op& op = graph.op(id);
  const auto input = [&](size_t i) -> const Shape& { return graph.op(op.inputs[i]).shape; };
  switch (op.kind) {
    case OpKind::matmul:  // every element of the result is a sum over the inner size
      return op.shape.count() * input(0)[input(0).rank() - (op.transposeA ? 2 : 1)];
    case OpKind::convolution:  // the kernel of one output channel at every element of the result, borders included
      return op.shape.count() * perChannel(input(1));
    case OpKind::convolutionInput:
      return input(0).count() * perChannel(input(1));
    case OpKind::convolutionWeight:
      return input(1).count() * perChannel(op.shape);
    case OpKind::recurrent:  // of the states; the inputs' product stands before
      return input(0).count() * input(1).cols();
    case OpKind::sparseProduct:
      return op.pattern->entries() * op.shape.cols();
    case OpKind::sampledProduct:
      return op.pattern->entries() * input(0).cols();
    case OpKind::attention:
      return attentionCost(graph, op);
    default:
      return 0;
  }
}

}  // namespace gradus
