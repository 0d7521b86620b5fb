#include <QTest>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/parallel.h"
#include "core/mcmc/metropolis_hastings.h"
#include "core/metrics/mcmc_diagnostics.h"
#include "core/probability/special.h"

using namespace gradus;

namespace {

// draws[d] is chains x transitions of coordinate d.
struct Run {
  std::vector<Matrix> draws;
  MetropolisState state;
  double acceptance() const {
    double accepted = 0;
    for (const int64_t a : state.accepted) accepted += static_cast<double>(a);
    return accepted / static_cast<double>(state.transitions * static_cast<int64_t>(state.accepted.size()));
  }
};

Run sample(const MetropolisParams& params, const Target& target, size_t chains, size_t burnIn, size_t kept,
           uint64_t seed) {
  Run run;
  run.state = initMetropolis(params, target, spreadStarts(target, chains, Rng(seed, "starts")));
  run.draws.assign(dimensionOf(target), Matrix(chains, kept));
  for (size_t tick = 0; tick < 2 * (burnIn + kept); ++tick) {
    stepMetropolis(params, target, run.state, Rng(seed, "chain", tick));
    if (tick % 2 == 0 || tick / 2 < burnIn) continue;
    for (size_t d = 0; d < run.draws.size(); ++d) {
      for (size_t c = 0; c < chains; ++c) run.draws[d](c, tick / 2 - burnIn) = run.state.positions(c, d);
    }
  }
  return run;
}

Matrix mapped(const Matrix& a, const Matrix& b, double (*f)(double, double)) {
  Matrix result = a;
  for (size_t i = 0; i < a.values.size(); ++i) result.values[i] = f(a.values[i], b.values[i]);
  return result;
}

// How many Monte-Carlo standard errors the mean of the draws is away from what it should be.
double errorsAway(const Matrix& draws, double expected) {
  const ChainDiagnostics d = diagnoseChains(draws);
  return std::fabs(d.mean - expected) / d.mcseMean;
}

double worstMomentError(const Run& run, const TargetMoments& m) {
  Matrix centred1 = run.draws[0], centred2 = run.draws[1];
  for (double& v : centred1.values) v -= m.mean1;
  for (double& v : centred2.values) v -= m.mean2;
  const auto product = [](double a, double b) { return a * b; };
  return std::max({errorsAway(centred1, 0), errorsAway(centred2, 0),
                   errorsAway(mapped(centred1, centred1, product), m.sd1 * m.sd1),
                   errorsAway(mapped(centred2, centred2, product), m.sd2 * m.sd2),
                   errorsAway(mapped(centred1, centred2, product), m.correlation * m.sd1 * m.sd2)});
}

MetropolisParams paramsOf(ProposalKind kind, double width) {
  MetropolisParams params;
  params.kind = kind;
  params.width = width;
  if (kind == ProposalKind::independent) params.ellipse = {1, 0.6, 0.6, 1};
  return params;
}

}  // namespace

class TestMetropolisHastings : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void momentsOfACorrelatedGaussian_data();
  void momentsOfACorrelatedGaussian();
  void momentsOfEveryMixingTarget_data();
  void momentsOfEveryMixingTarget();
  void droppingTheProposalRatioIsWrong_data();
  void droppingTheProposalRatioIsWrong();
  void flowsBetweenRegionsBalance();
  void bestWidthInTwentyDimensions();
  void farModesFoolOneChain();
  void aTinyAndAHugeStep();
  void halfStepsTellWhatTheyDid();
  void copyThenStepIsStepThenCopy();
  void sameForAnyThreadCount();
  void chainsDoNotDisturbEachOther();
  void movingAndRefreshing();
  void badInputIsRefusedWithWords();
  void extremeScales();
  void proposalDensityIntegratesToOne();
};

