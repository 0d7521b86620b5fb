#include "core/nn/layers/linear.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/layer_scope.h"

namespace gradus {

Tensor linear(Tensor x, const std::string& name, int64_t outputs, bool bias, const LinearStart& start) {
  Graph& graph = *x.graph;
  const LayerScope scope(graph, name);
  const Shape from = x.shape();
  if (from.rank() < 1 || outputs < 1)
    shapeError(graph, "linear", {from, {outputs}}, "inputs [..., features] and at least one output");
  const int64_t inputs = from.cols();
  const Tensor weight =
      graph.parameter(name + ".weight", {outputs, inputs}, true, start.weight.value_or(torchStart(inputs)));
  const Tensor rows = from.rank() == 2 ? x : reshape(x, {from.rows(), inputs});
  Tensor y = matmul(rows, weight, false, true);
  if (bias) y = y + graph.parameter(name + ".bias", {outputs}, false, start.bias.value_or(torchStart(inputs)));
  if (from.rank() == 2) return y;
  Shape to = from;
  to[from.rank() - 1] = outputs;
  return reshape(y, to);
}

}  // namespace gradus
