#include <QtTest>

#include "core/run/timeline.h"

using namespace gradus;

namespace {
Keyframe frame(int64_t tick, size_t bytes, bool pinned = false) {
  Keyframe keyframe;
  keyframe.tick = tick;
  keyframe.pinned = pinned;
  keyframe.bytes = bytes;
  return keyframe;
}

int64_t widestGap(const Timeline& timeline, int64_t end) {
  const std::vector<int64_t> ticks = timeline.ticks();
  int64_t widest = end - ticks.back();
  for (size_t i = 1; i < ticks.size(); ++i) widest = std::max(widest, ticks[i] - ticks[i - 1]);
  return widest;
}
}  // namespace

class TestTimeline : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void spacingDoubles() {
    Timeline timeline;
    timeline.add(frame(0, 10, true));
    for (int64_t tick = 1; tick <= 100000; ++tick) {
      if (timeline.due(tick)) timeline.add(frame(tick, 10));
      if (tick == 100 || tick == 5000 || tick == 100000) {
        QVERIFY(timeline.ticks().size() <= 130);
        QVERIFY(widestGap(timeline, tick) <= std::max<int64_t>(1, 2 * tick / 64));
      }
    }
  }

  void keepsTheBudget() {
    Timeline timeline(1000);
    timeline.add(frame(0, 100, true));
    for (int64_t tick = 1; tick <= 5000; ++tick) {
      if (timeline.due(tick)) timeline.add(frame(tick, 100));
      QVERIFY(timeline.bytes() <= 1000);
    }
    QVERIFY(timeline.ticks().size() >= 4);
    QCOMPARE(timeline.ticks().front(), int64_t{0});
    QVERIFY(widestGap(timeline, 5000) <= 2500);
  }

  // With no budget at all the first and the newest keyframe stay, and few copies are made.
  void noBudget() {
    Timeline timeline(0);
    timeline.add(frame(0, 100, true));
    int made = 0;
    for (int64_t tick = 1; tick <= 100000; ++tick) {
      if (!timeline.due(tick)) continue;
      timeline.add(frame(tick, 100));
      ++made;
    }
    QVERIFY(made <= 40);
    QCOMPARE(timeline.ticks().size(), size_t{2});
  }

  void pinnedOnesStay() {
    Timeline timeline;
    timeline.add(frame(0, 1, true));
    for (int64_t tick = 1; tick <= 10000; ++tick) {
      if (tick % 777 == 0) timeline.add(frame(tick, 1, true));
      if (timeline.due(tick)) timeline.add(frame(tick, 1));
    }
    for (int64_t tick = 777; tick <= 10000; tick += 777) QCOMPARE(timeline.nearest(tick)->tick, tick);
  }

  void manyPinnedOnesAreThinned() {
    Timeline timeline;
    timeline.add(frame(0, 1, true));
    for (int64_t tick = 1; tick <= 5000; ++tick) timeline.add(frame(tick, 1, true));
    QVERIFY(timeline.ticks().size() <= 257);
    QCOMPARE(timeline.ticks().front(), int64_t{0});
    QCOMPARE(timeline.bytes(), timeline.ticks().size());
  }

  void nearestAndTruncate() {
    Timeline timeline;
    QVERIFY(!timeline.nearest(5));
    for (const int64_t tick : {0, 7, 3}) timeline.add(frame(tick, 5, true));
    QCOMPARE(timeline.nearest(6)->tick, int64_t{3});
    QCOMPARE(timeline.nearest(7)->tick, int64_t{7});
    timeline.add(frame(7, 9, false));  // replaces, stays pinned
    QVERIFY(timeline.nearest(7)->pinned);
    QCOMPARE(timeline.bytes(), size_t{19});
    QVERIFY(!timeline.due(7));
    timeline.truncate(6);
    QCOMPARE(timeline.nearest(100)->tick, int64_t{3});
    QCOMPARE(timeline.bytes(), size_t{10});
    timeline.clear();
    QCOMPARE(timeline.bytes(), size_t{0});
  }
};

QTEST_GUILESS_MAIN(TestTimeline)
#include "tst_timeline.moc"
