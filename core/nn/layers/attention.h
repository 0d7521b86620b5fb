#pragma once
// Multi-head attention with PyTorch's names and shapes (nn.MultiheadAttention, batch first).
#include <string>

#include "core/compute/graph.h"

namespace gradus {

struct MultiHeadOptions {
  int64_t heads = 1;
  bool bias = true;
  bool causal = false;
  Tensor keyMask;   // [B, Tk], key j of sample b is seen where > 0; empty: all
  Tensor pairBias;  // added to the scores, broadcasts to [B, heads, Tq, Tk]
  bool keepsWeights = false;
};

struct MultiHeadResult {
  Tensor y;        // [B, Tq, C]
  Tensor weights;  // [B, heads, Tq, Tk], keepsWeights only
};

/// query [B, Tq, C], key [B, Tk, Ck], value [B, Tk, Cv]. Parameters name.in_proj_weight [3 C, C] (or, where Ck or Cv
/// differ from C, name.q_proj_weight [C, C], k_proj_weight [C, Ck], v_proj_weight [C, Cv]), name.in_proj_bias [3 C],
/// name.out_proj.weight [C, C], name.out_proj.bias [C]. Self-attention (query, key and value the same tensor) takes one
/// product for all three.
MultiHeadResult multiHeadAttention(Tensor query, Tensor key, Tensor value, const std::string& name,
                                   const MultiHeadOptions& options);

}  // namespace gradus
