#pragma once
// What the callers' threads and the engine thread share: a queue of commands, the stop token of the operation under
// way, and the latest-wins slot of the newest snapshot. Internal to Runner.
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include "core/run/snapshot.h"

namespace gradus {

class Engine;

/// How far a command cuts short what the engine is doing, and how easily an operation of the engine is cut short.
enum class Cut {
  nothing,      // command: waits its turn (actions, steps)
  running,      // operation: a long step of a running run; command: pause, which also cuts a seek that has taken 0.1 s
  computation,  // operation: a seek; command: a newer seek
  start,        // operation: a start that is being made; command: another start, which cuts everything
};

struct Command {
  std::function<void(Engine&)> work;
  Cut cut = Cut::nothing;
  bool seek = false;     // takes the place of a seek just before it in the queue
  bool neutral = false;  // view state: it does not matter to it where the run stands
};

class Mailbox {
 public:
  using Clock = std::chrono::steady_clock;

  // Callers.
  void post(Command command);
  bool wait(double seconds, bool idle);
  std::shared_ptr<const Snapshot> latest() const;
  void stop();

  // Engine thread.
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
  /// True if a command or a poke is waiting; costs nothing.
  bool pending() const { return pending_.load(std::memory_order_relaxed); }
  /// Takes the next command, or an empty one.
  Command take();
  /// The command taken last has been carried out and its result published.
  void carriedOut();
  /// Sleeps until a command or poke comes or `until`; returns true if something came.
  bool sleep(Clock::time_point until);
  bool sleepLong();
  void setResting(bool resting);
  bool somebodyWaits() const;
  /// Begins an operation that commands of at least `cut` may stop.
  std::stop_token beginOperation(Cut cut);
  void endOperation();
  /// Time has passed: a pause that came too early to cut the operation may cut it now.
  void reconsider();
  /// Puts a snapshot into the slot; remarks nobody has seen are carried over.
  void publish(std::shared_ptr<Snapshot> snapshot);

  // Display thread: something new is ready for the next snapshot.
  void poke();
  bool takePoke();

 private:
  bool cuts(const Command& command) const;
  void cutIfAsked();

  mutable std::mutex mutex_;
  std::condition_variable wake_, changed_;
  std::deque<Command> commands_;
  uint64_t given_ = 0, taken_ = 0, carried_ = 0;
  bool resting_ = true, poked_ = false;
  int waiters_ = 0;
  std::atomic<bool> pending_{false}, stopping_{false};
  bool operating_ = false;
  Cut operationCut_ = Cut::computation;
  Clock::time_point operationBegin_;
  std::stop_source operation_;

  mutable std::mutex slotMutex_;
  std::shared_ptr<const Snapshot> slot_ = std::make_shared<const Snapshot>();
  mutable bool slotRead_ = true;
};

/// An operation that commands of at least `cut` may stop; ends however it is left.
struct Operation {
  Operation(Mailbox& mailbox, Cut cut) : mailbox(mailbox), stop(mailbox.beginOperation(cut)) {}
  ~Operation() { mailbox.endOperation(); }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  Mailbox& mailbox;
  std::stop_token stop;
};

}  // namespace gradus
