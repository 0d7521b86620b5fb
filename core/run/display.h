#pragma once
// The display thread: makes derived channels (decision maps, densities) on an immutable copy of the experiment (rulings
// 20). The newest request per channel wins. While the run goes on its share of the time is capped and maps get coarser,
// so that the run does not get slower; at rest they are made in full. Internal to Runner.
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/base/parallel.h"
#include "core/run/snapshot.h"

namespace gradus {

/// running: the engine works, the share is capped; moving: the engine is at rest but will be moved on at once (a
/// scrub); rest.
enum class Pace { running, moving, rest };

class Display {
 public:
  /// `onReady` is called on the display thread after a channel was made. `pool` is used at rest only.
  Display(WorkerPool& pool, std::function<void()> onReady);
  ~Display();
  Display(const Display&) = delete;
  Display& operator=(const Display&) = delete;

  /// The derived channels that are looked at.
  void setRequests(std::vector<DisplayRequest> requests);
  /// True if a copy of the state would be welcome: something is looked at and everything asked for so far is made.
  bool hungry() const { return hungry_.load(std::memory_order_relaxed); }
  bool computing() const { return computing_.load(std::memory_order_relaxed); }
  /// Hands over a state. `version` names it: equal versions are equal states.
  void offer(std::shared_ptr<const Experiment> experiment, Settings settings, int64_t tick, uint64_t version,
             Pace pace);
  /// True if the state `version` was handed over with this pace, or a calmer one.
  bool has(uint64_t version, Pace pace) const;
  /// The engine begins to run: a map begun in full is given up, the next are as coarse as the share of time asks for.
  void setRunning();
  /// Share of time it may compute while the engine runs, (0, 1].
  void setDuty(double duty) { duty_.store(duty, std::memory_order_relaxed); }
  /// Forgets everything made: another demo.
  void clear();
  /// True when everything looked at is made in full for the state `version`, or nothing is looked at.
  bool finished(uint64_t version) const;

  DerivedValue value(const std::string& channel) const;
  std::vector<Text> takeRemarks();

 private:
  struct State {
    std::shared_ptr<const Experiment> experiment;
    Settings settings;
    int64_t tick = 0;
    uint64_t version = 0;
    Pace pace = Pace::rest;
  };
  struct Made {
    DerivedValue value;
    DisplayRequest request;  // with the quality it was made at
    uint64_t version = 0;
    uint64_t turn = 0;       // the channel made longest ago comes first
    double quality = 0.5;    // asked for while running
    double fullSeconds = 0;  // what it took in full, 0 = not known
    Text failure;
  };

  void loop();
  bool satisfied(const DisplayRequest& request) const;
  const DisplayRequest* next() const;
  DisplayRequest planned(const DisplayRequest& request) const;
  void make(std::unique_lock<std::mutex>& lock, const DisplayRequest& request);
  void adapt(Made& made, const DisplayRequest& done, double seconds, Pace pace);

  WorkerPool& pool_;
  const std::function<void()> onReady_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<DisplayRequest> requests_;
  State state_;
  std::map<std::string, Made, std::less<>> made_;
  std::vector<Text> remarks_;
  std::stop_source current_;
  std::string currentChannel_;
  uint64_t turns_ = 0, era_ = 0;
  bool stopping_ = false;
  std::atomic<bool> hungry_{false}, computing_{false};
  std::atomic<double> duty_{0.1};
  std::thread thread_;
};

}  // namespace gradus
