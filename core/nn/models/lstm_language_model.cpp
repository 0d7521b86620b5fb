#include "core/nn/models/lstm_language_model.h"

#include "core/compute/ops/checks.h"
#include "core/nn/layers/embedding.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/recurrent.h"

namespace gradus {

Tensor lstmLanguageModel(Tensor tokens, const LstmLanguageModelParams& params, const std::string& prefix) {
  const Shape shape = tokens.shape();
  if (shape.rank() != 2) shapeError(*tokens.graph, "language model", {shape}, "tokens [samples, times]");
  const Tensor x = embedding(tokens, prefix + "e", params.vocabulary, params.embedding);
  const RecurrentOutputs run = lstm(x, prefix + "r", params.units, {.layers = params.layers});
  return linear(run.output, prefix + "h", params.vocabulary);
}

LstmLanguageStep lstmLanguageModelStep(Tensor tokens, const std::vector<CellStep>& before,
                                       const LstmLanguageModelParams& params, const std::string& prefix) {
  if (tokens.shape().rank() != 1) shapeError(*tokens.graph, "language model", {tokens.shape()}, "tokens [samples]");
  LstmLanguageStep step;
  Tensor x = embedding(tokens, prefix + "e", params.vocabulary, params.embedding);
  for (int64_t layer = 0; layer < params.layers; ++layer) {
    const CellStep old = before.empty() ? CellStep() : before[static_cast<size_t>(layer)];
    step.layers.push_back(recurrentCellLayer(RecurrentCell::lstm, x, prefix + "r", params.units, old.h, old.c, layer));
    x = step.layers.back().h;
  }
  step.logits = linear(x, prefix + "h", params.vocabulary);
  return step;
}

double lstmLanguageModelMflop(int64_t samples, int64_t times, const LstmLanguageModelParams& params) {
  int64_t weights = params.units * params.vocabulary, inputs = params.embedding;
  for (int64_t layer = 0; layer < params.layers; ++layer, inputs = params.units)
    weights += 4 * params.units * (inputs + params.units);
  return 6.0 * static_cast<double>(samples * times * weights) / 1e6;
}

}  // namespace gradus
