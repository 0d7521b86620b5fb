// Looking into graphs and programs: values and gradients of single nodes, the summary by layers, drawings, the table of
// instructions with their times.
#include <QtTest>

#include <set>

#include "core/compute/draw.h"
#include "core/compute/inspect.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using testing::randomState;

namespace {

// 5 -> 8 -> 3 with dropout and a squared error.
struct Model {
  Graph graph;
  Tensor x, target, hidden, output, loss;
  std::vector<Tensor> slopes;
  std::vector<double> data, wanted;

  Model() {
    x = graph.input("x", {6, 5});
    target = graph.input("target", {6, 3});
    const Tensor p = graph.scalar("p", 0.25);
    graph.setLayer("layer1");
    hidden = tanh(matmul(x, graph.parameter("layer1.weight", {5, 8})) + graph.parameter("layer1.bias", {1, 8}));
    hidden = dropout(hidden, p);
    graph.setLayer("layer2");
    output = matmul(hidden, graph.parameter("layer2.weight", {8, 3}));
    graph.setLayer("loss");
    loss = mean(square(output - target));
    slopes = gradients(loss, graph.parameters());
    Rng rng(3);
    for (int i = 0; i < 30; ++i) data.push_back(rng.normal());
    for (int i = 0; i < 18; ++i) wanted.push_back(rng.normal());
  }
  void bind(ExecutorOf<double>& executor) const {
    executor.setInput(executor.program().input("x"), data.data());
    executor.setInput(executor.program().input("target"), wanted.data());
    executor.setScalar(executor.program().scalar("p"), 0.4);
  }
};

}  // namespace

