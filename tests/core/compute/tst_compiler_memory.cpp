// The memory plan: values in use at the same time never overlap (and the checker notices when they do), results take
// over operands that die, the report names what is in use at the peak; views of inputs, parameters and scratch memory.
#include <QtTest>

#include "core/nn/mlp_graph.h"
#include "tests/core/compute/memory_checker.h"
#include "tests/core/compute/numeric.h"

using namespace gradus;
using testing::memoryCollision;
using testing::outputOf;
using testing::randomState;

namespace {

// A deep perceptron: forward values are kept for the backward pass.
std::shared_ptr<const ProgramOf<float>> deepProgram(bool optimise) {
  Graph graph;
  Tensor x = graph.input("x", {64, 48});
  for (int layer = 0; layer < 6; ++layer) {
    const std::string name = "layer" + std::to_string(layer);
    graph.setLayer(name);
    x = sigmoid(matmul(x, graph.parameter(name + ".weight", {48, 48})) + graph.parameter(name + ".bias", {1, 48}));
  }
  const Tensor loss = mean(square(x));
  const std::vector<Tensor> slopes = gradients(loss, graph.parameters());
  return compile<float>(graph,
                        {.outputs = {loss}, .update = UpdateKind::sgd, .gradients = slopes, .optimise = optimise});
}

}  // namespace

