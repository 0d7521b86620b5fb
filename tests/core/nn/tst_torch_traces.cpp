// Training follows PyTorch step by step: optimisers alone, and small networks from shared initial weights. The numbers
// were made by tests/reference/torch_training.py (torch 1.13).
#include <QtTest>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/compute/compile.h"
#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/ops/ops.h"
#include "core/nn/mlp.h"

using namespace gradus;
using nlohmann::json;

namespace {

json reference() {
  std::ifstream file(GRADUS_SOURCE_DIR "/tests/reference/torch_training.json");
  return json::parse(file);
}

std::vector<double> numbers(size_t n, double phase) {
  std::vector<double> values(n);
  for (size_t i = 0; i < n; ++i) values[i] = std::sin(1.3 * static_cast<double>(i) + phase);
  return values;
}

/// The network and data of one case of the script.
struct Case {
  json spec;
  MlpParams params;
  TrainingSettings settings;
  std::vector<double> weights, x, target;
  int batch;

  explicit Case(const json& given) : spec(given), batch(given["batch"]) {
    const std::vector<int> sizes = given["sizes"];
    params.inputs = sizes.front();
    params.hidden.assign(sizes.begin() + 1, sizes.end() - 1);
    params.outputs = sizes.back();
    params.activation = activationFromName(given["activation"].get<std::string>());
    params.loss = lossFromName(given["loss"].get<std::string>());
    params.optimiser = optimiserFromName(given["optimiser"].get<std::string>());
    settings.optimiser.kind = params.optimiser;
    settings.optimiser.learningRate = given["rate"];
    settings.l1 = given["l1"];
    settings.l2 = given["l2"];
    settings.clipNorm = given["clip"];
    for (size_t i = 0; i + 1 < sizes.size(); ++i) {
      const auto n = static_cast<size_t>(sizes[i]), m = static_cast<size_t>(sizes[i + 1]);
      for (const double w : numbers(n * m + m, 0.1 + static_cast<double>(i)))
        weights.push_back(w / std::sqrt(static_cast<double>(n)));
    }
    const auto rows = static_cast<size_t>(batch);
    for (const double v : numbers(rows * static_cast<size_t>(params.inputs), 3)) x.push_back(2 * v);
    for (const double v : numbers(rows * static_cast<size_t>(params.outputs), 5)) {
      target.push_back(params.loss == LossKind::hinge       ? (v > 0) - (v < 0)
                       : params.loss == LossKind::bceLogits ? v > 0
                                                            : v);
    }
    if (params.loss == LossKind::softmax) {
      target.resize(rows);
      for (size_t i = 0; i < rows; ++i) target[i] = static_cast<double>(i % static_cast<size_t>(params.outputs));
    }
  }
};

/// Largest relative difference of the losses (in double also of the gradient norms) of the first `steps` steps.
template <typename T>
double traceError(const Case& c, const json& expected, int steps, MlpStateOf<T>* last = nullptr) {
  const Mlp mlp(c.params);
  MlpTrainerOf<T> trainer(mlp);
  MlpStateOf<T> state = mlp.initAs<T>(Rng());
  state.parameters.assign(c.weights.begin(), c.weights.end());
  const std::vector<T> x(c.x.begin(), c.x.end()), target(c.target.begin(), c.target.end());
  double worst = 0;
  for (int i = 0; i < steps; ++i) {
    const StepInfo info = trainer.step(state, {c.batch, x.data(), target.data()}, c.settings);
    const auto k = static_cast<size_t>(i);
    const double loss = expected["trace"][k], norm = expected["norms"][k];
    worst = std::max(worst, std::abs(info.loss - loss) / std::abs(loss));
    if (sizeof(T) == 8) worst = std::max(worst, std::abs(info.gradientNorm - norm) / norm);
  }
  if (last) *last = state;
  return worst;
}

}  // namespace