class TestInspect : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void valuesAndGradientsOfAnyNode() {
    Model model;
    const auto step =
        compile<double>(model.graph, {.outputs = {model.loss}, .update = UpdateKind::sgd, .gradients = model.slopes});
    const size_t instructions = step->info().instructions;
    const std::vector<Tensor> one{model.hidden};
    const Tensor slope = gradients(model.loss, one)[0];
    const auto whole = compile<double>(model.graph, {.outputs = {model.hidden, model.output, slope}});
    ExecutorOf<double> training(step), expected(whole);
    model.bind(training);
    model.bind(expected);
    training.setScalar(step->scalar("learning_rate"), 0.1);
    InspectorOf<double> inspector(model.graph);
    const std::vector<Tensor> nodes = inspector.nodesOf("layer1");
    QVERIFY(!nodes.empty());
    QVERIFY(std::any_of(nodes.begin(), nodes.end(), [&](Tensor node) { return node.id == model.hidden.id; }));
    QVERIFY(inspector.nodesOf("nowhere").empty());
    inspector.show({model.hidden, model.output, inspector.gradientOf(model.loss, model.hidden)});
    ProgramStateOf<double> state = randomState(*step);
    for (uint64_t key = 0; key < 4; ++key) {
      const ProgramStateOf<double> before = state;
      inspector.look(training, state, key);  // with the masks of this step
      QVERIFY(state == before);
      expected.evaluate(state, key);
      for (size_t k = 0; k < inspector.size(); ++k) {
        const auto& value = inspector.value(k);
        QVERIFY(value.shape == whole->outputShape(k));
        const auto cols = static_cast<size_t>(value.shape.cols());
        for (size_t i = 0; i < value.values.size(); ++i)
          QCOMPARE(value.values[i], expected.output(k)[i / cols * expected.outputPitch(k) + i % cols]);
      }
      training.run(state, key);
      QVERIFY(!(state == before));
    }
    QCOMPARE(step->info().instructions, instructions);  // the step is as it was
    QCOMPARE(inspector.gradientOf(model.loss, model.hidden).id, inspector.gradientOf(model.loss, model.hidden).id);
  }

  void summaryByLayers() {
    const Model model;
    const Tensor outputs[] = {model.output};
    const std::vector<LayerSummary> layers = modelSummary(model.graph, outputs);
    QCOMPARE(layers.size(), size_t{3});  // the scalar p has no layer
    QCOMPARE(layers[1].name, std::string("layer1"));
    QCOMPARE(layers[1].parameters, size_t{48});
    QCOMPARE(layers[1].multiplyAdds, 6.0 * 5 * 8);
    QVERIFY(layers[1].output == (Shape{6, 8}));
    QCOMPARE(layers[2].parameters, size_t{24});
    QCOMPARE(layers[2].multiplyAdds, 6.0 * 8 * 3);
    QCOMPARE(layers[2].ops, size_t{1});
  }

  void drawingsHaveRanksGroupsAndEdges() {
    const Model model;
    const Tensor outputs[] = {model.loss};
    const DrawnGraph ops = drawGraph(model.graph, outputs),
                     layers = drawGraph(model.graph, outputs, DrawDetail::layers);
    for (const DrawnGraph& drawing : {ops, layers}) {
      for (const DrawnEdge& edge : drawing.edges)
        QVERIFY(drawing.nodes[static_cast<size_t>(edge.from)].rank < drawing.nodes[static_cast<size_t>(edge.to)].rank);
      std::set<std::pair<int, int>> places;
      for (const DrawnNode& node : drawing.nodes) {
        QVERIFY(node.rank >= 0 && node.rank < drawing.ranks);
        QVERIFY(places.emplace(node.rank, node.place).second);  // one node each
      }
      QCOMPARE(drawing.groups, (std::vector<std::string>{"layer1", "layer2", "loss"}));
    }
    QCOMPARE(layers.nodes.size(), size_t{6});  // x, target, p, three layers
    QCOMPARE(layers.edges.size(), size_t{5});
    const auto second = std::find_if(layers.nodes.begin(), layers.nodes.end(),
                                     [](const DrawnNode& node) { return node.label == "layer2"; });
    QVERIFY(second != layers.nodes.end() && second->ops == 1 && second->shape == (Shape{6, 3}));
    const std::string dot = graphDot(ops);
    QVERIFY(dot.starts_with("digraph {") && dot.ends_with("}\n"));
    QVERIFY(dot.find("subgraph cluster_1 {\n    label=\"layer2\"") != std::string::npos);
    QVERIFY(dot.find("label=\"matmul [6, 8]\"") != std::string::npos);
    QVERIFY(dot.find("label=\"layer1.weight [5, 8]\", shape=ellipse") != std::string::npos);
    QCOMPARE(std::count(dot.begin(), dot.end(), '>'), static_cast<std::ptrdiff_t>(ops.edges.size()));
    const std::string text = graphText(model.graph, outputs);
    QVERIFY(text.find("parameter layer2.weight [8, 3] (layer2)\n") != std::string::npos);
  }

  void tableNamesInstructions() {
    const Model model;
    const auto program = compile<double>(model.graph, {.outputs = {model.loss}});
    const std::string table = instructionTable(*program);
    QCOMPARE(static_cast<size_t>(std::count(table.begin(), table.end(), '\n')), program->info().instructions);
    for (const char* text : {"product", "tanh", "dropout", "-> [6, 8]", "bytes", "layer2"})
      QVERIFY2(table.find(text) != std::string::npos, (std::string(text) + "\n" + table).c_str());
  }

  void timesOfInstructions() {
    const Model model;
    const auto program = compile<double>(model.graph, {.outputs = {model.loss}});
    ExecutorOf<double> executor(program);
    model.bind(executor);
    const ProgramStateOf<double> state = randomState(*program);
    executor.evaluate(state);
    QVERIFY(executor.profile().empty());
    executor.setProfiling(true);
    for (int i = 0; i < 20; ++i) executor.evaluate(state);
    QCOMPARE(executor.profile().size(), program->info().instructions);
    QCOMPARE(executor.profiledRuns(), size_t{20});
    double total = 0;
    for (const double seconds : executor.profile()) {
      QVERIFY(seconds >= 0 && seconds < 10);  // 0: runs together with the one before
      total += seconds;
    }
    QVERIFY(total > 0);
    const std::string table = instructionTable(*program, executor.profile(), executor.profiledRuns(), 3);
    QCOMPARE(std::count(table.begin(), table.end(), '\n'), std::ptrdiff_t{4});  // a line of totals, the three dearest
    QVERIFY(table.find("us a run") != std::string::npos);
    executor.setProfiling(false);
    executor.evaluate(state);
    QVERIFY(executor.profile().empty());
  }
};

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
