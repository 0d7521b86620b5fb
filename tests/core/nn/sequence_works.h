#pragma once
// The works lstm and gcn of torch_works.json as steps of ours.
#include <QtTest>

#include "core/base/parallel.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/ops/rows.h"
#include "core/nn/models/gcn.h"
#include "core/nn/models/lstm_language_model.h"
#include "tests/core/nn/torch_work_cases.h"

namespace gradus::testing {

template <typename T>
TrainingStepOf<T> lstmStep(const json& work) {
  const json& s = work["settings"];
  const int64_t batch = s["batch"], length = s["length"], width = s["width"];
  const LstmLanguageModelParams params{.vocabulary = s["vocabulary"], .embedding = width, .units = width};
  Graph graph;
  const Tensor x = graph.input("x", {batch, length}), y = graph.input("y", {batch, length});
  const Tensor loss = crossEntropy(lstmLanguageModel(x, params), y);
  auto step = TrainingStepOf<T>::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = s["rate"]},
                                        workData<T>(work), s["clip"]);
  startWork(step, work);
  return step;
}

inline std::vector<int64_t> workIndices(const json& work, const std::string& name) {
  std::vector<int64_t> indices;
  for (const json& spec : work["inputs"]) {
    if (spec["name"] != name) continue;
    for (const double x : workElements(spec)) indices.push_back(static_cast<int64_t>(x));
  }
  return indices;
}

template <typename T>
TrainingStepOf<T> gcnStep(const json& work) {
  const json& s = work["settings"];
  const int64_t nodes = s["nodes"], features = s["features"];
  const GcnParams params{.hidden = s["hidden"], .classes = s["classes"]};
  std::vector<int64_t> from = workIndices(work, "from"), to = workIndices(work, "to");
  const std::vector<int64_t> first = from;
  from.insert(from.end(), to.begin(), to.end());
  to.insert(to.end(), first.begin(), first.end());
  SparseMatrix x;
  std::vector<T> mask;
  for (const json& spec : work["inputs"]) {
    const std::vector<double> values = workElements(spec);
    if (spec["name"] == "features") x = sparseMatrix(nodes, features, values);
    if (spec["name"] == "mask") mask.assign(values.begin(), values.end());
  }
  normaliseRows(x);
  const std::vector<int64_t> rows = workIndices(work, "rows"), classes = workIndices(work, "y");
  std::vector<T> targets;
  for (const int64_t row : rows) targets.push_back(static_cast<T>(classes[static_cast<size_t>(row)]));
  Graph graph;
  const Tensor y = graph.input("y", {static_cast<int64_t>(rows.size())});
  const Tensor logits =
      gcn(graph, normalisedAdjacency(nodes, from, to), x, params, {}, graph.input("mask", {nodes, params.hidden}));
  const Tensor loss = crossEntropy(chooseRows(logits, rows), y);
  auto step = TrainingStepOf<T>::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = s["rate"]},
                                        {{"y", std::move(targets)}, {"mask", std::move(mask)}});
  startWork(step, work);
  return step;
}

template <typename T>
bool follows(TrainingStepOf<T>& step, const json& losses, size_t steps, double allowed) {
  const double error = workError(step, losses, steps);
  if (!(error <= allowed)) qWarning("%zu steps: largest relative distance %g, allowed %g", steps, error, allowed);
  return error <= allowed;
}

/// Two steps give the same parameters for 1, 2 and 8 threads, at every vector level of this machine.
template <typename Make>
bool sameBitsForAnyThreads(const Make& make) {
  for (const std::string_view level : availableKernelLevels()) {
    const UseKernelLevel use(level.data());
    std::vector<float> first;
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      const WorkerPool::Use usePool(pool);
      auto step = make();
      for (int i = 0; i < 2; ++i) step.run();
      if (first.empty()) first = step.state().parameters;
      if (first != step.state().parameters) return false;
    }
  }
  return true;
}

}  // namespace gradus::testing
