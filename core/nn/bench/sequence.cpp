// Recurrent networks in the benchmark: a character model, embedding 96-128, LSTM 128, head 128-96, 64 times, clipped.
#include "core/compute/ops/rows.h"
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"
#include "core/nn/models/lstm_language_model.h"

namespace gradus {

namespace {

BenchWork lstmWork() {
  constexpr int64_t samples = 32, times = 64;
  const LstmLanguageModelParams params;
  Graph graph;
  const Tensor x = graph.input("x", {samples, times}), y = graph.input("y", {samples, times});
  const Tensor loss = crossEntropy(lstmLanguageModel(x, params), y);
  StepData<float> data{{"x", classData(samples * times, params.vocabulary, 1)},
                       {"y", classData(samples * times, params.vocabulary, 2)}};
  return benchWork(
      samples, lstmLanguageModelMflop(samples, times, params),
      TrainingStep::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = 1e-3}, std::move(data), 1.0));
}

constexpr BenchWorkRow rows[] = {{"lstm", lstmWork}};

}  // namespace

std::span<const BenchWorkRow> sequenceWorks() {
  return rows;
}

}  // namespace gradus
