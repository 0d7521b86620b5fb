#pragma once
// Scaled dot-product attention and its derivatives.
#include "core/compute/graph.h"

namespace gradus {

struct AttentionOptions {
  int64_t heads = 1;
  bool causal = false;        // query i sees keys 0..i
  Tensor keyMask;             // [B, Tk]: key j of sample b is seen where > 0; empty: all
  Tensor bias;                // added to the scores before softmax; broadcasts to [B, heads, Tq, Tk]
  double scale = 0;           // of the scores; 0: 1 / sqrt(width of a head)
  bool keepsWeights = false;  // the weights are kept to be shown (and may be used in a loss)
};

struct Attended {
  Tensor y;        // [B, Tq, heads * value width]
  Tensor weights;  // [B, heads, Tq, Tk], keepsWeights only
};

/// Attention of queries q [B, Tq, heads * d] to keys k [B, Tk, heads * d] and values v [B, Tk, heads * dv]: for every
/// head (d consecutive columns) y = softmax(scale q k' + bias) v. A query that sees no key gives zeros. Memory is
/// linear in Tq and Tk: scores are computed in tiles, and again in the backward pass (Dao et al. 2022). q, k and v may
/// be slices of one tensor [B, T, 3 C]: nothing is copied, and its gradient is written as one.
Attended attention(Tensor q, Tensor k, Tensor v, const AttentionOptions& options);

}  // namespace gradus
