#pragma once
// Attention, rows by index.
#include "core/compute/ops/attention.h"
#include "core/compute/ops/indexing.h"
#include "tests/core/compute/random_ops/draw.h"

namespace gradus::testing {

inline Tensor randomAttention(Draw& d) {
  const int64_t samples = d.between(1, 3), queries = d.between(1, 9), keys = d.between(1, 9), heads = d.between(1, 3),
                width = heads * d.between(1, 9), values = heads * d.between(1, 5);
  AttentionOptions options{.heads = heads, .causal = d.coin(), .keepsWeights = d.rng.below(4) == 0};
  if (d.coin()) options.keyMask = greater(d.like({samples, keys}), d.graph.constant(-0.5));
  if (d.rng.below(4) == 0) options.bias = d.like({heads, queries, keys});
  const Tensor q = d.like({samples, queries, width});
  const Attended made = attention(q, d.tame(d.like({samples, keys, width})), d.like({samples, keys, values}), options);
  return orItsGradient(d, made.weights && d.coin() ? made.weights : made.y, q);
}

inline Tensor randomRows(Draw& d) {
  const int64_t rows = d.size(), count = d.size(), features = d.size();
  std::vector<double> indices(static_cast<size_t>(count));
  for (double& index : indices) index = static_cast<double>(d.between(0, rows - 1));
  const Tensor chosen = d.graph.constant(indices, {count});
  if (d.coin()) return gatherRows(d.like({rows, features}), chosen);
  return d.tame(scatterAddRows(d.tame(d.like({count, features})), chosen, rows));
}

inline std::vector<RandomOp> attentionRandomOps() {
  using enum OpKind;
  return {{"attention", {attention, attentionGradient}, randomAttention},
          {"rows by index", {gatherRows, scatterAddRows}, randomRows}};
}

}  // namespace gradus::testing
