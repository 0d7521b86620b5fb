#include "core/run/bench_run.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/run/runner.h"

namespace gradus {

namespace {
using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

/// An experiment whose step costs nothing: what is left is the session.
struct CountState {
  int64_t ticks = 0;
  template <typename Visitor>
  void fields(Visitor& v) {
    v("ticks", ticks);
  }
};
class Count final : public ExperimentOf<Count, CountState> {
 public:
  explicit Count(bool records) : records_(records) {}
  void step(StepContext& context) override {
    ++state.ticks;
    if (records_) context.record("ticks", static_cast<double>(state.ticks));
  }
  void apply(const Action&, StepContext&) override {}
  bool done() const override { return false; }
  void show(ChannelSink&, const Settings&) const override {}
  Metrics metrics(const Settings&) const override { return {}; }

 private:
  bool records_;
};

double tickNanoseconds(bool records) {
  constexpr int64_t ticks = 1000000;
  Demo demo;
  demo.id = "bench/count";
  demo.start = [records](StartContext&) { return std::make_unique<Count>(records); };
  demo.code = [](const Settings&, const Dataset*) { return std::string(); };
  Recipe recipe;
  recipe.demo = demo.id;
  Session session(std::make_shared<const Demo>(finishDemo(std::move(demo))), recipe, {});
  const Clock::time_point begin = Clock::now();
  for (int64_t i = 0; i < ticks; ++i) session.stepTick();
  return secondsSince(begin) / static_cast<double>(ticks) * 1e9;
}

class Everything final : public ChannelSink {
 public:
  bool wants(std::string_view) const override { return true; }
  void put(std::string_view, ChannelPtr value) override { last = std::move(value); }
  ChannelPtr last;
};

Recipe plainRecipe(const Demo& demo) {
  Recipe recipe;
  recipe.demo = demo.id;
  return recipe;
}

/// Steps per second over `seconds` of free running from the start.
double engineSpeed(Runner& runner, const Demo& demo, double seconds) {
  runner.reset();
  runner.run();
  runner.wait(10, false);
  const Clock::time_point begin = Clock::now();
  const int64_t first = runner.latest()->tick;
  std::shared_ptr<const Snapshot> last;
  double elapsed = 0;
  do {
    std::this_thread::sleep_for(std::chrono::milliseconds(16));  // as the window reads
    last = runner.latest();
    elapsed = secondsSince(begin);
  } while (elapsed < seconds && last->status == Status::running);
  runner.pause();
  runner.wait(10, false);
  if (last->status == Status::running) {
    elapsed = secondsSince(begin);
    last = runner.latest();
  }
  return static_cast<double>(last->tick - first) / demo.ticksPerStep / elapsed;
}
}  // namespace

BenchFigures benchTicks() {
  return {{"tick_overhead_ns", tickNanoseconds(false)}, {"tick_recorded_ns", tickNanoseconds(true)}};
}

BenchFigures benchSeek(std::shared_ptr<const Demo> demo, const ShippedReader& readShipped) {
  SessionOptions options;
  options.readShipped = readShipped;
  Clock::time_point begin = Clock::now();
  Session session(demo, plainRecipe(*demo), options);
  const double start = secondsSince(begin);
  session.seek(5000 * demo->ticksPerStep);
  const int64_t last = session.tick();

  Rng rng(1, "seeks");
  std::vector<double> seeks;
  for (int i = 0; i < 20; ++i) {
    const auto tick = static_cast<int64_t>(rng.below(static_cast<uint64_t>(last) + 1));
    begin = Clock::now();
    session.seek(tick);
    seeks.push_back(secondsSince(begin));
  }
  session.seek(last);
  std::vector<double> shows, clones;
  for (int i = 0; i < 20; ++i) {
    Everything sink;
    begin = Clock::now();
    session.show(sink);
    shows.push_back(secondsSince(begin));
    begin = Clock::now();
    const auto copy = session.experiment().clone();
    clones.push_back(secondsSince(begin));
  }
  begin = Clock::now();
  session.startAgain(session.resetRecipe());
  const double reset = secondsSince(begin);
  return {{"start_ms", start * 1e3},
          {"reset_ms", reset * 1e3},
          {"seek_steps", static_cast<double>(last) / demo->ticksPerStep},
          {"seek_worst_ms", *std::max_element(seeks.begin(), seeks.end()) * 1e3},
          {"seek_median_ms", median(seeks) * 1e3},
          {"show_us", median(shows) * 1e6},
          {"clone_us", median(clones) * 1e6}};
}

BenchFigures benchWatched(std::shared_ptr<const Demo> demo, const ShippedReader& readShipped, int pairs,
                          double seconds) {
  RunnerOptions options;
  options.readShipped = readShipped;
  Runner runner(options);
  runner.open(demo, plainRecipe(*demo));
  std::vector<std::string> visible;
  std::vector<DisplayRequest> requests;
  for (const View& view : demo->views) {
    for (const std::string& layer : view.layers) visible.push_back(layer);
    for (const std::string& layer : {view.marginalX, view.marginalY}) {
      if (!layer.empty()) visible.push_back(layer);
    }
  }
  for (const std::string& name : visible) {
    DisplayRequest request;
    request.channel = name;
    request.nx = request.ny = 256;
    requests.push_back(request);
  }
  std::vector<double> alone, watched, losses;
  for (int i = 0; i < pairs; ++i) {
    runner.setVisible({}, {});
    alone.push_back(engineSpeed(runner, *demo, seconds));
    runner.setVisible(visible, requests);
    watched.push_back(engineSpeed(runner, *demo, seconds));
    if (alone.back() > 0) losses.push_back(1 - watched.back() / alone.back());
  }
  return {{"steps_per_second_alone", median(alone)},
          {"steps_per_second_watched", median(watched)},
          {"watched_loss", median(losses)}};
}

BenchFigures benchRun(std::shared_ptr<const Demo> demo, const ShippedReader& readShipped) {
  BenchFigures figures = benchTicks();
  for (const BenchFigures& part : {benchSeek(demo, readShipped), benchWatched(demo, readShipped)}) {
    figures.insert(figures.end(), part.begin(), part.end());
  }
  return figures;
}

}  // namespace gradus
