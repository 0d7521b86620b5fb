// The denoiser's data changed by hand.
#include <QtTest>

#include "core/generative/denoiser_data.h"

using namespace gradus;
using namespace gradus::denoiser;

namespace {
Data ring() {
  Matrix x(40, 2);
  Rng(3).fillNormal(x.values);
  return normalise(x, anglePlaces(x));
}
}  // namespace

class TestDenoiserData : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void paintedRowsWearTheColourOfTheirNeighbour() {
    const Data data = ring();
    const std::vector<double> places{data.x(5, 0) + 1e-9, data.x(5, 1)};
    const Data painted = withPainted(data, places);
    QCOMPARE(painted.x.rows, size_t{41});
    QCOMPARE(painted.x(40, 0), places[0]);
    QCOMPARE(painted.place.back(), data.place[5]);
    QCOMPARE(painted.scale, data.scale);
  }

  void erasedRowsTakeTheirColourWithThem() {
    const Data data = ring();
    const std::vector<double> places{data.x(5, 0), data.x(5, 1)};
    const Data kept = withoutNear(data, places, 1e-9);
    QCOMPARE(kept.x.rows, size_t{39});
    QCOMPARE(kept.place.size(), size_t{39});
    QCOMPARE(kept.place[5], data.place[6]);
    QCOMPARE(withoutNear(data, places, 1e9).x, data.x);  // something must be left to learn from
  }

  void halvesOfTheSamePointsAreNotApart() {
    Matrix same(20, 2, 1.0);
    QCOMPARE(halvesDistance(same, Rng(1)), 0.0);
    QVERIFY(halvesDistance(ring().x, Rng(1)) > 0);
  }
};

QTEST_GUILESS_MAIN(TestDenoiserData)
#include "tst_denoiser_data.moc"
