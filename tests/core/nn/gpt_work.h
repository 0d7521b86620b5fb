#pragma once
// The work gpt of torch_works.json as a step of ours.
#include "core/nn/models/gpt.h"
#include "tests/core/nn/torch_work_cases.h"

namespace gradus::testing {

inline GptParams gptParams(const json& work) {
  const json& s = work["settings"];
  return {s["blocks"], s["heads"], s["width"], s["length"], s["vocabulary"]};
}

template <typename T>
TrainingStepOf<T> gptStep(const json& work) {
  Graph graph;
  const Tensor loss = gptLoss(graph, gptParams(work), work["settings"]["batch"]);
  OptimiserParams optimiser{.kind = OptimiserKind::adamw, .learningRate = work["settings"]["rate"]};
  optimiser.weightDecay = 0.01;
  auto step = TrainingStepOf<T>::ofLoss(graph, loss, optimiser, workData<T>(work));
  startWork(step, work);
  return step;
}

}  // namespace gradus::testing
