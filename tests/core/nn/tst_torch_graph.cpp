// Layers on graphs and sets: against PyTorch's values and gradients, against plain loops, and independent of the order
// of nodes and members; the graph network's training step by step (tests/reference/torch_layers.json,
// torch_works.json).
#include <QtTest>
#include <limits>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/nn/layers/graph.h"
#include "core/nn/layers/linear.h"
#include "core/nn/layers/set.h"
#include "tests/core/compute/ops/op_table.h"
#include "tests/core/nn/sequence_works.h"
#include "tests/core/nn/torch_layer_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

// Row 0 of the list: sources, row 1: targets.
std::pair<std::vector<int64_t>, std::vector<int64_t>> edgesOf(const json& config) {
  return {config["edges"][0].get<std::vector<int64_t>>(), config["edges"][1].get<std::vector<int64_t>>()};
}

std::vector<Tensor> buildGraphLayer(const std::string& name, const std::vector<Tensor>& in, const json& config) {
  const auto [from, to] = edgesOf(config);
  const int64_t nodes = in[0].shape()[0];
  if (name == "gcn") return {graphConvolution(normalisedAdjacency(nodes, from, to), in[0], in[1], in[2])};
  if (name == "gat") return {graphAttention(graphEdges(nodes, from, to, true), in[0], in[1], in[2], in[3]).y};
  const RowFunction f = [&](Tensor rows) { return relu(matmul(rows, in[1]) + in[2]); };
  return {edgeConvolution(graphEdges(nodes, from, to), in[0], f)};
}

/// Nodes 0 ... 5: 5 has no edge at all, 4 none that arrives.
SparsePatternPtr smallGraph(std::span<const int64_t> place) {
  std::vector<int64_t> from, to;
  for (const auto& [a, b] : std::vector<std::pair<int, int>>{{0, 1}, {1, 0}, {2, 1}, {4, 3}, {0, 3}, {3, 2}}) {
    from.push_back(place[static_cast<size_t>(a)]);
    to.push_back(place[static_cast<size_t>(b)]);
  }
  return graphEdges(6, from, to);
}

constexpr int64_t places[] = {0, 1, 2, 3, 4, 5}, others[] = {3, 5, 0, 4, 2, 1};

using GraphLayer = std::function<Tensor(const SparsePatternPtr&, Tensor)>;

std::vector<std::pair<std::string, GraphLayer>> graphLayers() {
  const RowFunction f = [](Tensor rows) { return tanh(linear(rows, "f", 4)); };
  const RowFunction g = [](Tensor rows) { return linear(rows, "g", 2); };
  return {
      {"attention", [](const SparsePatternPtr& e, Tensor x) { return graphAttentionLayer(e, x, "a", 3, 2).y; }},
      {"sage", [](const SparsePatternPtr& e, Tensor x) { return graphSageLayer(e, x, "s", 3); }},
      {"edge convolution", [f](const SparsePatternPtr& e, Tensor x) { return edgeConvolution(e, x, f); }},
      {"messages, sum", [=](const SparsePatternPtr& e, Tensor x) { return messagePassing(e, x, {}, f, g).nodes; }},
      {"messages, mean",
       [=](const SparsePatternPtr& e, Tensor x) { return messagePassing(e, x, {}, f, g, Aggregation::mean).nodes; }},
      {"messages, max",
       [=](const SparsePatternPtr& e, Tensor x) { return messagePassing(e, x, {}, f, g, Aggregation::max).nodes; }},
  };
}

// f of one set by plain loops: members [count, 2].
Numbers pairsReference(const Numbers& members, const Numbers& there) {
  double total = 0, count = 0;
  for (size_t i = 0; i < there.size(); ++i) {
    for (size_t j = 0; j < there.size(); ++j) {
      if (i == j || there[i] == 0 || there[j] == 0) continue;
      total += std::sin(members[2 * i]) * members[2 * j + 1];
      ++count;
    }
  }
  return {count > 0 ? total / count : 0};
}

}  // namespace

