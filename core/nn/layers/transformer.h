#pragma once
// Transformer blocks. The first two have PyTorch's names and defaults (nn.TransformerEncoderLayer, -DecoderLayer,
// batch first, without dropout).
#include <string>

#include "core/compute/graph.h"
#include "core/nn/activation.h"

namespace gradus {

struct TransformerOptions {
  int64_t heads = 1, hidden = 2048;  // hidden: width of the feed-forward layer
  Activation activation = Activation::relu;
  bool normFirst = false;  // layer norm before each part (pre-norm) instead of after it
  double epsilon = 1e-5;
  bool causal = false;
  Tensor keyMask;  // [B, T], of the block's own sequence
};

/// x [B, T, C]: self-attention (name.self_attn) and feed-forward (name.linear1, name.linear2), each with a residual and
/// a layer norm (name.norm1, name.norm2).
Tensor transformerEncoderLayer(Tensor x, const std::string& name, const TransformerOptions& options);
/// The same with attention to `memory` [B, Tm, C] between them (name.multihead_attn, name.norm2; feed-forward
/// name.norm3). options.causal and keyMask are for x; memoryMask [B, Tm] for the memory.
Tensor transformerDecoderLayer(Tensor x, Tensor memory, const std::string& name, const TransformerOptions& options,
                               Tensor memoryMask = {});

/// x + attention(norm(x), context): what a diffusion model's blocks attend to a prompt with. x [B, T, C], context
/// [B, Tc, Cc]; name.norm, name.attn.
Tensor crossAttentionBlock(Tensor x, Tensor context, const std::string& name, int64_t heads, Tensor contextMask = {});

/// Diffusion transformer block with adaptive layer norm, "adaLN-Zero" (Peebles, Xie 2023, section 3.2): the condition
/// [B, Cc] gives shift, scale and gate of both parts (name.modulation: SiLU, then a linear layer that starts at zero,
/// so that the block starts as the identity); name.attn, name.linear1, name.linear2 (GELU).
Tensor adaptiveTransformerBlock(Tensor x, Tensor condition, const std::string& name, int64_t heads, int64_t hidden);

}  // namespace gradus
