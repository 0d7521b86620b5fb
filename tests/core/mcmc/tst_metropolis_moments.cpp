// The catalogue's checks of the draws: moments, detailed balance, the proposal ratio, the best width, far modes.
#include <QTest>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/probability/special.h"
#include "tests/core/mcmc/sample_run.h"

using namespace gradus;
using namespace gradus::testing;

class TestMetropolisMoments : public QObject {
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
};

void TestMetropolisMoments::momentsOfACorrelatedGaussian_data() {
  QTest::addColumn<int>("kind");
  QTest::addColumn<double>("width");
  QTest::newRow("random walk") << static_cast<int>(ProposalKind::randomWalk) << 1.2;
  QTest::newRow("independent") << static_cast<int>(ProposalKind::independent) << 1.5;
  QTest::newRow("drift") << static_cast<int>(ProposalKind::drift) << 0.8;
  QTest::newRow("multiplicative") << static_cast<int>(ProposalKind::multiplicative) << 1.2;
}

void TestMetropolisMoments::momentsOfACorrelatedGaussian() {
  QFETCH(int, kind);
  QFETCH(double, width);
  const Target target = makeTarget("gaussian");
  const Run run = sample(paramsOf(static_cast<ProposalKind>(kind), width), target, 4, 500, 30000, 21);
  QVERIFY(rankNormalisedSplitRhat(run.draws[0]) < 1.02 && rankNormalisedSplitRhat(run.draws[1]) < 1.02);
  const double worst = worstMomentError(run, summarise(target).moments);
  QVERIFY2(worst < 4, qPrintable(QString::number(worst)));
}

void TestMetropolisMoments::momentsOfEveryMixingTarget_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<double>("width");
  QTest::newRow("banana") << "banana" << 1.5;
  QTest::newRow("banana and hill") << "banana-and-hill" << 1.5;
  QTest::newRow("ring") << "ring" << 1.5;
  QTest::newRow("drawn") << "drawn" << 2.0;
}

void TestMetropolisMoments::momentsOfEveryMixingTarget() {
  QFETCH(QString, name);
  QFETCH(double, width);
  const Target target = makeTarget(name.toStdString());
  const Run run = sample(paramsOf(ProposalKind::randomWalk, width), target, 4, 1000, 40000, 5);
  const double worst = worstMomentError(run, summarise(target).moments);
  QVERIFY2(worst < 4, qPrintable(QString::number(worst)));
}

void TestMetropolisMoments::droppingTheProposalRatioIsWrong_data() {
  QTest::addColumn<int>("kind");
  QTest::newRow("independent") << static_cast<int>(ProposalKind::independent);
  QTest::newRow("drift") << static_cast<int>(ProposalKind::drift);
  QTest::newRow("multiplicative") << static_cast<int>(ProposalKind::multiplicative);
}

void TestMetropolisMoments::droppingTheProposalRatioIsWrong() {
  QFETCH(int, kind);
  MetropolisParams params = paramsOf(static_cast<ProposalKind>(kind), 1);
  params.dropProposalRatio = true;
  const Target target = makeTarget("gaussian");
  const Run run = sample(params, target, 4, 500, 20000, 21);
  QVERIFY(worstMomentError(run, summarise(target).moments) > 10);
}

// Thinned moves of the whole kernel between three sectors of the ring: reversible chains go i -> j as often as j -> i,
// and the visits are in proportion to the angles.
void TestMetropolisMoments::flowsBetweenRegionsBalance() {
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

void TestMetropolisMoments::bestWidthInTwentyDimensions() {
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

void TestMetropolisMoments::farModesFoolOneChain() {
  const Target target = makeTarget("two-modes");
  const MetropolisParams params = paramsOf(ProposalKind::randomWalk, 0.8);
  const Run one = sample(params, target, 1, 200, 3000, 8);
  QVERIFY(rankNormalisedSplitRhat(one.draws[0]) < 1.05);                    // looks converged
  QVERIFY(errorsAway(one.draws[0], summarise(target).moments.mean1) > 10);  // and is far off
  const Run eight = sample(params, target, 8, 200, 3000, 8);
  QVERIFY(rankNormalisedSplitRhat(eight.draws[0]) > 1.3);  // several starts tell
}

void TestMetropolisMoments::aTinyAndAHugeStep() {
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

QTEST_GUILESS_MAIN(TestMetropolisMoments)
#include "tst_metropolis_moments.moc"
