#include "core/nn/layers/attention.h"

#include "core/compute/ops/attention.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"

namespace gradus {

namespace {

// x [B, T, in] times weight' [in, out] plus bias: [B, T, out].
Tensor project(Tensor x, Tensor weight, Tensor bias) {
  const Shape& shape = x.shape();
  Tensor y = matmul(reshape(x, {shape[0] * shape[1], shape[2]}), weight, false, true);
  if (bias) y = y + bias;
  return reshape(y, {shape[0], shape[1], weight.shape()[0]});
}

}  // namespace

MultiHeadResult multiHeadAttention(Tensor query, Tensor key, Tensor value, const std::string& name,
                                   const MultiHeadOptions& options) {
  Graph& graph = *query.graph;
  const LayerScope scope(graph, name);
  if (query.shape().rank() != 3 || key.shape().rank() != 3 || value.shape().rank() != 3)
    shapeError(graph, "multi-head attention", {query.shape(), key.shape(), value.shape()}, "three sequences [B, T, C]");
  const int64_t width = query.shape()[2];
  const bool sameWidths = key.shape()[2] == width && value.shape()[2] == width;
  const Tensor inputs[] = {query, key, value};
  Tensor whole, bias, projected[3];
  if (sameWidths) {
    whole = graph.parameter(name + ".in_proj_weight", {3 * width, width}, true, xavierUniformStart({width, 3 * width}));
  }
  if (options.bias) bias = graph.parameter(name + ".in_proj_bias", {3 * width});
  if (sameWidths && query.id == key.id && key.id == value.id) {
    const Tensor all = project(query, whole, bias);
    for (int64_t i = 0; i < 3; ++i) projected[i] = slice(all, 2, i * width, (i + 1) * width);
  } else {
    const char* names[] = {".q_proj_weight", ".k_proj_weight", ".v_proj_weight"};
    for (int64_t i = 0; i < 3; ++i) {
      const int64_t in = inputs[i].shape()[2];
      const Tensor weight = sameWidths
                                ? slice(whole, 0, i * width, (i + 1) * width)
                                : graph.parameter(name + names[i], {width, in}, true, xavierUniformStart({in, width}));
      projected[i] = project(inputs[i], weight, bias ? slice(bias, 0, i * width, (i + 1) * width) : Tensor());
    }
  }
  const Attended a = attention(projected[0], projected[1], projected[2],
                               {.heads = options.heads,
                                .causal = options.causal,
                                .keyMask = options.keyMask,
                                .bias = options.pairBias,
                                .keepsWeights = options.keepsWeights});
  const Tensor y = linear(a.y, name + ".out_proj", width, options.bias, {.bias = constantStart(0)});
  return {y, a.weights};
}

}  // namespace gradus
