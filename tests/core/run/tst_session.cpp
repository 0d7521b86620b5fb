#include <QtTest>

#include "core/compute/program.h"
#include "tests/harness/checks.h"
#include "tests/harness/walk_demo.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
Session walk(NamedValues settings = {}, std::vector<Action> actions = {}, size_t budget = size_t{256} << 20,
             int ticksPerStep = 1) {
  SessionOptions options;
  options.keyframeBudget = budget;
  return Session(walkDemo(ticksPerStep), walkRecipe(std::move(settings), std::move(actions)), options);
}

std::vector<Action> someActions() {
  return {{0, "push", {{"dx", 1.0}, {"dy", 2.0}}, 1},
          {3, "set", {{"name", std::string("step_size")}, {"value", 2.0}}, 2},
          {3, "paint", {{"class", int64_t{0}}, {"points", std::vector<double>{1, 2}}}, 3},
          {40, "jump", {{"index", int64_t{0}}, {"x", 5.0}, {"y", 5.0}}, 4},
          {90, "set", {{"name", std::string("step_size")}, {"value", 0.1}}, 5},
          {120, "double_step", {}, 6}};
}

std::vector<uint64_t> hashesOf(Session& session, int64_t ticks) {
  std::vector<uint64_t> hashes{session.hash()};
  for (int64_t i = 0; i < ticks; ++i) {
    session.stepTick();
    hashes.push_back(session.hash());
  }
  return hashes;
}
}  // namespace

