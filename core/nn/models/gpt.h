#pragma once
// A small generative transformer (Radford et al. 2018, 2019; the shape of Karpathy's nanoGPT): token and position
// embeddings, pre-norm blocks of causal self-attention and a feed-forward layer with GELU, a layer norm and a linear
// head.
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/compute/program.h"
#include "core/nn/bench/step.h"

namespace gradus {

struct GptParams {
  int64_t blocks = 4, heads = 4, width = 128, context = 64, vocabulary = 96;
};

/// Logits [B, T, vocabulary] of tokens [B, T], T <= context. Parameters te.weight [vocabulary, width], pe [context,
/// width], b.0.n1.weight, b.0.qkv.weight [3 width, width], b.0.o, b.0.n2, b.0.f1, b.0.f2, ..., n, h.
Tensor gptLogits(Tensor tokens, const GptParams& params);
/// Mean cross-entropy of the inputs "x" and "y" [batch, context] (the next tokens).
Tensor gptLoss(Graph& graph, const GptParams& params, int64_t batch);
/// Multiply-adds of a training step as 10^6 flops.
double gptMflop(const GptParams& params, int64_t batch);

/// How the next token is drawn from the logits: temperature 0 takes the largest (the first of equal ones), else
/// softmax(logits / temperature) over the `largest` largest (0: all).
struct TokenChoice {
  double temperature = 0;
  int64_t largest = 0;
};
size_t chooseToken(std::span<const double> logits, const TokenChoice& choice, Rng& rng);

/// Continues texts token by token; every step computes one position and reads the keys and values of those before it
/// from a cache. Holds a copy of the parameters.
template <typename T>
class GptGeneratorOf {
 public:
  /// The weights of a trained program (its parameters by name; others are left out).
  GptGeneratorOf(const GptParams& params, const ProgramOf<T>& trained, const ProgramStateOf<T>& state);

  /// Forgets the text.
  void clear() { position_ = 0; }
  int64_t position() const { return position_; }
  /// Appends a token and returns the logits of the next one. UserError if the context is full or there is no such
  /// token.
  std::span<const double> append(int64_t token);
  /// `prompt` (not empty) continued until there are `count` more tokens or the context is full.
  std::vector<int64_t> generate(std::span<const int64_t> prompt, int64_t count, const TokenChoice& choice, Rng rng);

 private:
  GptParams params_;
  std::shared_ptr<const ProgramOf<T>> program_;
  ExecutorOf<T> executor_;
  ProgramStateOf<T> state_;
  std::vector<double> logits_;
  int64_t position_ = 0;
  T token_ = 0, at_ = 0;
};
using GptGenerator = GptGeneratorOf<float>;

}  // namespace gradus
