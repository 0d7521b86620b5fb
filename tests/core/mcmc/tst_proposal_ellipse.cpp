// The drawn ellipse is the proposal's covariance, and a dragged tip stays where it was put.
#include <QtTest>
#include <cmath>

#include "core/mcmc/proposal_ellipse.h"

using namespace gradus;

class TestProposalEllipse : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void circle() {
    MetropolisParams params;
    params.width = 1.5;
    const HalfAxes axes = halfAxes(params);
    QCOMPARE(std::hypot(axes.first[0], axes.first[1]), 1.5);
    QCOMPARE(std::hypot(axes.second[0], axes.second[1]), 1.5);
  }

  void draggedTip() {
    MetropolisParams params;
    params.width = 1;
    QVERIFY(dragHalfAxis(params, 1.2, 1.6));  // length 2; the other half-axis keeps its length 1
    const HalfAxes axes = halfAxes(params);
    QVERIFY(std::fabs(std::fabs(axes.first[0]) - 1.2) < 1e-12);
    QVERIFY(std::fabs(std::fabs(axes.first[1]) - 1.6) < 1e-12);
    QVERIFY(axes.first[0] * axes.first[1] > 0);
    QVERIFY(std::fabs(std::hypot(axes.second[0], axes.second[1]) - 1) < 1e-12);
    QVERIFY(std::fabs(axes.first[0] * axes.second[0] + axes.first[1] * axes.second[1]) < 1e-12);
    const std::array<double, 4>& e = params.ellipse;
    QVERIFY(std::fabs(e[0] * e[3] - e[1] * e[2] - 1) < 1e-12);
  }

  void noDirection() {
    MetropolisParams params;
    const std::array<double, 4> before = params.ellipse;
    QVERIFY(!dragHalfAxis(params, 0, 0));
    QCOMPARE(params.ellipse, before);
    QCOMPARE(params.width, 1.0);
  }
};

QTEST_GUILESS_MAIN(TestProposalEllipse)
#include "tst_proposal_ellipse.moc"
