#pragma once
// The engine thread, and the only place that knows threads (with WorkerPool behind parallelFor). All calls return at
// once; commands are carried out between steps, in order. The newest Snapshot lies in a single latest-wins slot.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/run/snapshot.h"

namespace gradus {

struct RunnerOptions {
  int threads = 0;  // of the worker pool, 0 = one per core
  size_t keyframeBudget = size_t{256} << 20;
  ShippedReader readShipped;
  double publishInterval = 1.0 / 60;  // seconds between publishes while running
  std::function<void()> onPublish;    // called on the engine thread after a publish (post an event, do nothing else)
};

class Runner {
 public:
  explicit Runner(RunnerOptions options);
  ~Runner();  // stops the thread; a long step is told through its stop token
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  /// Opens a demo with a recipe (recipe.demo must be demo->id) and goes to recipe.tick. Failure ends in a Failed
  /// snapshot. What was declared visible stays so by name.
  void open(std::shared_ptr<const Demo> demo, Recipe recipe);
  void run();                    // until done; "Go on" after done is the demo's business (settings)
  void runTicks(int64_t ticks);  // then stands still as `stopped`
  void pause();
  void stepTicks(int64_t ticks);         // forward by half-steps or steps; negative = back
  void seek(int64_t tick);               // newest wins: a scrub sends many; pauses
  void reset();                          // same start
  void setSpeed(double stepsPerSecond);  // 0 = as fast as possible; from 0.2 upwards
  /// `at` is stamped by the engine. A live `set` of an undeclared or restart setting is refused with a remark.
  void act(Action action);
  void set(std::string name, Value value, int64_t gesture);
  /// Starts anew with these needs-restart (or any) settings, seed, file; keeps running if it ran. Bad input is told in
  /// a remark and the run goes on as it was.
  void restart(NamedValues settings);
  void setSeed(uint64_t seed);
  void setFile(std::optional<FileSource> file, NamedValues settings = {});
  void applyPreset(std::string name);
  void undo();
  void redo();
  void switchBranch(size_t index);
  /// Divergence: runs again with the responsible setting divided by 10 from the last finite tick before trouble began.
  void retryWithSetting(std::string name, Value value, int64_t fromTick);
  /// Which channels are looked at, and how large; derived ones are made for these only. Empty = nothing visible.
  void setVisible(std::vector<std::string> channels, std::vector<DisplayRequest> requests);
  /// Hidden window: compute stops until it is shown again.
  void setSuspended(bool suspended);

  std::shared_ptr<const Snapshot> latest() const;  // never null
  /// Waits until all commands given so far are carried out and published and, if `idle`, the run has come to rest with
  /// its hash and its derived channels made. False after `seconds`. For tests and commands.
  bool wait(double seconds, bool idle = true);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gradus
