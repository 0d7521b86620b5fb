// Fifty steps of every optimiser, schedule and clipping against PyTorch's (tests/reference/torch_optimisers.json).
#include <QTest>

#include "core/base/error.h"
#include "core/nn/early_stopping.h"
#include "core/nn/initialiser.h"
#include "core/nn/optimiser.h"
#include "core/nn/schedule.h"
#include "tests/core/nn/optimiser_cases.h"

using namespace gradus;
using gradus::testing::optimiserReference;
using nlohmann::json;

namespace {

OptimiserParams optimiserOf(const json& c) {
  const std::string torch = c["optimiser"];
  const json& a = c["arguments"];
  const bool amsgrad = a.value("amsgrad", false);
  const double momentum = a.value("momentum", 0.0);
  OptimiserKind kind = OptimiserKind::sgd;
  if (torch == "SGD")
    kind = a.value("nesterov", false) ? OptimiserKind::nesterov
           : momentum > 0             ? OptimiserKind::momentum
                                      : OptimiserKind::sgd;
  if (torch == "Adagrad") kind = OptimiserKind::adagrad;
  if (torch == "Adadelta") kind = OptimiserKind::adadelta;
  if (torch == "RMSprop")
    kind = a.value("centered", false) ? OptimiserKind::rmspropCentred
           : momentum > 0             ? OptimiserKind::rmspropMomentum
                                      : OptimiserKind::rmsprop;
  if (torch == "Adam") kind = amsgrad ? OptimiserKind::adamAmsgrad : OptimiserKind::adam;
  if (torch == "AdamW") kind = amsgrad ? OptimiserKind::adamwAmsgrad : OptimiserKind::adamw;
  if (torch == "NAdam") kind = OptimiserKind::nadam;
  if (torch == "RAdam") kind = OptimiserKind::radam;
  OptimiserParams o = defaultOptimiser(kind);
  o.learningRate = a["lr"];
  o.momentum = momentum;
  o.dampening = a.value("dampening", 0.0);
  (torch == "AdamW" ? o.weightDecay : o.coupledDecay) = a.value("weight_decay", torch == "AdamW" ? 0.01 : 0.0);
  o.alpha = a.value("rho", a.value("alpha", o.alpha));
  o.epsilon = a.value("eps", o.epsilon);
  o.rateDecay = a.value("lr_decay", 0.0);
  o.initialSum = a.value("initial_accumulator_value", 0.0);
  if (a.contains("betas")) {
    o.beta1 = a["betas"][0];
    o.beta2 = a["betas"][1];
  }
  return o;
}

Schedule scheduleOf(const json& c) {
  Schedule s;
  if (c["schedule"].is_null()) return s;
  const std::string kind = c["schedule"];
  const json& a = c["schedule_arguments"];
  if (kind == "StepLR") s = {.kind = ScheduleKind::step, .gamma = a["gamma"], .period = a["step_size"]};
  if (kind == "ExponentialLR") s = {.kind = ScheduleKind::exponential, .gamma = a["gamma"]};
  if (kind == "CosineAnnealingLR")
    s = {.kind = ScheduleKind::cosine, .period = a["T_max"], .minimum = a.value("eta_min", 0.0)};
  if (kind == "LinearLR") s = {.kind = ScheduleKind::linear, .period = a["total_iters"], .start = a["start_factor"]};
  if (kind == "LambdaLR" && a["rule"] == "1 / (1 + 0.1 t)") s = {.kind = ScheduleKind::inverse, .gamma = 0.1};
  if (kind == "LambdaLR" && s.kind == ScheduleKind::constant)
    s = {.kind = ScheduleKind::cosine, .period = 40, .warmUp = 10};
  return s;
}

template <typename T>
double worstOf(const json& c, const json& weights) {
  Graph graph;
  std::vector<double> start;
  const Tensor loss = gradus::testing::buildOptimiserFunction(graph, c["function"], start);
  TrainingSettings settings{.optimiser = optimiserOf(c)};
  if (!c["clip"].is_null()) {
    settings.clipNorm = c["clip"].value("norm", 0.0);
    settings.clipValue = c["clip"].value("value", 0.0);
  }
  const auto program = compile<T>(graph, {.outputs = {loss},
                                          .update = static_cast<UpdateKind>(settings.optimiser.kind),
                                          .gradients = gradients(loss, parametersOf(graph))});
  ExecutorOf<T> executor(program);
  ProgramStateOf<T> state = program->makeState();
  state.parameters.assign(start.begin(), start.end());
  const double rate = settings.optimiser.learningRate;
  double worst = 0;
  const auto note = [&](double found, double wanted) {
    worst = std::max(worst, std::abs(found - wanted) / (1 + std::abs(wanted)));
  };
  for (size_t i = 0; i < weights.size(); ++i) {
    settings.optimiser.learningRate = scheduledRate(scheduleOf(c), rate, i);
    note(settings.optimiser.learningRate, c["rates"][i]);
    const auto numbers = liveNumbers(settings);
    for (int k = 0; k < updateScalarCount; ++k)
      executor.setScalar(program->scalar(updateScalarNames[k]), numbers[static_cast<size_t>(k)]);
    executor.run(state);
    if (c.contains("norms")) note(executor.events().gradientNorm, c["norms"][i]);
    for (size_t j = 0; j < start.size(); ++j) note(static_cast<double>(state.parameters[j]), weights[i][j]);
  }
  return worst;
}

}  // namespace

