#pragma once
// Vector kernels of core/compute/cpu/ops/attention.cpp; conventions in kernels.h.
#include <cstdint>

namespace gradus {

/// One head of one sample: rows of q, k, v with pitches; nothing beyond the widths is touched.
template <typename T>
struct AttentionHead {
  int64_t queries = 0, keys = 0, width = 0, valueWidth = 0;
  const T *q = nullptr, *k = nullptr, *v = nullptr;
  int64_t pitchQ = 0, pitchK = 0, pitchV = 0;
  const T* keyMask = nullptr;  // key j is seen where keyMask[j] > 0; null: all
  const T* bias = nullptr;     // [queries, keys], added to the scores; null: none
  int64_t pitchBias = 0;
  bool causal = false;  // query i sees keys 0..i
  T scale = 1;          // of the products, before the bias
};

template <typename T>
struct AttentionGradients {
  T *dq = nullptr, *dk = nullptr, *dv = nullptr, *dbias = nullptr;  // null: not wanted
  int64_t pitchQ = 0, pitchK = 0, pitchV = 0, pitchBias = 0;
};

/// Queries and keys of a tile.
constexpr int64_t attentionTile = 64;

/// Elements of workspace that the kernels need for heads of these sizes, at any level (whole 64 bytes).
template <typename T>
struct AttentionWorkspace {
  static constexpr int64_t unit = 64 / static_cast<int64_t>(sizeof(T));
  static constexpr int64_t whole(int64_t n) { return (n + unit - 1) / unit * unit; }
  static constexpr int64_t forward(int64_t keys, int64_t width, int64_t valueWidth) {
    const int64_t tiled = (keys + attentionTile - 1) / attentionTile * attentionTile;
    return attentionTile * (whole(width) + whole(valueWidth) + attentionTile) + tiled * (width + whole(valueWidth)) +
           5 * 2 * unit;
  }
  static constexpr int64_t backward(int64_t queries, int64_t width, int64_t valueWidth) {
    const int64_t w = whole(width), u = whole(valueWidth);
    return queries * (2 * w + u + 1) + attentionTile * (2 * w + u + width + valueWidth + 2 * attentionTile) +
           11 * 2 * unit;
  }
};

template <typename T>
struct AttentionKernels {
  /// out = softmax(scale q k' + bias) v; logSumExp of each query's scores; a query that sees no key gets zeros (and
  /// logSumExp 0). out and probabilities [queries, keys] unless null.
  void (*forward)(const AttentionHead<T>& head, T* out, int64_t pitchOut, T* logSumExp, T* probabilities,
                  int64_t pitchProbabilities, T* workspace) = nullptr;
  /// From out, its gradient g and logSumExp.
  void (*backward)(const AttentionHead<T>& head, const T* out, int64_t pitchOut, const T* g, int64_t pitchG,
                   const T* logSumExp, const AttentionGradients<T>& to, T* workspace) = nullptr;
};

}  // namespace gradus
