#pragma once
// A runner with the walk demo opened, for the tests of the engine thread.
#include <cstdio>

#include "core/run/runner.h"
#include "tests/harness/walk_demo.h"

namespace gradus::harness {

constexpr double patience = 30;  // seconds: a loaded machine is slow, a right engine always arrives

inline uint64_t straightHash(Recipe recipe, int64_t tick) {
  Session session(walkDemo(), std::move(recipe), {});
  session.seek(tick);
  return session.hash();
}

struct Bench {
  explicit Bench(NamedValues settings = {}, RunnerOptions options = {}, int ticksPerStep = 1)
      : runner(std::move(options)) {
    runner.open(walkDemo(ticksPerStep), walkRecipe(std::move(settings)));
  }
  std::shared_ptr<const Snapshot> at() {
    if (!runner.wait(patience)) std::fprintf(stderr, "the engine did not come to rest\n");
    return runner.latest();
  }
  Runner runner;
};

}  // namespace gradus::harness
