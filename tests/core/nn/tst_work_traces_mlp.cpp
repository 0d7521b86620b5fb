// The benchmark's dense works (classifier, variational autoencoder, denoiser, its sampling) follow PyTorch's losses
// from the same formula weights and data (tests/reference/torch_works.json), in double and in float.
#include <QtTest>

#include "core/compute/ops/ops.h"
#include "core/compute/ops/rows.h"
#include "core/nn/models/denoiser.h"
#include "core/nn/models/perceptron.h"
#include "core/nn/models/vae.h"
#include "tests/core/nn/torch_work_cases.h"

using namespace gradus;
using namespace gradus::testing;

namespace {

const json& inputOf(const json& work, const char* name) {
  for (const json& spec : work["inputs"]) {
    if (spec["name"] == name) return spec;
  }
  throw std::runtime_error(std::string("no input ") + name);
}

Tensor given(Graph& graph, const json& work, const char* name) {
  return graph.input(name, workShape(inputOf(work, name)));
}

Tensor mlpLoss(Graph& graph, const json& work) {
  const auto layers = work["settings"]["layers"].get<std::vector<int64_t>>();
  return crossEntropy(perceptron(given(graph, work, "x"), layers, Activation::relu), given(graph, work, "y"));
}

Tensor vaeLoss(Graph& graph, const json& work) {
  const json& s = work["settings"];
  return buildVae(given(graph, work, "x"), given(graph, work, "noise"), {s["width"], s["hidden"], s["latent"]}).loss;
}

DenoiserParams denoiserParams(const json& work) {
  return {.hidden = work["settings"]["hidden"]};
}

Tensor denoiserLoss(Graph& graph, const json& work) {
  const int64_t n = work["settings"]["batch"];
  return denoisingLoss(given(graph, work, "x0"), given(graph, work, "noise"), graph.input("t", {n, 1}),
                       graph.input("signal", {n, 1}), graph.input("spread", {n, 1}), denoiserParams(work));
}

template <typename T>
StepData<T> dataOf(const json& work) {
  StepData<T> data = workData<T>(work);
  if (work["work"] != "ddpm") return data;
  const DiffusionSchedule schedule(work["settings"]["diffusion_steps"]);
  std::vector<T> signal, spread;
  for (const double t : workElements(inputOf(work, "t"))) {
    signal.push_back(static_cast<T>(std::sqrt(schedule.kept[static_cast<size_t>(t)])));
    spread.push_back(static_cast<T>(std::sqrt(1 - schedule.kept[static_cast<size_t>(t)])));
  }
  data.emplace_back("signal", signal);
  data.emplace_back("spread", spread);
  return data;
}

template <typename T>
TrainingStepOf<T> trainingStep(Graph& graph, const json& work) {
  const Tensor loss = work["work"] == "mlp"   ? mlpLoss(graph, work)
                      : work["work"] == "vae" ? vaeLoss(graph, work)
                                              : denoiserLoss(graph, work);
  return TrainingStepOf<T>::ofLoss(graph, loss, {.kind = OptimiserKind::adam, .learningRate = work["settings"]["rate"]},
                                   dataOf<T>(work));
}

template <typename T>
double traceError(const json& work, size_t steps, const json& expected) {
  Graph graph;
  auto step = trainingStep<T>(graph, work);
  startWork(step, work);
  return workError(step, expected, steps);
}

// Largest difference of [mean of x, mean of x^2] after every tenth of the steps, relative to 1 + |value|.
template <typename T>
double samplingError(const json& work) {
  const json& s = work["settings"];
  const int64_t points = s["batch"], steps = s["diffusion_steps"];
  Graph graph;
  denoisingStep(graph, points, graph.input("noise", {points, 2}), denoiserParams(work));
  std::vector<T> noise(static_cast<size_t>(2 * points));
  TrainingStepOf<T> step(graph, {}, {});
  step.executor().setInput(step.program().input("noise"), noise.data());
  startWork(step, work);
  const ParameterInfo& info = step.program().parameter("x");
  T* x = step.state().parameters.data() + info.offset;
  const std::vector<double> start = workElements(work["inputs"][0]);
  for (size_t i = 0; i < start.size(); ++i) x[i] = static_cast<T>(start[i]);
  const DiffusionSchedule schedule(steps);
  double worst = 0;
  size_t row = 0;
  for (int64_t t = steps - 1; t >= 0; --t) {
    const double beta = schedule.beta[static_cast<size_t>(t)], kept = schedule.kept[static_cast<size_t>(t)];
    for (size_t i = 0; i < noise.size(); ++i)
      noise[i] = static_cast<T>(std::sqrt(3.0) *
                                (2 * workUniform(i, s["noise_salt"].get<uint32_t>() + static_cast<uint32_t>(t)) - 1));
    step.executor().setScalar(step.program().scalar("time"), static_cast<double>(t));
    step.executor().setScalar(step.program().scalar("slope"), beta / std::sqrt(1 - kept));
    step.executor().setScalar(step.program().scalar("scale"), std::sqrt(1 - beta));
    step.executor().setScalar(step.program().scalar("deviation"), t > 0 ? std::sqrt(beta) : 0);
    step.executor().run(step.state());
    if (t % (steps / 10) != 0) continue;
    double mean = 0, squares = 0;
    for (size_t i = 0; i < noise.size(); ++i) {
      mean += static_cast<double>(x[i]) / static_cast<double>(noise.size());
      squares += static_cast<double>(x[i]) * static_cast<double>(x[i]) / static_cast<double>(noise.size());
    }
    const json& expected = work[sizeof(T) == 8 ? "double" : "float"][row++];
    worst = std::max({worst, std::abs(mean - expected[0].get<double>()) / (1 + std::abs(expected[0].get<double>())),
                      std::abs(squares - expected[1].get<double>()) / (1 + std::abs(expected[1].get<double>()))});
  }
  return row == 10 ? worst : INFINITY;
}

}  // namespace

