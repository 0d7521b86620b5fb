#include <QtTest>

#include "core/run/bench_run.h"
#include "tests/harness/walk_demo.h"

using namespace gradus;

namespace {
double figure(const BenchFigures& figures, const char* name) {
  for (const auto& [key, value] : figures) {
    if (key == name) return value;
  }
  return std::nan("");
}
}  // namespace

class TestBenchRun : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // Wide limits: the figures themselves are measured on an idle machine by `gradus bench run`.
  void figures() {
    const BenchFigures ticks = benchTicks();
    QVERIFY(figure(ticks, "tick_overhead_ns") > 0);
    QVERIFY(figure(ticks, "tick_overhead_ns") < 1000);
    const BenchFigures seeks = benchSeek(harness::walkDemo(), {});
    QCOMPARE(figure(seeks, "seek_steps"), 5000.0);
    QVERIFY(figure(seeks, "seek_worst_ms") < 200);
    QVERIFY(figure(seeks, "reset_ms") < 100);
    const BenchFigures watched = benchWatched(harness::walkDemo(), {}, 3, 0.1);
    QVERIFY(figure(watched, "steps_per_second_alone") > 0);
    QVERIFY(figure(watched, "watched_loss") < 1);
    for (const auto& [name, value] : ticks) qInfo("%s %g", name.c_str(), value);
    for (const auto& [name, value] : seeks) qInfo("%s %g", name.c_str(), value);
    for (const auto& [name, value] : watched) qInfo("%s %g", name.c_str(), value);
  }
};

QTEST_GUILESS_MAIN(TestBenchRun)
#include "tst_bench_run.moc"
