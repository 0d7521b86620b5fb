// parallelFor: same bits for any number of threads, exceptions reach the caller, no waiting for a worker that has not
// begun.
#include <QElapsedTimer>
#include <QTest>
#include <atomic>
#include <bit>
#include <cmath>
#include <stdexcept>
#include <thread>

#include "core/base/parallel.h"
#include "core/base/rng.h"

using namespace gradus;

class TestParallel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void coversEveryItemOnce() {
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      QCOMPARE(pool.threads(), threads);
      WorkerPool::Use use(pool);
      for (const size_t count : {size_t(0), size_t(1), size_t(7), size_t(1000)}) {
        for (const size_t grain : {size_t(0), size_t(1), size_t(3), size_t(5000)}) {
          std::vector<std::atomic<int>> visits(count);
          parallelFor(count, grain, [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i) ++visits[i];
          });
          for (const auto& visit : visits) QCOMPARE(visit.load(), 1);
        }
      }
    }
  }

  void sumHasSameBitsForAnyThreads() {
    std::vector<double> values(100003);
    Rng rng(4);
    for (double& value : values) value = std::exp(8 * rng.normal());  // order matters for such a sum
    const auto sum = [&] {
      return parallelSum(values.size(), 1000, [&](size_t begin, size_t end) {
        double part = 0;
        for (size_t i = begin; i < end; ++i) part += values[i];
        return part;
      });
    };
    const double serial = sum();
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      WorkerPool::Use use(pool);
      for (int round = 0; round < 20; ++round)
        QCOMPARE(std::bit_cast<uint64_t>(sum()), std::bit_cast<uint64_t>(serial));
    }
  }

  void exceptionsReachTheCaller() {
    for (const int threads : {1, 2, 8}) {
      WorkerPool pool(threads);
      WorkerPool::Use use(pool);
      const auto failing = [](size_t begin, size_t) {
        if (begin == 40) throw std::runtime_error("chunk 40");
      };
      QVERIFY_EXCEPTION_THROWN(parallelFor(100, 1, failing), std::runtime_error);
      int calls = 0;  // the pool still works
      parallelFor(1, 1, [&](size_t, size_t) { ++calls; });
      QCOMPARE(calls, 1);
    }
  }

  void useIsScopedAndNests() {
    QVERIFY(!WorkerPool::current());
    WorkerPool outer(2), inner(2);
    {
      WorkerPool::Use use(outer);
      QCOMPARE(WorkerPool::current(), &outer);
      {
        WorkerPool::Use again(inner);
        QCOMPARE(WorkerPool::current(), &inner);
      }
      QCOMPARE(WorkerPool::current(), &outer);
      std::atomic<int> total = 0;  // a parallelFor inside a parallelFor finishes
      parallelFor(8, 1, [&](size_t, size_t) {
        parallelFor(8, 1, [&](size_t begin, size_t end) { total += int(end - begin); });
      });
      QCOMPARE(total.load(), 64);
    }
    QVERIFY(!WorkerPool::current());
  }

  // Another thread keeps the cores busy; every call must still end, because the caller itself takes the chunks.
  void endsWithHoggedCores() {
    std::atomic<bool> stop = false;
    std::vector<std::thread> hogs;
    for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i) {
      hogs.emplace_back([&] {
        while (!stop) {
        }
      });
    }
    WorkerPool pool(4);
    WorkerPool::Use use(pool);
    QElapsedTimer timer;
    timer.start();
    double total = 0;
    for (int round = 0; round < 200; ++round) {
      total += parallelSum(4000, 100, [](size_t begin, size_t end) {
        double part = 0;
        for (size_t i = begin; i < end; ++i) part += std::sqrt(double(i));
        return part;
      });
    }
    const qint64 elapsed = timer.elapsed();
    stop = true;
    for (std::thread& hog : hogs) hog.join();
    QVERIFY(total > 0);
    QVERIFY2(elapsed < 20000,
             qPrintable(QString::number(elapsed)));  // microseconds of work a round: only a hang comes near
  }
};

QTEST_GUILESS_MAIN(TestParallel)
#include "tst_parallel.moc"
