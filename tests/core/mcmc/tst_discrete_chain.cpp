#include <QTest>
#include <cmath>
#include <vector>

#include "core/base/error.h"
#include "core/mcmc/discrete_chain.h"
#include "core/probability/special.h"

using namespace gradus;

namespace {

DiscreteTarget threeStates() {
  DiscreteTarget target;
  target.weights = {1, 2, 4};
  target.proposal = Matrix(3, 3);
  target.proposal.values = {0.1, 0.8, 0.1, 0.2, 0.2, 0.6, 0.5, 0.3, 0.2};  // far from symmetric
  return target;
}

// Chi^2 statistic of "as many i -> j as j -> i" (Bowker 1948) over moves thinned so far that they are nearly
// independent, and of the visits against the weights.
struct Flows {
  double balance = 0, visits = 0;
};

Flows countFlows(const DiscreteTarget& target, uint64_t seed, int moves, int thin) {
  const size_t n = target.weights.size();
  Matrix counts(n, n);
  std::vector<double> visits(n);
  Rng rng(seed, "flows");
  size_t state = 0;
  for (int m = 0; m < moves; ++m) {
    for (int t = 0; t < thin; ++t) state = stepDiscrete(target, state, rng);
    const size_t next = stepDiscrete(target, state, rng);
    counts(state, next) += 1;
    visits[state] += 1;
    state = next;
  }
  Flows flows;
  double total = 0;
  for (const double w : target.weights) total += w;
  for (size_t i = 0; i < n; ++i) {
    const double expected = moves * target.weights[i] / total;
    flows.visits += (visits[i] - expected) * (visits[i] - expected) / expected;
    for (size_t j = 0; j < i; ++j) {
      const double forth = counts(i, j), back = counts(j, i);
      flows.balance += (forth - back) * (forth - back) / (forth + back);
    }
  }
  return flows;
}

}  // namespace

class TestDiscreteChain : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void transitionMatrixSatisfiesDetailedBalance() {
    const DiscreteTarget target = threeStates();
    validate(target);
    const Matrix p = transitionMatrix(target);
    for (size_t i = 0; i < 3; ++i) {
      double sum = 0;
      for (size_t j = 0; j < 3; ++j) {
        sum += p(i, j);
        QVERIFY(std::fabs(target.weights[i] * p(i, j) - target.weights[j] * p(j, i)) < 1e-15);
      }
      QVERIFY(std::fabs(sum - 1) < 1e-15);
    }
  }

  void countedFlowsBalance() {
    const Flows flows = countFlows(threeStates(), 11, 60000, 12);
    QVERIFY2(chiSquareSurvival(flows.balance, 3) > 0.001, qPrintable(QString::number(flows.balance)));
    QVERIFY2(chiSquareSurvival(flows.visits, 2) > 0.001, qPrintable(QString::number(flows.visits)));
  }

  void withoutTheProposalRatioTheVisitsAreWrong() {
    DiscreteTarget target = threeStates();
    target.dropProposalRatio = true;
    const Flows flows = countFlows(target, 11, 60000, 12);
    QVERIFY(chiSquareSurvival(flows.visits, 2) < 1e-12);
    QVERIFY(chiSquareSurvival(flows.balance, 3) < 1e-12);
  }

  void stepsFollowTheTransitionMatrix() {
    const DiscreteTarget target = threeStates();
    const Matrix p = transitionMatrix(target);
    Rng rng(3, "steps");
    for (size_t from = 0; from < 3; ++from) {
      std::vector<double> counts(3);
      const int n = 40000;
      for (int i = 0; i < n; ++i) counts[stepDiscrete(target, from, rng)] += 1;
      double chi = 0;
      for (size_t j = 0; j < 3; ++j) chi += std::pow(counts[j] - n * p(from, j), 2) / (n * p(from, j));
      QVERIFY(chiSquareSurvival(chi, 2) > 0.001);
    }
  }

  void badTablesAreRefused() {
    DiscreteTarget target = threeStates();
    target.weights[1] = 0;
    QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
    target = threeStates();
    target.proposal(0, 0) = 0.3;
    QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
    target = threeStates();
    target.proposal.values = {0, 1, 0, 0.5, 0, 0.5, 0.5, 0.5, 0};  // 2 -> 0 with no way back
    QVERIFY_EXCEPTION_THROWN(validate(target), UserError);
  }
};

QTEST_GUILESS_MAIN(TestDiscreteChain)
#include "tst_discrete_chain.moc"
