// Random numbers: known answers of the generator, independence of streams, and the distributions' moments.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <set>

#include "core/base/rng.h"

using namespace gradus;

namespace {

struct Moments {
  double mean = 0, variance = 0, fourth = 0;  // fourth central moment
  size_t count = 0;
};

Moments momentsOf(size_t count, const std::function<double()>& draw) {
  std::vector<double> values(count);
  for (double& value : values) value = draw();
  Moments m;
  m.count = count;
  m.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(count);
  for (const double value : values) {
    const double square = (value - m.mean) * (value - m.mean);
    m.variance += square / static_cast<double>(count - 1);
    m.fourth += square * square / static_cast<double>(count);
  }
  return m;
}

// Mean and variance within four standard errors: one fixed seed in 16 000 would fail by chance.
bool agrees(const Moments& m, double mean, double variance) {
  const double n = static_cast<double>(m.count);
  const double meanError = std::sqrt(m.variance / n),
               varianceError = std::sqrt((m.fourth - m.variance * m.variance) / n);
  const bool good = std::fabs(m.mean - mean) < 4 * meanError && std::fabs(m.variance - variance) < 4 * varianceError;
  if (!good)
    qWarning("mean %g (wanted %g, s.e. %g), variance %g (wanted %g, s.e. %g)", m.mean, mean, meanError, m.variance,
             variance, varianceError);
  return good;
}

}  // namespace

