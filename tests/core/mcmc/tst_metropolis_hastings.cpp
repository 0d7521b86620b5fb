#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "tests/core/mcmc/sample_run.h"

using namespace gradus;
using namespace gradus::testing;

class TestMetropolisHastings : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void halfStepsTellWhatTheyDid();
  void copyThenStepIsStepThenCopy();
  void sameForAnyThreadCount();
  void chainsDoNotDisturbEachOther();
  void movingAndRefreshing();
  void badInputIsRefusedWithWords();
  void extremeScales();
  void proposalDensityIntegratesToOne();
};

void TestMetropolisHastings::halfStepsTellWhatTheyDid() {
  const Target target = makeTarget("banana");
  const MetropolisParams params = paramsOf(ProposalKind::drift, 0.7);
  MetropolisState state = initMetropolis(params, target, spreadStarts(target, 3, Rng(1, "starts")));
  for (uint64_t tick = 0; tick < 400; tick += 2) {
    const MetropolisState before = state;
    const MetropolisInfo proposed = stepMetropolis(params, target, state, Rng(1, "chain", tick));
    QCOMPARE(proposed.done, MetropolisPhase::propose);
    QVERIFY(state.positions == before.positions && state.transitions == before.transitions);
    const MetropolisInfo decided = stepMetropolis(params, target, state, Rng(1, "chain", tick + 1));
    QCOMPARE(decided.done, MetropolisPhase::decide);
    QVERIFY(proposed.to == decided.to && proposed.from == before.positions && !decided.nonFinite);
    QCOMPARE(proposed.acceptanceProbability, decided.acceptanceProbability);
    QCOMPARE(state.transitions, before.transitions + 1);
    for (size_t c = 0; c < 3; ++c) {
      const auto from = decided.from.row(c), to = decided.to.row(c);
      const double byHand = std::exp(logDensity(target, to) - logDensity(target, from) +
                                     proposalLogDensity(params, from, to) - proposalLogDensity(params, to, from));
      QVERIFY(std::fabs(decided.acceptanceProbability[c] - std::min(1.0, byHand)) < 1e-12);
      QCOMPARE(state.accepted[c], before.accepted[c] + decided.accepted[c]);
      QVERIFY(std::ranges::equal(std::as_const(state.positions).row(c), decided.accepted[c] ? to : from));
      QCOMPARE(state.logDensities[c], logDensity(target, state.positions.row(c)));
    }
  }
}

void TestMetropolisHastings::copyThenStepIsStepThenCopy() {
  const Target target = makeTarget("ring");
  for (const ProposalKind kind : {ProposalKind::randomWalk, ProposalKind::independent, ProposalKind::multiplicative}) {
    const MetropolisParams params = paramsOf(kind, 1);
    MetropolisState state = initMetropolis(params, target, spreadStarts(target, 4, Rng(6, "starts")));
    for (uint64_t tick = 0; tick < 101; ++tick) {
      MetropolisState copy = state;
      stepMetropolis(params, target, state, Rng(6, "chain", tick));
      stepMetropolis(params, target, copy, Rng(6, "chain", tick));
      QCOMPARE(hashOf(copy), hashOf(state));
    }
    QCOMPARE(state.phase, MetropolisPhase::decide);
  }
}

void TestMetropolisHastings::sameForAnyThreadCount() {
  std::vector<uint64_t> hashes;
  for (const int threads : {1, 2, 8}) {
    WorkerPool pool(threads);
    const WorkerPool::Use use(pool);
    hashes.push_back(hashOf(sample(paramsOf(ProposalKind::randomWalk, 1), makeTarget("banana"), 8, 0, 500, 3).state));
  }
  QVERIFY(hashes[0] == hashes[1] && hashes[1] == hashes[2]);
  QVERIFY(hashes[0] != hashOf(sample(paramsOf(ProposalKind::randomWalk, 1), makeTarget("banana"), 8, 0, 500, 4).state));
}

void TestMetropolisHastings::chainsDoNotDisturbEachOther() {
  const Run two = sample(paramsOf(ProposalKind::randomWalk, 1), makeTarget("ring"), 2, 0, 300, 3);
  const Run five = sample(paramsOf(ProposalKind::randomWalk, 1), makeTarget("ring"), 5, 0, 300, 3);
  for (size_t c = 0; c < 2; ++c) QVERIFY(std::ranges::equal(two.draws[0].row(c), five.draws[0].row(c)));
}

void TestMetropolisHastings::movingAndRefreshing() {
  Target target = makeTarget("gaussian");
  const MetropolisParams params = paramsOf(ProposalKind::randomWalk, 1);
  MetropolisState state = initMetropolis(params, target, Matrix(2, 2, 0.5));
  stepMetropolis(params, target, state, Rng(1, "chain", 0));
  const std::vector<double> place{-3, 2};
  moveChain(target, state, 1, place);
  stepMetropolis(params, target, state, Rng(1, "chain", 1));  // the pending proposal is gone: it stays where it was put
  QVERIFY(std::ranges::equal(std::as_const(state.positions).row(1), place));
  QCOMPARE(state.accepted[1], int64_t{0});
  target.rho = -0.5;
  refreshDensities(target, state);
  QCOMPARE(state.logDensities[1], logDensity(target, place));
  QVERIFY_EXCEPTION_THROWN(moveChain(target, state, 2, place), UserError);
}