class TestWorkTracesMlp : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void training_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"mlp", "vae", "ddpm"}) QTest::newRow(name) << name;
  }
  void training() {
    QFETCH(QString, name);
    const json small = torchWork(name.toStdString(), "small"), full = torchWork(name.toStdString(), "full");
    const double inDouble = traceError<double>(small, 100, small["double"]);
    QVERIFY2(inDouble <= 1e-9, qPrintable(QString::number(inDouble)));
    const double early = traceError<float>(small, 20, small["float"]),
                 late = traceError<float>(small, 100, small["float"]);
    QVERIFY2(early <= 1e-4 && late <= 1e-3, qPrintable(QString("%1 %2").arg(early).arg(late)));
    const double large = traceError<float>(full, 20, full["float"]);
    QVERIFY2(large <= 1e-4, qPrintable(QString::number(large)));
  }

  // Parameters, gradients, moments, batch and scratch against the smaller of PyTorch's peaks (torch_memory.json).
  void memory_data() { training_data(); }
  void memory() {
    QFETCH(QString, name);
    std::ifstream file(GRADUS_SOURCE_DIR "/tests/reference/torch_memory.json");
    const json versions = json::parse(file)["versions"];
    size_t peak = SIZE_MAX;
    for (const json& version : versions) peak = std::min(peak, version[name.toStdString()]["peak"].get<size_t>());
    const json work = torchWork(name.toStdString(), "full");
    Graph graph;
    auto step = trainingStep<float>(graph, work);
    QVERIFY2(step.memoryBytes() <= peak, qPrintable(QString("%1 > %2").arg(step.memoryBytes()).arg(peak)));
  }

  void sampling() {
    const json small = torchWork("ddpm_sample", "small");
    const double inDouble = samplingError<double>(small), inFloat = samplingError<float>(small);
    QVERIFY2(inDouble <= 1e-9, qPrintable(QString::number(inDouble)));
    QVERIFY2(inFloat <= 1e-4, qPrintable(QString::number(inFloat)));
  }

  void oneTimeForAllRowsIsTheSame() {
    Graph graph;
    const Tensor x = graph.parameter("x", {5, 2}), time = graph.scalar("time", 417);
    const Tensor one = predictNoiseAt(x, time, {.hidden = 9}),
                 many = predictNoise(x, broadcastTo(time, {5, 1}), {.hidden = 9});
    TrainingStepOf<double> step(graph, {.outputs = {sum(square(one - many)), sum(square(many))}}, {});
    step.run();
    QVERIFY(step.executor().outputScalar(0) <= 1e-24 && step.executor().outputScalar(1) > 1e-3);
  }
};

QTEST_GUILESS_MAIN(TestWorkTracesMlp)
#include "tst_work_traces_mlp.moc"