class TestTorchTraces : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void optimisers_data() {
    QTest::addColumn<QString>("name");
    const json traces = reference()["optimisers"];  // tst_torch_optimisers.cpp has the others
    QVERIFY(traces.size() >= 7);
    for (const auto& [name, trace] : traces.items()) QTest::newRow(name.c_str()) << QString::fromStdString(name);
  }
  void optimisers() {
    QFETCH(QString, name);
    const json expected = reference()["optimisers"][name.toStdString()];
    QCOMPARE(expected.size(), size_t{50});
    Graph graph;
    const Tensor w = graph.parameter("w", {6}), params[] = {w};
    std::vector<double> scale = numbers(6, 4);
    for (double& s : scale) s = std::abs(s) + 0.1;
    const Tensor loss = sum(square(w - graph.constant(numbers(6, 2), {6})) * graph.constant(scale, {6})) * 0.5;
    const OptimiserParams defaults;
    const OptimiserKind kind = optimiserFromName(name.toStdString());
    const auto program = compile<double>(
        graph, {.outputs = {loss}, .update = static_cast<UpdateKind>(kind), .gradients = gradients(loss, params)});
    ExecutorOf<double> executor(program);
    const std::pair<const char*, double> scalars[] = {
        {"learning_rate", 0.05},
        {"momentum", defaults.momentum},
        {"beta1", defaults.beta1},
        {"beta2", defaults.beta2},
        {"alpha", defaults.alpha},
        {"epsilon", defaults.epsilon},
        {"weight_decay", kind == OptimiserKind::adamw ? defaults.weightDecay : 0}};
    for (const auto& [scalar, value] : scalars) executor.setScalar(program->scalar(scalar), value);
    ProgramStateOf<double> state = program->makeState();
    state.parameters = numbers(6, 0.5);
    for (size_t i = 0; i < 50; ++i) {
      executor.run(state);
      for (size_t j = 0; j < 6; ++j) {
        const double found = state.parameters[j], wanted = expected[i][j];
        QVERIFY2(std::abs(found - wanted) <= 1e-12 * (1 + std::abs(wanted)), qPrintable(QString("step %1").arg(i + 1)));
      }
    }
    QCOMPARE(state.step, uint64_t{50});
  }

  void networks_data() {
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("level");
    const json cases = reference()["mlp"];
    for (int i = 0; i < static_cast<int>(cases.size()); ++i) {
      for (const std::string_view level : availableKernelLevels()) {
        const std::string name = std::to_string(i) + " " +
                                 cases[static_cast<size_t>(i)]["activation"].get<std::string>() + " " +
                                 std::string(level);
        QTest::newRow(name.c_str()) << i << QString::fromStdString(std::string(level));
      }
    }
  }
  void networks() {
    QFETCH(int, index);
    QFETCH(QString, level);
    const std::string name = level.toStdString();
    const UseKernelLevel use(name.c_str());
    const Case c(reference()["mlp"][static_cast<size_t>(index)]);
    MlpStateOf<double> last;
    const double inDouble = traceError<double>(c, c.spec["double"], 101, &last);
    QVERIFY2(inDouble <= 1e-9, qPrintable(QString("double: %1").arg(inDouble)));
    if (c.spec["double"].contains("weights")) {
      const std::vector<double> weights = c.spec["double"]["weights"];
      QCOMPARE(last.parameters.size(), weights.size());
      for (size_t i = 0; i < weights.size(); ++i)
        QVERIFY(std::abs(last.parameters[i] - weights[i]) <= 1e-9 * (1 + std::abs(weights[i])));
    }
    const double early = traceError<float>(c, c.spec["float"], 20), late = traceError<float>(c, c.spec["float"], 100);
    QVERIFY2(early <= 1e-4, qPrintable(QString("float, 20 steps: %1").arg(early)));
    QVERIFY2(late <= 1e-3, qPrintable(QString("float, 100 steps: %1").arg(late)));
  }
};

QTEST_GUILESS_MAIN(TestTorchTraces)
#include "tst_torch_traces.moc"