void TestMetropolisHastings::momentsOfACorrelatedGaussian_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<double>("width");
  QTest::newRow("random walk") << static_cast<int>(ProposalKind::randomWalk) << 1.2;
  QTest::newRow("independent") << static_cast<int>(ProposalKind::independent) << 1.5;
  QTest::newRow("drift") << static_cast<int>(ProposalKind::drift) << 0.8;
  QTest::newRow("multiplicative") << static_cast<int>(ProposalKind::multiplicative) << 1.2;
}

void TestMetropolisHastings::momentsOfACorrelatedGaussian() {
  QFETCH(int, kind);
  QFETCH(double, width);
  const Target target = makeTarget("gaussian");
  const Run run = sample(paramsOf(static_cast<ProposalKind>(kind), width), target, 4, 500, 30000, 21);
  QVERIFY(rankNormalisedSplitRhat(run.draws[0]) < 1.02 && rankNormalisedSplitRhat(run.draws[1]) < 1.02);
  const double worst = worstMomentError(run, summarise(target).moments);
  QVERIFY2(worst < 4, qPrintable(QString::number(worst)));
}

void TestMetropolisHastings::momentsOfEveryMixingTarget_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<double>("width");
  QTest::newRow("banana") << "banana" << 1.5;
  QTest::newRow("banana and hill") << "banana-and-hill" << 1.5;
  QTest::newRow("ring") << "ring" << 1.5;
  QTest::newRow("drawn") << "drawn" << 2.0;
}

void TestMetropolisHastings::momentsOfEveryMixingTarget() {
  QFETCH(QString, name);
  QFETCH(double, width);
  const Target target = makeTarget(name.toStdString());
  const Run run = sample(paramsOf(ProposalKind::randomWalk, width), target, 4, 1000, 40000, 5);
  const double worst = worstMomentError(run, summarise(target).moments);
  QVERIFY2(worst < 4, qPrintable(QString::number(worst)));
}

void TestMetropolisHastings::droppingTheProposalRatioIsWrong_data() {
  QTest::addColumn<int>("kind");
  QTest::newRow("independent") << static_cast<int>(ProposalKind::independent);
  QTest::newRow("drift") << static_cast<int>(ProposalKind::drift);
  QTest::newRow("multiplicative") << static_cast<int>(ProposalKind::multiplicative);
}

void TestMetropolisHastings::droppingTheProposalRatioIsWrong() {
  QFETCH(int, kind);
  MetropolisParams params = paramsOf(static_cast<ProposalKind>(kind), 1);
  params.dropProposalRatio = true;
  const Target target = makeTarget("gaussian");
  const Run run = sample(params, target, 4, 500, 20000, 21);
  QVERIFY(worstMomentError(run, summarise(target).moments) > 10);
}

// Thinned moves of the whole kernel between three sectors of the ring: reversible chains go i -> j as often as j -> i,
// and the visits are in proportion to the angles.
void TestMetropolisHastings::flowsBetweenRegionsBalance() {
  struct Statistics {
    double balance = 0, visits = 0;
  };
  const auto statistics = [](bool drop) {
    MetropolisParams params = paramsOf(ProposalKind::drift, 1);
    params.dropProposalRatio = drop;
    const Target target = makeTarget("ring");
    MetropolisState state = initMetropolis(params, target, spreadStarts(target, 1, Rng(2, "starts")));
    const auto sector = [&] {
      const double angle = std::atan2(state.positions(0, 1), state.positions(0, 0));
      return angle < -1 ? 0 : angle < 1 ? 1 : 2;
    };
    const int moves = 12000, thin = 40;
    Matrix counts(3, 3);
    std::vector<double> visits(3);
    uint64_t tick = 0;
    for (int move = 0; move < moves; ++move) {
      for (int t = 0; t < 2 * thin; ++t) stepMetropolis(params, target, state, Rng(2, "chain", tick++));
      const int before = sector();
      visits[static_cast<size_t>(before)] += 1;
      for (int t = 0; t < 2; ++t) stepMetropolis(params, target, state, Rng(2, "chain", tick++));
      counts(static_cast<size_t>(before), static_cast<size_t>(sector())) += 1;
    }
    Statistics result;
    const double angles[3] = {std::numbers::pi - 1, 2, std::numbers::pi - 1};
    for (size_t i = 0; i < 3; ++i) {
      const double expected = moves * angles[i] / (2 * std::numbers::pi);
      result.visits += std::pow(visits[i] - expected, 2) / expected;
      for (size_t j = 0; j < i; ++j) {
        const double both = counts(i, j) + counts(j, i);
        if (both > 0) result.balance += std::pow(counts(i, j) - counts(j, i), 2) / both;
      }
    }
    return result;
  };
  const Statistics right = statistics(false), wrong = statistics(true);
  QVERIFY2(chiSquareSurvival(right.balance, 3) > 0.001, qPrintable(QString::number(right.balance)));
  QVERIFY2(chiSquareSurvival(right.visits, 2) > 0.001, qPrintable(QString::number(right.visits)));
  QVERIFY(chiSquareSurvival(wrong.visits, 2) < 1e-12);
}

