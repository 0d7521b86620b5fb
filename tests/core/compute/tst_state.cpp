// What a step changes: updates in its middle, assignments of buffers, shared and frozen parameters; old values stay
// readable.
#include <QtTest>

#include "tests/core/compute/numeric.h"

using namespace gradus;
using testing::outputOf;
using testing::randomState;

namespace {

// A toy GAN: generator 2 -> 3 -> 2, discriminator 2 -> 4 -> 1, logistic losses.
Tensor generator(Graph& graph, Tensor z) {
  return matmul(tanh(matmul(z, graph.parameter("g.0", {2, 3}))), graph.parameter("g.1", {3, 2}));
}
Tensor discriminator(Graph& graph, Tensor x) {
  return matmul(tanh(matmul(x, graph.parameter("d.0", {2, 4}))), graph.parameter("d.1", {4, 1}));
}
Tensor discriminatorLoss(Graph& graph, Tensor real, Tensor z) {
  return mean(softplus(-discriminator(graph, real))) +
         mean(softplus(discriminator(graph, stopGradient(generator(graph, z)))));
}
Tensor generatorLoss(Graph& graph, Tensor z) {
  return mean(softplus(-discriminator(graph, generator(graph, z))));
}

constexpr size_t batch = 7;

struct GanData {
  std::vector<double> real, z;
  GanData() {
    Rng rng(6, "gan");
    for (size_t i = 0; i < 2 * batch; ++i) real.push_back(rng.normal()), z.push_back(rng.normal());
  }
  void bind(ExecutorOf<double>& executor, const std::string& prefix) const {
    const ProgramOf<double>& program = executor.program();
    executor.setInput(program.input("real"), real.data());
    executor.setInput(program.input("z"), z.data());
    executor.setScalar(program.scalar(prefix + "learning_rate"), prefix == "d_" ? 0.02 : 0.01);
    executor.setScalar(program.scalar(prefix + "beta1"), 0.5);
    executor.setScalar(program.scalar(prefix + "beta2"), 0.99);
    executor.setScalar(program.scalar(prefix + "epsilon"), 1e-8);
  }
};

// Both updates in one program, or only one of them.
std::shared_ptr<const ProgramOf<double>> ganProgram(bool both, bool trainsDiscriminator, bool optimise) {
  Graph graph;
  const Tensor real = graph.input("real", {static_cast<int64_t>(batch), 2}),
               z = graph.input("z", {static_cast<int64_t>(batch), 2});
  const Tensor dLoss = discriminatorLoss(graph, real, z);
  if (!both && !trainsDiscriminator) {
    const Tensor loss = generatorLoss(graph, z);
    const std::vector<Tensor> params = graph.parameters("g.");
    graph.update({UpdateKind::adam, "g_", loss, params, gradients(loss, params)});
    return compile<double>(graph, {.outputs = {dLoss, loss}, .optimise = optimise});
  }
  const std::vector<Tensor> dParams = graph.parameters("d.");
  graph.update({UpdateKind::adam, "d_", dLoss, dParams, gradients(dLoss, dParams)});
  if (!both) return compile<double>(graph, {.outputs = {dLoss}, .optimise = optimise});
  const Tensor gLoss = generatorLoss(graph, z);
  const std::vector<Tensor> gParams = graph.parameters("g.");
  graph.update({UpdateKind::adam, "g_", gLoss, gParams, gradients(gLoss, gParams)});
  return compile<double>(graph, {.outputs = {dLoss, gLoss}, .optimise = optimise});
}

}  // namespace

