// Transformers in the benchmark: a small GPT, one AdamW step on 16 texts of 64 tokens.
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"
#include "core/nn/models/gpt.h"

namespace gradus {

namespace {

BenchWork gpt() {
  constexpr int batch = 16;
  const GptParams params;
  Graph graph;
  const Tensor loss = gptLoss(graph, params, batch);
  const int64_t tokens = batch * params.context;
  OptimiserParams optimiser{.kind = OptimiserKind::adamw, .learningRate = 3e-4};
  optimiser.weightDecay = 0.01;
  return benchWork(batch, gptMflop(params, batch),
                   TrainingStep::ofLoss(graph, loss, optimiser,
                                        {{"x", classData(tokens, params.vocabulary, 1)},
                                         {"y", classData(tokens, params.vocabulary, 2)}}));
}

constexpr BenchWorkRow works[] = {{"gpt", gpt}};

}  // namespace

std::span<const BenchWorkRow> attentionWorks() {
  return works;
}

}  // namespace gradus