void TestMetropolisHastings::bestWidthInTwentyDimensions() {
  Target target = makeTarget("gaussian-many");
  target.dimension = 20;
  double best = 0, acceptanceOfBest = 0, widthOfBest = 0, lastAcceptance = 1;
  for (int i = 0; i < 12; ++i) {
    const double width = 0.05 * std::pow(1.5, i);  // 0.05 ... 4.3
    const Run run = sample(paramsOf(ProposalKind::randomWalk, width), target, 2, 1000, 8000, 33);
    double ess = 0;
    for (const Matrix& draws : run.draws) ess += essBulk(draws) / 20;
    QVERIFY(run.acceptance() <= lastAcceptance);  // wider steps are refused more often
    lastAcceptance = run.acceptance();
    if (std::isnan(ess) || ess <= best) continue;  // a chain that never moved has no effective size
    best = ess;
    acceptanceOfBest = run.acceptance();
    widthOfBest = width;
  }
  qInfo("best width %.3g: acceptance %.3f, effective size %.0f of 16000", widthOfBest, acceptanceOfBest, best);
  QVERIFY(acceptanceOfBest > 0.15 && acceptanceOfBest < 0.40);  // Roberts, Gelman, Gilks (1997): 0.234
}

void TestMetropolisHastings::farModesFoolOneChain() {
  const Target target = makeTarget("two-modes");
  const MetropolisParams params = paramsOf(ProposalKind::randomWalk, 0.8);
  const Run one = sample(params, target, 1, 200, 3000, 8);
  QVERIFY(rankNormalisedSplitRhat(one.draws[0]) < 1.05);                    // looks converged
  QVERIFY(errorsAway(one.draws[0], summarise(target).moments.mean1) > 10);  // and is far off
  const Run eight = sample(params, target, 8, 200, 3000, 8);
  QVERIFY(rankNormalisedSplitRhat(eight.draws[0]) > 1.3);  // several starts tell
}

void TestMetropolisHastings::aTinyAndAHugeStep() {
  const Target target = makeTarget("gaussian");
  const Run tiny = sample(paramsOf(ProposalKind::randomWalk, 0.01), target, 2, 0, 3000, 9);
  const Run huge = sample(paramsOf(ProposalKind::randomWalk, 30), target, 2, 0, 3000, 9);
  const Run good = sample(paramsOf(ProposalKind::randomWalk, 1.5), target, 2, 0, 3000, 9);
  QVERIFY2(tiny.acceptance() > 0.97 && huge.acceptance() < 0.02,
           qPrintable(QString("%1 %2").arg(tiny.acceptance()).arg(huge.acceptance())));
  QVERIFY(good.acceptance() > 0.2 && good.acceptance() < 0.5);
  QVERIFY(essBulk(good.draws[0]) > 10 * essBulk(tiny.draws[0]));
  QVERIFY(essBulk(good.draws[0]) > 5 * essBulk(huge.draws[0]));
}

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
