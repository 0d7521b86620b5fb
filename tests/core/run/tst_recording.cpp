#include <QtTest>

#include "core/base/rng.h"
#include "core/run/session.h"

using namespace gradus;

class TestRecording : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void appendsAndTruncates() {
    Series series;
    for (int i = 0; i < 5000; ++i) series.append(i, i * 0.5);
    QCOMPARE(series.size(), size_t{5000});
    QCOMPARE(series.countUpTo(-1), size_t{0});
    QCOMPARE(series.countUpTo(1023.5), size_t{1024});
    QCOMPARE(series.countUpTo(1e9), size_t{5000});
    series.truncate(2100);
    QCOMPARE(series.size(), size_t{2100});
    QCOMPARE(series.lastX(), 2099.0);
    series.append(9999, 1);
    QCOMPARE(series.y(2100), 1.0);
    QCOMPARE(series.y(2099), 2099 * 0.5);
    series.truncate(1024);
    QCOMPARE(series.lastX(), 1023.0);
    series.append(1024, 7);
    QCOMPARE(series.y(1024), 7.0);
  }

  // A copy stays what it was, whatever is appended to or cut from the original.
  void copiesAreIndependent() {
    Rng rng(5, "copies");
    Series series;
    std::vector<std::pair<Series, std::vector<double>>> copies;
    std::vector<double> truth;
    for (int round = 0; round < 200; ++round) {
      if (rng.below(4) == 0 && !truth.empty()) {
        truth.resize(rng.below(truth.size()));
        series.truncate(truth.size());
      }
      for (uint64_t n = rng.below(400); n > 0; --n) {
        truth.push_back(rng.normal());
        series.append(static_cast<double>(truth.size()), truth.back());
      }
      copies.emplace_back(series, truth);
    }
    for (const auto& [copy, values] : copies) {
      QCOMPARE(copy.size(), values.size());
      for (size_t i = 0; i < values.size(); ++i) QCOMPARE(copy.y(i), values[i]);
    }
  }

  // Thinned for drawing, every bucket keeps its extremes: the highest and lowest sample can't vanish.
  void thinningKeepsExtremes_data() {
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 2, 99, 200, 201, 1000, 1024, 5000, 70000})
      QTest::newRow(std::to_string(size).c_str()) << size;
  }
  void thinningKeepsExtremes() {
    QFETCH(int, size);
    Rng rng(9, "thin");
    Series series;
    double low = 1e9, high = -1e9;
    for (int i = 0; i < size; ++i) {
      const double y = rng.normal();
      low = std::min(low, y);
      high = std::max(high, y);
      series.append(i, y);
    }
    std::vector<double> x, y;
    series.decimate(100, x, y);
    QVERIFY(x.size() <= 205);
    QVERIFY(size <= 200 ? static_cast<int>(x.size()) == size : x.size() >= 50);
    QVERIFY(std::is_sorted(x.begin(), x.end()));
    if (size == 0) return;
    QCOMPARE(*std::min_element(y.begin(), y.end()), low);
    QCOMPARE(*std::max_element(y.begin(), y.end()), high);
    QCOMPARE(x.back(), size - 1.0);
    for (size_t i = 0; i < x.size(); ++i) QCOMPARE(y[i], series.y(static_cast<size_t>(x[i])));
  }

  void recordsByName() {
    Recording recording;
    recording.append(1, {{"loss", 3}, {"accuracy", 0.5}});
    recording.append(2, {{"loss", 2}});
    recording.append(3, {{"accuracy", 0.7}, {"loss", 1}});
    recording.addEvent(4, EventKind::milestone, "half");
    recording.addEvent(6, EventKind::changed, "rate", 0);
    QCOMPARE(recording.series("loss")->size(), size_t{3});
    QCOMPARE(recording.series("accuracy")->y(1), 0.7);
    QVERIFY(!recording.series("nothing"));
    recording.truncate(4, 0.5);  // two ticks a step
    QCOMPARE(recording.series("loss")->size(), size_t{2});
    QCOMPARE(recording.events().size(), size_t{1});
    recording.addEvent(4, EventKind::changed, "rate", 2);
    recording.removeActionEvents(2);
    QCOMPARE(recording.events().size(), size_t{1});
  }

  void curvesOfAChannel() {
    Recording recording;
    for (int i = 1; i <= 10; ++i) recording.append(i, {{"train", 1.0 / i}});
    ChannelSpec spec{
        .name = "loss", .cost = ChannelCost::series, .series = {{"train", "train"}, {"test", "test"}}, .fillGap = true};
    const Curves curves = seriesCurves(spec, recording, 4);
    QCOMPARE(curves.curves.size(), size_t{2});
    QCOMPARE(curves.curves[0].x.size(), size_t{10});
    QCOMPARE(curves.curves[1].x.size(), size_t{0});
    QCOMPARE(curves.now, 4.0);
    QVERIFY(curves.fillGap);
  }
};

QTEST_GUILESS_MAIN(TestRecording)
#include "tst_recording.moc"
