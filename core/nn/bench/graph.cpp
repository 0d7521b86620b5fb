// Graph networks in the benchmark: two graph convolutions 1433-16-7 on a random graph of Cora's size (2708 nodes, 5278
// edges), features 1.27 % full and held sparse, dropout 0.5, loss on 140 nodes.
#include "core/compute/ops/rows.h"
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"
#include "core/nn/models/gcn.h"

namespace gradus {

namespace {

constexpr int64_t nodes = 2708, edges = 5278, features = 1433, labelled = 140;

SparseMatrix randomGraph(Rng& rng) {
  std::vector<int64_t> from, to;
  for (int64_t e = 0; e < edges; ++e) {
    const auto i = static_cast<int64_t>(rng.below(nodes)), j = static_cast<int64_t>(rng.below(nodes));
    from.insert(from.end(), {i, j});
    to.insert(to.end(), {j, i});
  }
  return normalisedAdjacency(nodes, from, to);
}

SparseMatrix randomFeatures(Rng& rng) {
  std::vector<int64_t> rowOf, columnOf;
  for (int64_t row = 0; row < nodes; ++row) {
    for (int64_t column = 0; column < features; ++column) {
      if (rng.uniform() >= 0.0127) continue;
      rowOf.push_back(row);
      columnOf.push_back(column);
    }
  }
  SparseMatrix x = sparseMatrix(nodes, features, rowOf, columnOf, std::vector<double>(rowOf.size(), 1.0));
  normaliseRows(x);
  return x;
}

BenchWork gcnWork() {
  Rng rng(1, "graph");
  const SparseMatrix adjacency = randomGraph(rng), x = randomFeatures(rng);
  const GcnParams params;
  std::vector<int64_t> chosen;
  for (int64_t i = 0; i < labelled; ++i) chosen.push_back(i * 19 % nodes);
  Graph graph;
  const Tensor y = graph.input("y", {labelled}), dropoutProbability = graph.scalar("dropout", 0.5);
  const Tensor logits = gcn(graph, adjacency, x, params, dropoutProbability);
  const Tensor loss = crossEntropy(chooseRows(logits, chosen), y);
  StepData<float> data{{"y", classData(labelled, params.classes, 2)}};
  const auto n = static_cast<double>(nodes), h = static_cast<double>(params.hidden);
  const double mflop =
      (4 * n * static_cast<double>(features) * h + 6 * n * h * static_cast<double>(params.classes)) / 1e6;
  BenchWork work = benchWork(
      static_cast<int>(nodes), mflop,
      TrainingStep::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = 0.01}, std::move(data)));
  work.memoryBytes += adjacency.pattern->bytes() + x.pattern->bytes();
  return work;
}

// The peer has a work with dense and one with sparse features; ours are sparse in both.
constexpr BenchWorkRow rows[] = {{"gcn", gcnWork}, {"gcn_sparse", gcnWork}};

}  // namespace

std::span<const BenchWorkRow> graphWorks() {
  return rows;
}

}  // namespace gradus