void TestMetropolisHastings::badInputIsRefusedWithWords() {
  const Target target = makeTarget("drawn");
  const MetropolisParams good;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  QVERIFY_EXCEPTION_THROWN(initMetropolis(good, target, Matrix(1, 2, nan)), UserError);
  QVERIFY_EXCEPTION_THROWN(initMetropolis(good, target, Matrix(1, 2, 99)), UserError);  // off the sheet: f = 0
  QVERIFY_EXCEPTION_THROWN(initMetropolis(good, target, Matrix(0, 2)), UserError);
  QVERIFY_EXCEPTION_THROWN(initMetropolis(good, target, Matrix(1, 3)), UserError);
  for (const double width : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()}) {
    MetropolisParams params;
    params.width = width;
    QVERIFY_EXCEPTION_THROWN(validate(params), UserError);
  }
  for (const std::array<double, 4>& ellipse :
       {std::array<double, 4>{1, 1, 1, 1}, {1, 0.2, 0.3, 1}, {-1, 0, 0, 1}, {1, nan, nan, 1}}) {
    MetropolisParams params;
    params.ellipse = ellipse;
    QVERIFY_EXCEPTION_THROWN(validate(params), UserError);
  }
  MetropolisParams params;
  params.drift = {0, nan};
  QVERIFY_EXCEPTION_THROWN(validate(params), UserError);
}

void TestMetropolisHastings::extremeScales() {
  for (const TargetEntry& entry : targetTable()) {
    if (entry.kind == TargetKind::lineFit) continue;
    for (const double width : {1e-12, 1e12}) {
      for (const ProposalKind kind :
           {ProposalKind::randomWalk, ProposalKind::independent, ProposalKind::drift, ProposalKind::multiplicative}) {
        const Run run = sample(paramsOf(kind, width), makeTarget(entry.name), 2, 0, 50, 1);
        for (const double v : run.state.positions.values) QVERIFY(std::isfinite(v));
        for (const double v : run.state.logDensities) QVERIFY(std::isfinite(v));
      }
    }
  }
  // From exactly 0 the multiplicative proposal still gets away.
  MetropolisState state =
      initMetropolis(paramsOf(ProposalKind::multiplicative, 1), makeTarget("gaussian"), Matrix(1, 2, 0));
  for (uint64_t tick = 0; tick < 40; ++tick) {
    stepMetropolis(paramsOf(ProposalKind::multiplicative, 1), makeTarget("gaussian"), state, Rng(1, "chain", tick));
  }
  QVERIFY(state.positions(0, 0) != 0 && state.positions(0, 1) != 0);
}

// The log-normal's Jacobian and the ellipse are easy to get wrong: compare with drawn proposals' histogram in one
// number, the mean of a test function under q by quadrature against its mean over proposals.
void TestMetropolisHastings::proposalDensityIntegratesToOne() {
  MetropolisParams params = paramsOf(ProposalKind::drift, 0.7);
  params.ellipse = {1.5, -0.4, -0.4, 0.6};
  const std::vector<double> from{0.4, -0.3};
  double total = 0, mean1 = 0, product = 0;
  const double h = 0.05;
  for (double x = -8; x < 8; x += h) {
    for (double y = -8; y < 8; y += h) {
      const std::vector<double> to{x, y};
      const double q = std::exp(proposalLogDensity(params, to, from)) * h * h;
      total += q;
      mean1 += q * x;
      product += q * (x - 1.1) * (y + 0.3);
    }
  }
  QVERIFY(std::fabs(mean1 / total - 1.1) < 1e-6);                // from + width * drift
  QVERIFY(std::fabs(product / total + 0.4 * 0.7 * 0.7) < 1e-6);  // width^2 * covariance

  const Target target = makeTarget("gaussian");
  MetropolisState state = initMetropolis(params, target, Matrix(1, 2, 0.5));
  double drawn1 = 0, drawnProduct = 0;
  const int n = 100000;
  for (int i = 0; i < n; ++i) {
    state.phase = MetropolisPhase::propose;
    propose(params, target, state, Rng(5, "q", static_cast<uint64_t>(i)));
    drawn1 += (state.proposals(0, 0) - 1.2) / n;
    drawnProduct += (state.proposals(0, 0) - 1.2) * (state.proposals(0, 1) - 0.5) / n;
  }
  QVERIFY(std::fabs(drawn1) < 4 * 0.7 * std::sqrt(1.5 / n));
  QVERIFY(std::fabs(drawnProduct + 0.4 * 0.49) < 4 * 0.49 * std::sqrt((1.5 * 0.6 + 0.16) / n));
}

QTEST_GUILESS_MAIN(TestMetropolisHastings)
#include "tst_metropolis_hastings.moc"