class TestMemory : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void plansAreSound() {
    for (const bool optimise : {true, false}) {
      QCOMPARE(memoryCollision(deepProgram(optimise)->body()), std::string());
      const auto mlp = compileTrainingStep<double>({.hidden = {7, 33}}, 10, optimise);
      QCOMPARE(memoryCollision(mlp->body()), std::string());
    }
  }

  void theCheckerNoticesCollisions() {
    Graph graph;
    const Tensor x = graph.parameter("x", {5, 7});
    const Tensor a = matmul(x, x, true), b = matmul(x, x, false, true);
    const auto program = compile<double>(graph, {.outputs = {sum(a) * sum(b), a, b}});
    QCOMPARE(memoryCollision(program->body()), std::string());
    ProgramBody<double> broken = program->body();
    int moved = 0;
    const int64_t buffer = broken.outputs[2].buffer, to = broken.outputs[1].offset;
    for (Instruction& instruction : broken.instructions) {
      for (Operand& operand : instruction.in) {
        if (operand.place.buffer == buffer) operand.place.offset = to, ++moved;
      }
      if (instruction.out.buffer == buffer) instruction.out.offset = to, ++moved;
    }
    broken.outputs[2].offset = to;
    QVERIFY(moved >= 2);
    QVERIFY(!memoryCollision(broken).empty());
    broken = program->body();
    broken.scratchElements = 8;
    QVERIFY(!memoryCollision(broken).empty());
  }

  void chainsWriteOverOperandsThatDie() {
    Graph graph;
    const Tensor x = graph.parameter("x", {40, 32});
    Tensor y = matmul(x, x, false, true);
    for (int i = 0; i < 5; ++i) y = matmul(tanh(y), y);  // tanh must keep y
    const auto kept = compile<double>(graph, {.outputs = {y}});
    Tensor z = matmul(x, x, false, true);
    for (int i = 0; i < 5; ++i) {
      z = tanh(z);
      z = z / (1 + sum(z));  // two chains, each may write over its operand
    }
    const auto replaced = compile<double>(graph, {.outputs = {z}});
    const size_t one = 40 * 40 * sizeof(double);
    QVERIFY2(replaced->info().scratchBytes < one + one / 2, qPrintable(QString::number(replaced->info().scratchBytes)));
    QVERIFY(kept->info().scratchBytes > 2 * one);
    for (const auto& program : {kept, replaced}) QCOMPARE(memoryCollision(program->body()), std::string());
    const auto plain = compile<double>(graph, {.outputs = {z}, .optimise = false});
    const std::vector<double> a = testing::valuesOf<double>(replaced, 3), b = testing::valuesOf<double>(plain, 3);
    for (size_t i = 0; i < a.size(); ++i) QVERIFY(std::abs(a[i] - b[i]) <= 1e-12 * (1 + std::abs(b[i])));
  }

  // A product that writes where its chain goes on may not write over another operand of the chain.
  void aProductKeepsWhatItsChainReads() {
    Graph graph;
    const Tensor x = graph.parameter("x", {150, 130}), w = graph.parameter("w", {130, 130});
    const Tensor y = matmul(sin(x), w) * 0.5 + matmul(cos(x), w);
    const auto fast = compile<double>(graph, {.outputs = {y}}),
               plain = compile<double>(graph, {.outputs = {y}, .optimise = false});
    QCOMPARE(memoryCollision(fast->body()), std::string());
    const std::vector<double> a = testing::valuesOf<double>(fast, 3), b = testing::valuesOf<double>(plain, 3);
    for (size_t i = 0; i < a.size(); ++i) QVERIFY(std::abs(a[i] - b[i]) <= 1e-11);
  }

  // A row read by a chain may not be the memory that the chain writes to.
  void repeatedOperandsAreKept() {
    Graph graph;
    const Tensor x = graph.parameter("x", {1, 16});
    const Tensor row = matmul(x, graph.parameter("w", {16, 16}));
    const Tensor y = broadcastTo(row, {9, 16}) * graph.parameter("u", {9, 1}) + row;
    const auto fast = compile<double>(graph, {.outputs = {y}}),
               plain = compile<double>(graph, {.outputs = {y}, .optimise = false});
    QCOMPARE(memoryCollision(fast->body()), std::string());
    const std::vector<double> a = testing::valuesOf<double>(fast, 3), b = testing::valuesOf<double>(plain, 3);
    for (size_t i = 0; i < a.size(); ++i) QVERIFY(std::abs(a[i] - b[i]) <= 1e-14);
  }

  void reportNamesThePeak() {
    const auto program = deepProgram(true);
    const ProgramInfo& info = program->info();
    QVERIFY(info.scratchBytes >= info.liveBytes);
    QVERIFY(info.scratchBytes <= info.liveBytes + info.liveBytes / 10);
    QVERIFY(info.unplannedBytes > info.scratchBytes);
    QVERIFY(!info.peak.empty());
    size_t sum = 0;
    for (const PeakUse& use : info.peak) {
      sum += use.bytes;
      QVERIFY(!use.kernel.empty());
    }
    QCOMPARE(sum, info.liveBytes);
    QVERIFY(std::is_sorted(info.peak.begin(), info.peak.end(),
                           [](const PeakUse& a, const PeakUse& b) { return a.bytes > b.bytes; }));
    QVERIFY(info.peak[0].layer.starts_with("layer"));
  }

  void viewsAlongEveryAxis() {
    for (const Shape& shape : {Shape{3, 5}, Shape{4, 1}, Shape{1, 17}, Shape{2, 3, 7}, Shape{3, 4, 1},
                               Shape{2, 3, 2, 5}, Shape{9}, Shape{2, 2, 64}}) {
      Graph graph;
      const auto n = static_cast<size_t>(shape.count());
      const Tensor input = graph.input("x", shape), parameter = graph.parameter("w", shape);
      std::vector<Tensor> outputs;
      for (const Tensor source : {input, parameter, tanh(parameter) + input}) {
        for (int axis = 0; axis < shape.rank(); ++axis) {
          for (const auto& [begin, end] : std::vector<std::pair<int64_t, int64_t>>{
                   {0, 1}, {shape[axis] - 1, shape[axis]}, {shape[axis] / 2, shape[axis]}}) {
            const Tensor part = slice(source, axis, begin, end);
            outputs.push_back(part);
            outputs.push_back(square(part) + 1);
            outputs.push_back(sumOver(part, axis));
            outputs.push_back(reshape(part, {part.shape().count()}) * 2);
            if (part.shape().rank() == 2) outputs.push_back(matmul(part, part, true));
          }
        }
        outputs.push_back(reshape(source, {shape.count(), 1}));
        outputs.push_back(square(reshape(source, {shape.count()})));
        outputs.push_back(maxOver(reshape(source, {shape[0], shape.count() / shape[0]}), 1));
      }
      const auto fast = compile<double>(graph, {.outputs = outputs}),
                 plain = compile<double>(graph, {.outputs = outputs, .optimise = false});
      std::vector<double> data(n);
      for (size_t i = 0; i < n; ++i) data[i] = std::sin(static_cast<double>(i));
      const ProgramStateOf<double> state = randomState(*fast);
      ExecutorOf<double> a(fast), b(plain);
      for (ExecutorOf<double>* executor : {&a, &b}) {
        executor->setInput(fast->input("x"), data.data());
        executor->evaluate(state);
      }
      for (size_t k = 0; k < outputs.size(); ++k) {
        const std::vector<double> found = outputOf(a, k), expected = outputOf(b, k);
        QCOMPARE(found.size(), expected.size());
        for (size_t i = 0; i < found.size(); ++i)
          QVERIFY2(std::abs(found[i] - expected[i]) <= 1e-13, (shape.str() + " " + std::to_string(k)).c_str());
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_compiler_memory.moc"
