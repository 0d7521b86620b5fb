// L-BFGS and Newton steps against PyTorch's (tests/reference/torch_optimisers.json).
#include <QTest>

#include "core/nn/gradient_program.h"
#include "core/optimize/lbfgs.h"
#include "core/optimize/newton.h"
#include "tests/core/nn/optimiser_cases.h"

using namespace gradus;
using gradus::testing::optimiserReference;
using nlohmann::json;

class TestTorchTraces : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void follow_data() {
    QTest::addColumn<int>("index");
    const json& cases = optimiserReference()["cases"];
    for (size_t i = 0; i < cases.size(); ++i) {
      const std::string kind = cases[i]["optimiser"], name = cases[i]["name"];
      if (kind == "LBFGS" || kind == "newton") QTest::newRow(name.c_str()) << static_cast<int>(i);
    }
  }
  void follow() {
    QFETCH(int, index);
    const json& c = optimiserReference()["cases"][static_cast<size_t>(index)];
    const json& a = c["arguments"];
    Graph graph;
    LbfgsState state;
    const Tensor loss = gradus::testing::buildOptimiserFunction(graph, c["function"], state.x);
    const bool newton = c["optimiser"] == "newton";
    GradientProgramOf<double> program(graph, loss, newton);
    const ProgramStateOf<double> parameters = program.program().makeState();
    const Objective f = objectiveOf(program, parameters);
    const LbfgsParams params{.learningRate = a["lr"],
                             .iterations = a.value("max_iter", 20),
                             .history = a.value("history_size", 100),
                             .strongWolfe = a.contains("line_search_fn")};
    double worst = 0;
    const auto note = [&](double found, double wanted) {
      const double error = std::abs(found - wanted) / (1 + std::abs(wanted));
      worst = std::isfinite(error) ? std::max(worst, error) : INFINITY;
    };
    for (size_t i = 0; i < c["weights"].size(); ++i) {
      std::vector<double> gradient(state.x.size());
      note(f(state.x, gradient), c["losses"][i]);
      if (newton) {
        const NewtonParams pure{.learningRate = a["lr"], .gradientTolerance = 0};
        newtonStep(state.x, f, hessianProductOf(program, parameters), pure);
      } else {
        const OptimizeInfo info = lbfgsStep(state, f, params);
        QCOMPARE(info.evaluations, c["evaluations"][i].get<int>());
      }
      for (size_t j = 0; j < state.x.size(); ++j) note(state.x[j], c["weights"][i][j]);
    }
    QVERIFY2(worst < 1e-6, qPrintable(QString::number(worst)));
  }
};

QTEST_GUILESS_MAIN(TestTorchTraces)
#include "tst_torch_traces.moc"
