#pragma once
// Embeddings of indices and of positions.
#include <string>

#include "core/compute/graph.h"

namespace gradus {

/// Rows of name.weight [count, width] (start N(0, 1)) by indices [..]: [.., width] (nn.Embedding).
Tensor embedding(Tensor indices, const std::string& name, int64_t count, int64_t width);

/// x [B, T, C] + positions [T, C], the same for every sample.
Tensor addPositions(Tensor x, Tensor positions);
/// x [B, T, C] + name [T, C], a parameter that starts from N(0, deviation^2).
Tensor learnedPositions(Tensor x, const std::string& name, double deviation = 0.02);
/// Constant [length, width]: sin(t / base^(2 i / width)) in column 2 i, cos of the same in 2 i + 1 (Vaswani et al.
/// 2017, section 3.5). Even width.
Tensor sinusoidalPositions(Graph& graph, int64_t length, int64_t width, double base = 10000);
/// Turns pairs of columns of each head of x [B, T, heads * d] by position * base^(-2 k / d), k = 0.. d / 2 - 1 (Su et
/// al. 2021). Pairs are columns (k, k + d / 2), or (2 k, 2 k + 1) if interleaved. Even d. Positions count from `first`.
Tensor rotaryPositions(Tensor x, int64_t heads, double base = 10000, bool interleaved = false, int64_t first = 0);

}  // namespace gradus