class TestTorchGraph : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void layers() {
    for (const char* name : {"gcn", "gat", "edge-conv"}) {
      const auto build = [&](Graph&, const std::vector<Tensor>& inputs, const json& config) {
        return buildGraphLayer(name, inputs, config);
      };
      std::string where;
      const double error = torchLayerError<double>(torchLayer(name), build, &where);
      QVERIFY2(error <= 1e-9, qPrintable(QString("%1 %2: %3").arg(name).arg(QString::fromStdString(where)).arg(error)));
    }
  }

  void sparseFeaturesEqualDenseOnes() {
    Graph graph;
    Numbers dense(6 * 4, 0);
    for (const size_t i : {1, 6, 7, 13, 22}) dense[i] = static_cast<double>(i) - 8.5;
    const int64_t from[] = {0, 2, 3}, to[] = {1, 0, 3};
    const SparseMatrix a = normalisedAdjacency(6, from, to);
    const Tensor w = graph.parameter("w", {4, 3}), b = graph.parameter("b", {3}), params[] = {w, b};
    const Tensor one = graphConvolution(a, sparseMatrix(6, 4, dense), w, b);
    const Tensor other = graphConvolution(a, graph.constant(dense, {6, 4}), w, b);
    const Tensor wide = graph.parameter("wide", {4, 9});
    std::vector<Tensor> results{one - other, graphConvolution(a, sparseMatrix(6, 4, dense), wide, {}) -
                                                 graphConvolution(a, graph.constant(dense, {6, 4}), wide, {})};
    for (size_t i = 0; i < 2; ++i)
      results.push_back(gradients(probe(one, 0.1), params)[i] - gradients(probe(other, 0.1), params)[i]);
    for (const double difference : valuesOf<double>(compile<double>(graph, {.outputs = results}), 3))
      QVERIFY(std::abs(difference) < 1e-14);
  }

  // The same graph with its nodes in another order gives the same rows in that order.
  void layersDoNotDependOnTheOrderOfNodes() {
    for (const auto& [name, layer] : graphLayers()) {
      Graph graph;
      const Tensor x = graph.parameter("x", {6, 3});
      const Tensor one = layer(smallGraph(places), x);
      std::vector<int64_t> backwards(6);
      for (int64_t i = 0; i < 6; ++i) backwards[static_cast<size_t>(others[i])] = i;
      const Tensor other = chooseRows(layer(smallGraph(others), chooseRows(x, backwards)), others);
      for (const double difference : valuesOf<double>(compile<double>(graph, {.outputs = {one - other}}), 3))
        QVERIFY2(std::abs(difference) < 1e-14, name.c_str());
    }
  }

  void gradientsOfGraphLayers() {
    for (const auto& [name, layer] : graphLayers()) {
      Graph graph;
      const Tensor x = graph.parameter("x", {6, 3});
      const Tensor loss = probe(layer(smallGraph(places), x), 0.3);
      const std::vector<Tensor> all = graph.parameters();
      size_t count = 0;
      for (const Tensor p : all) count += static_cast<size_t>(p.shape().count());
      Rng rng(7, name);
      Numbers at(count);
      for (double& value : at) value = rng.uniform(-1, 1);
      const double error = differenceError(loss, gradients(loss, all), at);
      QVERIFY2(error < 1e-6, qPrintable(QString("%1: %2").arg(name.c_str()).arg(error)));
    }
  }

  void attentionWeightsSumToOne() {
    Graph graph;
    const Tensor x = graph.parameter("x", {6, 3});
    const SparsePatternPtr edges = smallGraph(places);
    const Tensor sums = segmentSum(edges, graphAttentionLayer(edges, x, "a", 4, 3).weights, EntrySide::row);
    const Numbers found = valuesOf<double>(compile<double>(graph, {.outputs = {sums}}), 3);
    for (size_t node = 0; node < 6; ++node) {
      for (size_t head = 0; head < 3; ++head) QVERIFY(std::abs(found[node * 3 + head] - (node < 4)) < 1e-14);
    }
  }

  void messagesReadEdgeFeatures() {
    Graph graph;
    const int64_t from[] = {1, 0, 1}, to[] = {0, 1, 1};
    const SparsePatternPtr edges = graphEdges(2, from, to);
    const Tensor x = graph.constant({1, 10}, {2, 1}), e = graph.constant({100, 200, 300}, {3, 1});
    const GraphStep step = messagePassing(
        edges, x, e, [](Tensor rows) { return sumOver(rows, 1); }, [](Tensor rows) { return sumOver(rows, 1); });
    // Edges by target, then source: 1 -> 0, 0 -> 1, 1 -> 1.
    QCOMPARE(valuesOf<double>(compile<double>(graph, {.outputs = {step.edges, step.nodes}}), 3),
             (Numbers{111, 211, 320, 1 + 111, 10 + 211 + 320}));
  }

  void sets() {
    Graph graph;
    const Tensor x = graph.constant({1, 2, -3, 4, 5, 0, 7, -8, 9, 1, 2, 3}, {2, 3, 2});
    const Tensor mask = graph.constant({1, 1, 0, 0, 0, 0}, {2, 3});
    std::vector<Tensor> results;
    for (const Aggregation kind : {Aggregation::sum, Aggregation::mean, Aggregation::max}) {
      results.push_back(poolSet(x, kind));
      results.push_back(poolSet(x, kind, mask));
    }
    QVERIFY(distance(valuesOf<double>(compile<double>(graph, {.outputs = results}), 3),
                     {3, 6, 18, -4, -2, 6, 0, 0, 1, 2, 6, -4.0 / 3, -1, 3, 0, 0, 5, 4, 9, 3, 1, 4, 0, 0}) < 1e-14);
  }

  void pairsOfMembers() {
    Graph graph;
    const Tensor x = graph.parameter("x", {2, 3, 2});
    const Numbers there{1, 0, 1, 1, 1, 1};
    const RowFunction f = [](Tensor rows) { return sin(slice(rows, 1, 0, 1)) * slice(rows, 1, 3, 4); };
    const Tensor all = janossyPairs(x, f), some = janossyPairs(x, f, graph.constant(there, {2, 3}));
    Numbers at;
    for (int i = 0; i < 12; ++i) at.push_back(0.3 * i - 1);
    const Numbers found = resultsOf<double>(graph, {all, some}, at);
    for (size_t n = 0; n < 2; ++n) {
      const Numbers members(at.begin() + static_cast<std::ptrdiff_t>(6 * n),
                            at.begin() + static_cast<std::ptrdiff_t>(6 * n + 6));
      const Numbers own(there.begin() + static_cast<std::ptrdiff_t>(3 * n),
                        there.begin() + static_cast<std::ptrdiff_t>(3 * n + 3));
      QVERIFY(std::abs(found[n] - pairsReference(members, {1, 1, 1})[0]) < 1e-14);
      QVERIFY(std::abs(found[2 + n] - pairsReference(members, own)[0]) < 1e-14);
    }
    QCOMPARE(resultsOf<double>(graph, {janossyPairs(slice(x, 1, 0, 1), f)}, at), (Numbers{0, 0}));
  }

  void deepSetDoesNotDependOnTheOrder() {
    Graph graph;
    const Tensor x = graph.parameter("x", {2, 3, 2});
    const Tensor turned[] = {slice(x, 1, 2, 3), slice(x, 1, 0, 2)};
    const RowFunction phi = [](Tensor rows) { return relu(linear(rows, "phi", 5)); };
    const RowFunction rho = [](Tensor rows) { return linear(rows, "rho", 2); };
    const Tensor difference = deepSet(x, phi, rho) - deepSet(concat(turned, 1), phi, rho);
    for (const double d : valuesOf<double>(compile<double>(graph, {.outputs = {difference}}), 3))
      QVERIFY(std::abs(d) < 1e-14);
  }

  void networkFollowsTorch() {
    for (const char* name : {"gcn", "gcn_sparse"}) {
      const json work = torchWork(name, "small");
      auto exact = gcnStep<double>(work);
      QVERIFY(follows(exact, work["double"], 100, 1e-9));
      auto single = gcnStep<float>(work), longer = gcnStep<float>(work);
      QVERIFY(follows(single, work["float"], 20, 1e-4));
      QVERIFY(follows(longer, work["float"], 100, 1e-3));
    }
    const json full = torchWork("gcn_sparse", "full");
    auto exact = gcnStep<double>(full);
    QVERIFY(follows(exact, full["double"], 20, 1e-9));
    auto single = gcnStep<float>(full);
    QVERIFY(follows(single, full["float"], 20, 1e-4));
  }

  void networkGivesTheSameBitsForAnyThreads() {
    const json work = torchWork("gcn_sparse", "full");
    QVERIFY(sameBitsForAnyThreads([&] { return gcnStep<float>(work); }));
  }

  void errors() {
    Graph graph;
    const Tensor x = graph.parameter("x", {6, 3}), y = graph.parameter("y", {2, 3, 1});
    const SparsePatternPtr edges = smallGraph(places);
    QVERIFY(errorOf([&] { graphAttention(edges, x, x, x, x); }).contains("a weight [heads, in, out]"));
    QVERIFY(errorOf([&] { graphAttentionLayer(edges, y, "gat", 2); }).contains("graph attention in gat"));
    QVERIFY(errorOf([&] { poolSet(x, Aggregation::sum); }).contains("sets [samples, members, features]"));
    QVERIFY(errorOf([&] { poolSet(y, Aggregation::sum, x); }).contains("a mask [2, 3]"));
    const int64_t outside[] = {6};
    QVERIFY(errorOf([&] { graphEdges(6, outside, outside); }).contains("row 6, column 6 of a 6 x 6 matrix"));
  }
};

QTEST_GUILESS_MAIN(TestTorchGraph)
#include "tst_torch_graph.moc"
