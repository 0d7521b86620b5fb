#pragma once
// A language model of one LSTM: embedding of tokens, recurrent layers, a linear head on every time (Graves 2013,
// "Generating sequences with recurrent neural networks", section 3, in its smallest form). Parameters as in PyTorch:
// e.weight, r.weight_ih_l0, r.weight_hh_l0, r.bias_ih_l0, r.bias_hh_l0, ..., h.weight, h.bias.
#include <cstdint>
#include <string>
#include <vector>

#include "core/compute/ops/sequence.h"

namespace gradus {

struct LstmLanguageModelParams {
  int64_t vocabulary = 96, embedding = 128, units = 128, layers = 1;
};

/// Logits [samples, times, vocabulary] of tokens [samples, times].
Tensor lstmLanguageModel(Tensor tokens, const LstmLanguageModelParams& params, const std::string& prefix = "");

/// One step for generation, with the same parameters: logits [samples, vocabulary] of tokens [samples] and the state of
/// every layer after it; `before` empty: zeros. Gates in simple ops, to be looked at.
struct LstmLanguageStep {
  Tensor logits;
  std::vector<CellStep> layers;
};
LstmLanguageStep lstmLanguageModelStep(Tensor tokens, const std::vector<CellStep>& before,
                                       const LstmLanguageModelParams& params, const std::string& prefix = "");

/// Millions of flops (2 per multiply-add) of a training step's products.
double lstmLanguageModelMflop(int64_t samples, int64_t times, const LstmLanguageModelParams& params);

}  // namespace gradus