class TestSession : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  // The contract: wherever one comes from, the state of a tick is the state of that tick.
  void seekEqualsStraightRun_data() {
    QTest::addColumn<qulonglong>("budget");
    QTest::newRow("many keyframes") << qulonglong{256} * 1024 * 1024;
    QTest::newRow("few keyframes") << qulonglong{500};
    QTest::newRow("no budget") << qulonglong{0};
  }
  void seekEqualsStraightRun() {
    QFETCH(qulonglong, budget);
    Session straight = walk({}, someActions());
    const std::vector<uint64_t> hashes = hashesOf(straight, 300);
    Session session = walk({}, someActions(), budget);
    Rng rng(4, "seeks");
    for (int i = 0; i < 200; ++i) {
      const auto tick = static_cast<int64_t>(rng.below(301));
      session.seek(tick);
      QCOMPARE(session.tick(), tick);
      QCOMPARE(session.hash(), hashes[static_cast<size_t>(tick)]);
    }
    QVERIFY(session.recordedTicks() >= 290);
    QCOMPARE(static_cast<int64_t>(session.recording().series("height")->size()), session.recordedTicks());
    QCOMPARE(session.recording().events().size(), straight.recording().events().size());
  }

  void sameHashOnAnyThreads() {
    QCOMPARE_GOOD(expectSameHash([] {
      Session session = walk({}, someActions());
      session.seek(100);
      return session.hash();
    }));
  }

  void hashSeesEverythingThatCounts() {
    Session session = walk();
    const uint64_t hash = session.hash();
    QVERIFY(hash != walk({{"step_size", 0.6}}).hash());
    QVERIFY(hash != Session(walkDemo(), walkRecipe({}, {}, 2), {}).hash());
    session.stepTick();
    QVERIFY(hash != session.hash());
    session.seek(0);
    QCOMPARE(session.hash(), hash);
  }

  // Keyframes, and thus the seek, make no difference to what is recorded.
  void recordingIsComplete() {
    Session session = walk({}, {}, size_t{256} << 20, 2);
    session.seek(21);
    session.seek(5);
    session.seek(30);
    const Series& series = *session.recording().series("height");
    QCOMPARE(series.size(), size_t{30});
    for (size_t i = 0; i < series.size(); ++i) QCOMPARE(series.x(i), static_cast<double>(i + 1) / 2);
  }

  void endsWhereTheDemoEnds() {
    Session session = walk({{"max_ticks", int64_t{12}}});
    int steps = 0;
    while (session.stepTick()) ++steps;
    QCOMPARE(session.tick(), int64_t{12});
    QVERIFY(session.done());
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{12});
    session.act({0, "set", {{"name", std::string("max_ticks")}, {"value", int64_t{20}}}, 0});
    QVERIFY(!session.done());
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{20});
    session.seek(3);
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{20});
  }

  void divergenceStandsAtTheLastFiniteTick() {
    Session straight = walk();
    straight.seek(70);
    const double x = straight.metrics()[0].second;
    Session session = walk({{"diverge_at", int64_t{70}}});
    while (session.stepTick()) {
    }
    QCOMPARE(session.tick(), int64_t{70});
    QVERIFY(session.divergence());
    QCOMPARE(session.divergence()->tick, int64_t{70});
    QCOMPARE(session.divergence()->setting, std::string("step_size"));
    QCOMPARE(session.divergence()->quantity.str(), std::string("the position"));
    QCOMPARE(session.metrics()[0].second, x);
    QVERIFY(!session.stepTick());
    session.seek(60);
    QVERIFY(!session.divergence());
    session.seek(100);
    QVERIFY(session.divergence());
    QCOMPARE(session.tick(), int64_t{70});
    session.seek(60);
    session.act({0, "set", {{"name", std::string("diverge_at")}, {"value", int64_t{-1}}}, 0});
    session.seek(100);
    QCOMPARE(session.tick(), int64_t{100});
  }

  void infiniteSamplesCountAsDivergence() {
    Session session = walk({{"nan_at", int64_t{33}}});
    session.seek(50);
    QCOMPARE(session.tick(), int64_t{33});
    QCOMPARE(session.divergence()->quantity.str(), std::string("height"));
    QCOMPARE(session.divergence()->setting, std::string("step_size"));
  }

  void failureLeavesTheTickBefore() {
    Session session = walk({{"fail_at", int64_t{25}}}), straight = walk({{"fail_at", int64_t{25}}});
    straight.seek(25);
    QVERIFY_EXCEPTION_THROWN(session.seek(50), std::runtime_error);
    QCOMPARE(session.tick(), int64_t{25});
    QCOMPARE(session.hash(), straight.hash());
    session.seek(10);
    QCOMPARE(session.tick(), int64_t{10});
  }

  void badStartsAreRefused() {
    QVERIFY_EXCEPTION_THROWN(walk({{"refuse_start", true}}), UserError);
    QVERIFY_EXCEPTION_THROWN(walk({{"break_start", true}}), std::runtime_error);
    QVERIFY_EXCEPTION_THROWN(walk({{"colour", 1.0}}), UserError);
    QVERIFY_EXCEPTION_THROWN(walk({{"step_size", -1.0}}), UserError);
    Recipe other = walkRecipe();
    other.demo = "test/other";
    QVERIFY_EXCEPTION_THROWN(Session(walkDemo(), other, {}), UserError);
  }

  // A step that was told to stop leaves a half-way state, which is thrown away.
  void interruptedStep() {
    Session session = walk();
    session.seek(7);
    session.act({0, "set", {{"name", std::string("milliseconds")}, {"value", int64_t{5000}}}, 0});
    const uint64_t hash = session.hash();
    std::stop_source source;
    source.request_stop();
    session.stepTick(source.get_token());
    QCOMPARE(session.tick(), int64_t{7});
    QCOMPARE(session.hash(), hash);
    QVERIFY_EXCEPTION_THROWN(Session(walkDemo(), walkRecipe(), {}, source.get_token()), Interrupted);
  }

  // Which thread takes a chunk must not decide whether a denormal counts as zero.
  void workersFlushDenormalsAsTheCallerDoes() {
    const FlushDenormals flush;
    WorkerPool pool(4);
    const WorkerPool::Use use(pool);
    std::vector<double> products(64, -1);
    parallelFor(products.size(), 1, [&](size_t begin, size_t) {
      volatile double tiny = 1e-310;
      std::this_thread::sleep_for(std::chrono::microseconds(300));  // so that every worker takes some
      products[begin] = tiny * 1.0;
    });
    for (const double product : products) QCOMPARE(product == 0.0, true);
  }

  void showsWhatIsAskedFor() {
    struct Sink final : ChannelSink {
      bool wants(std::string_view channel) const override { return channel == "height"; }
      void put(std::string_view channel, ChannelPtr value) override { taken.emplace_back(channel, std::move(value)); }
      std::vector<std::pair<std::string, ChannelPtr>> taken;
    };
    Session session = walk();
    session.seek(10);
    session.seek(4);
    Sink sink;
    session.show(sink);
    QCOMPARE(sink.taken.size(), size_t{1});
    const Curves& curves = std::get<Curves>(*sink.taken[0].second);
    QCOMPARE(curves.curves[0].x.size(), size_t{10});
    QCOMPARE(curves.now, 4.0);
    QCOMPARE(session.notes().size(), size_t{1});
  }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
