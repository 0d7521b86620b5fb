// Stress of the engine without Qt, made for the thread sanitizer: commands from two threads while a third reads
// snapshots, scrubs and restarts in between, and runners that are destroyed in the middle of everything. At the end the
// state must be the recipe's.
#include <atomic>
#include <cstdio>
#include <thread>

#include "core/run/runner.h"
#include "tests/harness/walk_demo.h"

using namespace gradus;
using namespace gradus::harness;

namespace {
std::atomic<int> failures = 0;

void check(bool good, const char* what) {
  if (good) return;
  ++failures;
  std::fprintf(stderr, "FAILED: %s\n", what);
}

void command(Runner& runner, Rng& rng) {
  const auto number = [&rng](uint64_t n) { return static_cast<int64_t>(rng.below(n)); };
  switch (rng.below(16)) {
    case 0:
      return runner.run();
    case 1:
      return runner.pause();
    case 2:
      return runner.stepTicks(number(40) - 20);
    case 3:
      return runner.reset();
    case 4:
      return runner.setSpeed(rng.below(2) == 0 ? 0 : 500);
    case 5:
      return runner.act({0, "push", {{"dx", rng.normal()}, {"dy", 0.0}}, number(3)});
    case 6:
      return runner.set("step_size", rng.uniform(), number(3));
    case 7:
      return runner.restart({{"start_x", rng.uniform()}});
    case 8:
      return runner.undo();
    case 9:
      return runner.redo();
    case 10:
      return runner.switchBranch(0);
    case 11:
      return runner.setVisible({"position", "height", "map"}, {});
    case 12:
      return runner.setSuspended(rng.below(2) == 0);
    case 13:
      return runner.runTicks(number(200));
    case 14:
      return runner.set("diverge_at", rng.below(3) == 0 ? number(500) : -1, 0);
    default:
      return runner.seek(number(2000));
  }
}

void readAll(const Snapshot& snapshot) {
  double sum = 0;
  if (snapshot.spark) {
    for (size_t i = 0; i < snapshot.spark->size(); ++i) sum += snapshot.spark->y(i);
  }
  for (const ChannelPtr& channel : snapshot.channels) {
    if (!channel) continue;
    if (const Field* field = std::get_if<Field>(channel.get())) sum += field->values.empty() ? 0 : field->values.back();
    if (const Curves* curves = std::get_if<Curves>(channel.get())) sum += static_cast<double>(curves->curves.size());
  }
  check(std::isfinite(sum), "a snapshot holds a value that is not finite");
  check(snapshot.tick <= snapshot.recordedTicks, "a snapshot stands behind its own recording");
}

void storm(uint64_t seed, int commands) {
  RunnerOptions options;
  options.threads = 2;
  options.publishInterval = 0.001;
  Runner runner(options);
  runner.open(walkDemo(2), walkRecipe({}, {}, seed));
  std::atomic<bool> over = false;
  std::thread reader([&] {
    while (!over) {
      readAll(*runner.latest());
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  });
  const auto give = [&](const char* name) {
    Rng rng(seed, name);
    for (int i = 0; i < commands; ++i) {
      command(runner, rng);
      if (rng.below(4) == 0) std::this_thread::sleep_for(std::chrono::microseconds(rng.below(2000)));
    }
  };
  std::thread second([&] { give("second"); });
  give("first");
  second.join();
  runner.setSuspended(false);
  runner.pause();
  check(runner.wait(120), "the engine comes to rest");
  over = true;
  reader.join();
  const auto snapshot = runner.latest();
  check(snapshot->hash.has_value(), "there is a hash at rest");
  Session session(walkDemo(2), *snapshot->recipe, {});
  session.seek(snapshot->tick);
  check(session.hash() == snapshot->hash.value_or(0), "the state is the one its recipe gives");
}

void destroyedInTheMiddle(uint64_t seed) {
  Rng rng(seed, "destroy");
  Runner runner{RunnerOptions()};
  runner.open(walkDemo(), walkRecipe({{"milliseconds", static_cast<int64_t>(rng.below(3)) * 1000}}));
  runner.setVisible({"position", "map"}, {});
  runner.run();
  for (uint64_t n = rng.below(4); n > 0; --n) command(runner, rng);
  std::this_thread::sleep_for(std::chrono::microseconds(rng.below(3000)));
}
}  // namespace

int main() {
  for (uint64_t seed = 1; seed <= 4; ++seed) storm(seed, 600);
  for (uint64_t seed = 1; seed <= 40; ++seed) destroyedInTheMiddle(seed);
  std::printf(failures == 0 ? "ok\n" : "%d checks failed\n", failures.load());
  return failures == 0 ? 0 : 1;
}