class TestState : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void updateInTheMiddleEqualsTwoPrograms() {
    const GanData data;
    for (const bool optimise : {true, false}) {
      const auto both = ganProgram(true, true, optimise), first = ganProgram(false, true, optimise),
                 second = ganProgram(false, false, optimise);
      ExecutorOf<double> together(both), one(first), two(second);
      data.bind(together, "d_");
      data.bind(together, "g_");
      data.bind(one, "d_");
      data.bind(two, "g_");
      ProgramStateOf<double> state = randomState(*both), apart = state;
      QCOMPARE(first->parameterCount(), both->parameterCount());
      for (int step = 0; step < 20; ++step) {
        together.run(state);
        one.run(apart);
        --apart.step;  // the second program counts the step
        two.run(apart);
        QVERIFY(std::abs(together.outputScalar(0) - one.outputScalar(0)) <= 1e-13);
        QVERIFY(std::abs(together.outputScalar(1) - two.outputScalar(1)) <= 1e-13);
      }
      QCOMPARE(state.step, uint64_t{20});
      for (size_t i = 0; i < state.parameters.size(); ++i)
        QVERIFY(std::abs(state.parameters[i] - apart.parameters[i]) <= 1e-12);
    }
  }

  // The parameter's old handle gives the old value, whenever it is read; the new one the new value.
  void oldAndNewValuesOfAnUpdatedParameter() {
    for (const bool optimise : {true, false}) {
      Graph graph;
      const Tensor w = graph.parameter("w", {3, 5});
      const Tensor early = square(w), view = reshape(w, {5, 3}), params[] = {w};
      const Tensor loss = sum(square(w));
      const std::vector<Tensor> slope = gradients(loss, params);
      graph.update({UpdateKind::sgd, "", loss, {w}, slope});
      const Tensor now = graph.parameter("w", {3, 5});
      const Tensor late = square(w), lateView = view * 1.5, lateSlope = slope[0] * 0.5, fresh = now * 2;
      const auto program = compile<double>(
          graph, {.outputs = {early, late, lateView, fresh, w, now, lateSlope, slope[0]}, .optimise = optimise});
      ExecutorOf<double> executor(program);
      executor.setScalar(program->scalar("learning_rate"), 0.1);
      executor.setScalar(program->scalar("l2"), 3);  // would change the gradient segment if w were penalised
      ProgramStateOf<double> state = randomState(*program);
      const std::vector<double> before = state.parameters;
      executor.run(state);
      std::vector<std::vector<double>> found;
      for (size_t k = 0; k < program->outputs(); ++k) found.push_back(outputOf(executor, k));
      for (size_t i = 0; i < before.size(); ++i) {
        const double x = before[i], y = x - 0.1 * 2 * x;
        QVERIFY(std::abs(state.parameters[i] - y) <= 1e-15);
        const double expected[] = {x * x, x * x, 1.5 * x, 2 * y, x, y, x, 2 * x};
        for (size_t k = 0; k < found.size(); ++k)
          QVERIFY2(std::abs(found[k][i] - expected[k]) <= 1e-14, qPrintable(QString::number(k)));
      }
    }
  }

  void aParameterUpdatedTwiceInAStep() {
    Graph graph;
    for (int round = 0; round < 2; ++round) {
      const Tensor w = graph.parameter("w", {4}), params[] = {w};
      const Tensor loss = sum(square(w));
      graph.update({UpdateKind::sgd, round == 0 ? "a_" : "b_", loss, {w}, gradients(loss, params)});
    }
    const auto program = compile<double>(graph, {.outputs = {graph.parameter("w", {4})}});
    ExecutorOf<double> executor(program);
    executor.setScalar(program->scalar("a_learning_rate"), 0.1);
    executor.setScalar(program->scalar("b_learning_rate"), 0.2);
    ProgramStateOf<double> state = randomState(*program);
    const std::vector<double> before = state.parameters;
    executor.run(state);
    QCOMPARE(state.step, uint64_t{1});
    for (size_t i = 0; i < 4; ++i) {
      QVERIFY(std::abs(state.parameters[i] - before[i] * 0.8 * 0.6) <= 1e-15);
      QCOMPARE(executor.output(0)[i], state.parameters[i]);
    }
  }

  void buffersTakeTheirValuesAtTheEnd() {
    for (const bool optimise : {true, false}) {
      Graph graph;
      const Tensor x = graph.input("x", {5, 3});
      const Tensor a = graph.buffer("a", {1, 3}), b = graph.buffer("b", {1, 3}), c = graph.buffer("c", {3});
      graph.assign(a, a * 0.9 + sumOver(x, 0) * 0.1);  // running mean
      graph.assign(b, a);                              // the old a
      graph.assign(c, reshape(b, {3}));                // the old b
      const auto program =
          compile<double>(graph, {.outputs = {sum(x * a), a, reshape(a, {3, 1})}, .optimise = optimise});
      QVERIFY(!program->parameter("a").trainable);
      ExecutorOf<double> executor(program);
      std::vector<double> data(15);
      for (size_t i = 0; i < data.size(); ++i) data[i] = static_cast<double>(i);
      executor.setInput(program->input("x"), data.data());
      ProgramStateOf<double> state = randomState(*program);
      for (int step = 0; step < 3; ++step) {
        const std::vector<double> old = state.parameters;
        executor.run(state);
        double dot = 0;
        for (size_t i = 0; i < 15; ++i) dot += data[i] * old[i % 3];
        QVERIFY(std::abs(executor.outputScalar(0) - dot) <= 1e-12);
        for (size_t i = 0; i < 3; ++i) {
          double sum = 0;
          for (size_t r = 0; r < 5; ++r) sum += data[3 * r + i];
          QVERIFY(std::abs(state.parameters[i] - (0.9 * old[i] + 0.1 * sum)) <= 1e-12);
          QCOMPARE(state.parameters[3 + i], old[i]);
          QCOMPARE(state.parameters[6 + i], old[3 + i]);
          QCOMPARE(executor.output(1)[i], old[i]);
          QCOMPARE(outputOf(executor, 2)[i], old[i]);
        }
      }
    }
  }

  void averageOfUpdatedParameters() {
    Graph graph;
    const Tensor w = graph.parameter("w", {2, 2}), params[] = {w}, loss = sum(square(w));
    const Tensor average = graph.buffer("average", {2, 2});
    graph.update({UpdateKind::sgd, "", loss, {w}, gradients(loss, params)});
    graph.assign(average, average * 0.5 + graph.parameter("w", {2, 2}) * 0.5);
    const auto program = compile<double>(graph, {.outputs = {loss}});
    ExecutorOf<double> executor(program);
    executor.setScalar(program->scalar("learning_rate"), 0.25);
    ProgramStateOf<double> state = program->makeState();
    for (size_t i = 0; i < 4; ++i) state.parameters[i] = 8, state.parameters[4 + i] = 2;
    executor.run(state);
    for (size_t i = 0; i < 4; ++i) {
      QCOMPARE(state.parameters[i], 4.0);
      QCOMPARE(state.parameters[4 + i], 3.0);
    }
  }

  void sharedParametersAddTheirGradients() {
    Graph graph;
    const Tensor once = graph.parameter("w", {3, 3}), again = graph.parameter("w", {3, 3});
    QCOMPARE(once.id, again.id);
    const Tensor loss = testing::probe(matmul(tanh(once), again), 0.3), params[] = {once};
    Rng rng(2);
    std::vector<double> at(9);
    for (double& x : at) x = rng.uniform(-1, 1);
    QVERIFY(testing::differenceError(loss, gradients(loss, params), at) <= 1e-6);
    QCOMPARE(graph.parameters().size(), size_t{1});
  }

  void frozenParametersStay() {
    Graph graph;
    const Tensor a = graph.parameter("a", {2, 3}), b = graph.parameter("b", {3, 2});
    const Tensor loss = sum(square(matmul(a, b))), params[] = {b};
    const auto program = compile<double>(
        graph, {.outputs = {loss}, .update = UpdateKind::adam, .gradients = {{}, gradients(loss, params)[0]}});
    ExecutorOf<double> executor(program);
    for (const auto& [name, value] : std::vector<std::pair<const char*, double>>{
             {"learning_rate", 0.1}, {"beta1", 0.9}, {"beta2", 0.999}, {"epsilon", 1e-8}, {"weight_decay", 0.1}})
      executor.setScalar(program->scalar(name), value);
    ProgramStateOf<double> state = randomState(*program);
    const std::vector<double> before = state.parameters;
    for (int i = 0; i < 5; ++i) executor.run(state);
    for (size_t i = 0; i < 12; ++i) QCOMPARE(state.parameters[i] == before[i], i < 6);
  }

  void changesStateFalseOnlyLooks() {
    Graph graph;
    const Tensor w = graph.parameter("w", {4}), params[] = {w}, loss = sum(square(w));
    const Tensor mean = graph.buffer("mean", {4});
    graph.update({UpdateKind::sgd, "", loss, {w}, gradients(loss, params)});
    graph.assign(mean, w);
    const Tensor after = graph.parameter("w", {4}) * 3;
    const auto program = compile<double>(graph, {.outputs = {loss, after}, .changesState = false});
    ExecutorOf<double> executor(program);
    ProgramStateOf<double> state = randomState(*program);
    const ProgramStateOf<double> before = state;
    executor.evaluate(state);
    QVERIFY(state == before);
    for (size_t i = 0; i < 4; ++i) QCOMPARE(executor.output(1)[i], before.parameters[i] * 3);
  }
};

QTEST_GUILESS_MAIN(TestState)
#include "tst_state.moc"
