#include "core/nn/layers/transformer.h"

#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/nn/initialiser.h"
#include "core/nn/layers/attention.h"
#include "core/nn/layers/layer_scope.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/normalisation.h"

namespace gradus {

namespace {

Tensor feedForward(Tensor x, const std::string& name, int64_t hidden, Activation activation) {
  const Tensor h = activate(activation, linear(x, name + ".linear1", hidden));
  return linear(h, name + ".linear2", x.shape().cols());
}

// x + part(norm(x)), or norm(x + part(x)).
template <typename Part>
Tensor residual(Tensor x, const std::string& norm, const TransformerOptions& options, Part part) {
  if (options.normFirst) return x + part(layerNorm(x, norm, options.epsilon));
  return layerNorm(x + part(x), norm, options.epsilon);
}

// [B, C] as a factor of every position of [B, T, C].
Tensor overTime(Tensor a, int64_t time) {
  return broadcastTo(reshape(a, {a.shape()[0], 1, a.shape()[1]}), {a.shape()[0], time, a.shape()[1]});
}

}  // namespace

Tensor transformerEncoderLayer(Tensor x, const std::string& name, const TransformerOptions& options) {
  x = residual(x, name + ".norm1", options, [&](Tensor h) {
    return multiHeadAttention(h, h, h, name + ".self_attn",
                              {.heads = options.heads, .causal = options.causal, .keyMask = options.keyMask})
        .y;
  });
  return residual(x, name + ".norm2", options,
                  [&](Tensor h) { return feedForward(h, name, options.hidden, options.activation); });
}

Tensor transformerDecoderLayer(Tensor x, Tensor memory, const std::string& name, const TransformerOptions& options,
                               Tensor memoryMask) {
  x = residual(x, name + ".norm1", options, [&](Tensor h) {
    return multiHeadAttention(h, h, h, name + ".self_attn",
                              {.heads = options.heads, .causal = options.causal, .keyMask = options.keyMask})
        .y;
  });
  x = residual(x, name + ".norm2", options, [&](Tensor h) {
    return multiHeadAttention(h, memory, memory, name + ".multihead_attn",
                              {.heads = options.heads, .keyMask = memoryMask})
        .y;
  });
  return residual(x, name + ".norm3", options,
                  [&](Tensor h) { return feedForward(h, name, options.hidden, options.activation); });
}

Tensor crossAttentionBlock(Tensor x, Tensor context, const std::string& name, int64_t heads, Tensor contextMask) {
  const Tensor h = layerNorm(x, name + ".norm");
  return x + multiHeadAttention(h, context, context, name + ".attn", {.heads = heads, .keyMask = contextMask}).y;
}

Tensor adaptiveTransformerBlock(Tensor x, Tensor condition, const std::string& name, int64_t heads, int64_t hidden) {
  const Shape& shape = x.shape();
  if (shape.rank() != 3 || condition.shape().rank() != 2 || condition.shape()[0] != shape[0])
    shapeError(*x.graph, "adaptive transformer block", {shape, condition.shape()},
               "a sequence [B, T, C] and a condition [B, Cc]");
  const int64_t time = shape[1], width = shape[2];
  const Tensor all = linear(activate(Activation::silu, condition), name + ".modulation", 6 * width, true,
                            {.weight = constantStart(0), .bias = constantStart(0)});
  const auto part = [&](int64_t i) { return slice(all, 1, i * width, (i + 1) * width); };
  const Tensor h = adaptiveLayerNorm(x, part(1), part(0));
  x = x + overTime(part(2), time) * multiHeadAttention(h, h, h, name + ".attn", {.heads = heads}).y;
  return x +
         overTime(part(5), time) * feedForward(adaptiveLayerNorm(x, part(4), part(3)), name, hidden, Activation::gelu);
}

}  // namespace gradus