class TestTorchOptimisers : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void traces_data() {
    QTest::addColumn<int>("index");
    const json& cases = optimiserReference()["cases"];
    for (size_t i = 0; i < cases.size(); ++i) {
      const std::string kind = cases[i]["optimiser"], name = cases[i]["name"];
      if (kind != "LBFGS" && kind != "newton") QTest::newRow(name.c_str()) << static_cast<int>(i);
    }
  }
  void traces() {
    QFETCH(int, index);
    const json& c = optimiserReference()["cases"][static_cast<size_t>(index)];
    QCOMPARE(c["weights"].size(), size_t{50});
    const double worst = worstOf<double>(c, c["weights"]), single = worstOf<float>(c, c["float"]);
    QVERIFY2(worst < 1e-9, qPrintable(QString("double %1").arg(worst)));
    // Rounding of single steps adds up; on the Rosenbrock function's valley it is magnified by its curvature of 1000.
    QVERIFY2(single < (c["function"] == "rosenbrock" ? 2e-4 : 2e-6), qPrintable(QString("float %1").arg(single)));
  }
  void boundsOfTheInitialisers() {
    for (const json& c : optimiserReference()["initialisers"]) {
      Shape shape;
      for (const json& size : c["shape"]) shape.append(size);
      const Fans fans = fansOf(shape);
      QCOMPARE(fans.in, c["fan_in"].get<int64_t>());
      QCOMPARE(fans.out, c["fan_out"].get<int64_t>());
      const auto same = [&](ParameterStart start, const char* key) {
        QVERIFY2(std::abs(start.number - c[key].get<double>()) < 1e-12, key);
      };
      same(xavierUniformStart(fans), "xavier_uniform_bound");
      same(xavierNormalStart(fans), "xavier_normal_std");
      same(heUniformStart(fans.in), "kaiming_uniform_bound");
      same(heNormalStart(fans.in), "kaiming_normal_std");
      same(torchStart(fans.in), "default_bound");
    }
  }
  void drawnAndWrongSchedules() {
    const Schedule drawn{.kind = ScheduleKind::drawn, .points = {{2, 1}, {4, 0.5}, {8, 0.9}}};
    const std::pair<uint64_t, double> expected[] = {{0, 2}, {2, 2}, {3, 1.5}, {4, 1}, {6, 1.4}, {8, 1.8}, {99, 1.8}};
    for (const auto& [t, rate] : expected) QVERIFY(std::abs(scheduledRate(drawn, 2, t) - rate) < 1e-15);
    QCOMPARE(scheduledRate({.warmUp = 4}, 1, 0), 0.25);
    QCOMPARE(scheduledRate({.warmUp = 4}, 1, 3), 1.0);
    QVERIFY_THROWS_EXCEPTION(UserError, scheduledRate({.period = 0}, 1, 0));
    QVERIFY_THROWS_EXCEPTION(UserError, scheduledRate({.kind = ScheduleKind::drawn, .points = {{2, 1}, {2, 3}}}, 1, 0));
    QVERIFY_THROWS_EXCEPTION(UserError, scheduleFromName("cosin"));
    QCOMPARE(scheduleFromName("cosine"), ScheduleKind::cosine);
  }
  void earlyStoppingKeepsTheBest() {
    EarlyStoppingOf<double> watch;
    const EarlyStoppingParams params{.patience = 3, .minDelta = 0.1};
    const double losses[] = {1, 0.5, 0.45, NAN, 0.41};
    bool stopped = false;
    for (size_t i = 0; i < 5; ++i) {
      QVERIFY(!stopped);
      const double weight = static_cast<double>(i);
      stopped = watch.observe(params, losses[i], i, {&weight, 1});
    }
    QVERIFY(stopped);
    QCOMPARE(watch.best, 0.5);
    QCOMPARE(watch.bestStep, uint64_t{1});
    QCOMPARE(watch.bestParameters, std::vector<double>{1});
  }
};

QTEST_GUILESS_MAIN(TestTorchOptimisers)
#include "tst_torch_optimisers.moc"