class TestRng : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // The vectors for philox4x32 with 10 rounds that Salmon et al. publish with Random123.
  void knownAnswers() {
    using Words = std::array<uint32_t, 4>;
    QCOMPARE(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr uint32_t ones = 0xffffffff;
    QCOMPARE(philox4x32({ones, ones, ones, ones}, {ones, ones}),
             (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    QCOMPARE(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
             (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
  }

  // Saved files rest on these: a change of any of them changes every run ever saved.
  void streamsAreFixedForEver() {
    Rng first(1, "points", 2), second(1, "points", 2);
    for (int i = 0; i < 100; ++i) QCOMPARE(first.nextUint64(), second.nextUint64());
    QCOMPARE(Rng(1, "points", 2).nextUint64(), uint64_t(0x3fa3ca9e13d1ef87));
    QCOMPARE(Rng(1, "points", 2).split("a").nextUint64(), uint64_t(0x693e349db3aaf3e5));
    QCOMPARE(nameKey("points"), uint64_t(8596123665425821467));
    QVERIFY(nameKey("points") != nameKey("point"));
    QVERIFY(nameKey("") != nameKey("a"));
  }

  void streamsDiffer() {
    std::set<uint64_t> firsts;
    for (uint64_t seed = 0; seed < 50; ++seed) {
      for (const char* name : {"", "a", "b"}) {
        for (uint64_t tick = 0; tick < 20; ++tick) firsts.insert(Rng(seed, name, tick).nextUint64());
      }
    }
    QCOMPARE(firsts.size(), size_t(50 * 3 * 20));
  }

  void childrenDoNotDependOnWhatWasDrawn() {
    Rng parent(7, "run", 3);
    const uint64_t before = parent.split("child").nextUint64(), indexed = parent.split(uint64_t(5)).nextUint64();
    for (int i = 0; i < 9; ++i) parent.normal();
    QCOMPARE(parent.split("child").nextUint64(), before);
    QCOMPARE(parent.split(uint64_t(5)).nextUint64(), indexed);
    std::set<uint64_t> children;
    for (uint64_t i = 0; i < 1000; ++i) children.insert(parent.split(i).nextUint64());
    QCOMPARE(children.size(), size_t(1000));
    QVERIFY(Rng(7, "run", 4).split("child").nextUint64() != before);
  }

  void copyGoesOnAlike() {
    Rng rng(3);
    rng.normal();  // leaves a spare half
    Rng copy = rng;
    for (int i = 0; i < 20; ++i) QCOMPARE(copy.normal(), rng.normal());
  }

  void streamsAreUncorrelated() {
    constexpr int n = 100000;
    Rng a(1, "a"), b(1, "b");
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += a.normal() * b.normal();
    QVERIFY(std::fabs(sum / n) < 4 / std::sqrt(double(n)));
  }

  void uniformMoments() {
    Rng rng(11);
    QVERIFY(agrees(momentsOf(200000, [&] { return rng.uniform(); }), 0.5, 1.0 / 12));
    QVERIFY(agrees(momentsOf(200000, [&] { return rng.uniform(-3, 5); }), 1, 64.0 / 12));
    for (int i = 0; i < 100000; ++i) {
      const double u = rng.uniform();
      QVERIFY(u >= 0 && u < 1);
    }
  }

  void normalMomentsAndTail() {
    Rng rng(12);
    QVERIFY(agrees(momentsOf(400000, [&] { return rng.normal(); }), 0, 1));
    QVERIFY(agrees(momentsOf(200000, [&] { return rng.normal(5, 0.2); }), 5, 0.04));
    constexpr int n = 400000;
    int beyond = 0;
    for (int i = 0; i < n; ++i) beyond += std::fabs(rng.normal()) > 3;
    const double p = std::erfc(3 / std::sqrt(2.0));
    QVERIFY(std::fabs(beyond - n * p) < 4 * std::sqrt(n * p));
  }

  void gammaMoments() {
    for (const double shape : {0.3, 1.0, 2.5, 40.0}) {
      Rng rng(13, std::to_string(shape));
      QVERIFY(agrees(momentsOf(200000, [&] { return rng.gamma(shape); }), shape, shape));
    }
  }

  void exponentialMoments() {
    Rng rng(14);
    QVERIFY(agrees(momentsOf(200000, [&] { return rng.exponential(); }), 1, 1));
  }

  void belowIsEven() {
    Rng rng(15);
    constexpr int n = 210000, sides = 7;
    std::vector<int> counts(sides);
    for (int i = 0; i < n; ++i) ++counts.at(rng.below(sides));
    double chiSquare = 0;
    for (const int count : counts) chiSquare += std::pow(count - n / double(sides), 2) / (n / double(sides));
    QVERIFY(chiSquare < 27.9);  // 0.9999 quantile of chi-square with 6 degrees of freedom
    for (int i = 0; i < 100; ++i) QCOMPARE(rng.below(1), uint64_t(0));
    QVERIFY(rng.below(~uint64_t(0)) < ~uint64_t(0));
  }

  void choiceFollowsWeights() {
    Rng rng(16);
    const std::vector<double> weights = {0, 1, 0, 3, 6, 0};
    constexpr int n = 100000;
    std::vector<int> counts(weights.size());
    for (int i = 0; i < n; ++i) ++counts[rng.choice(weights)];
    for (size_t i = 0; i < weights.size(); ++i) {
      const double p = weights[i] / 10;
      QVERIFY(std::fabs(counts[i] - n * p) <= 4 * std::sqrt(n * p * (1 - p)));
    }
  }

  void samplesAndPermutations() {
    Rng rng(17);
    for (int round = 0; round < 50; ++round) {
      const auto chosen = rng.sample(20, 7);
      QCOMPARE(chosen.size(), size_t(7));
      QCOMPARE(std::set<size_t>(chosen.begin(), chosen.end()).size(), size_t(7));
      QVERIFY(*std::max_element(chosen.begin(), chosen.end()) < 20);
    }
    QCOMPARE(rng.sample(5, 0).size(), size_t(0));
    // All 24 orders of four things come equally often.
    std::map<std::vector<size_t>, int> orders;
    constexpr int n = 24000;
    for (int i = 0; i < n; ++i) ++orders[rng.permutation(4)];
    QCOMPARE(orders.size(), size_t(24));
    double chiSquare = 0;
    for (const auto& [order, count] : orders) chiSquare += std::pow(count - n / 24.0, 2) / (n / 24.0);
    QVERIFY(chiSquare < 56.0);  // 0.9999 quantile with 23 degrees of freedom
    std::vector<int> values = {1, 2, 3, 4, 5, 6};
    rng.shuffle(values);
    std::sort(values.begin(), values.end());
    QCOMPARE(values, (std::vector<int>{1, 2, 3, 4, 5, 6}));
  }
};

QTEST_GUILESS_MAIN(TestRng)
#include "tst_rng.moc"
