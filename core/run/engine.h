#pragma once
// What runs on the engine thread: carries out commands between ticks, runs the session, publishes. Internal to Runner.
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/run/display.h"
#include "core/run/mailbox.h"
#include "core/run/pacing.h"
#include "core/run/runner.h"

namespace gradus {

class Engine {
 public:
  Engine(Mailbox& mailbox, RunnerOptions options);
  void loop();

  // Commands, see runner.h.
  void open(std::shared_ptr<const Demo> demo, Recipe recipe);
  void run(int64_t ticks);  // -1 = until done
  void pause();
  void stepTicks(int64_t ticks);
  void seek(int64_t tick);
  void reset();
  void setSpeed(double stepsPerSecond);
  void act(Action action);
  void restart(NamedValues settings);
  void setSeed(uint64_t seed);
  void setFile(std::optional<FileSource> file, NamedValues settings);
  void applyPreset(const std::string& name);
  void undo();
  void redo();
  void switchBranch(size_t index);
  void retryWithSetting(const std::string& name, Value value, int64_t fromTick);
  void setVisible(std::vector<std::string> channels, std::vector<DisplayRequest> requests);
  void setSuspended(bool suspended);

 private:
  using Clock = Mailbox::Clock;
  struct Entry {  // of the undo stack
    std::shared_ptr<const Recipe> recipe;
    Text text;
    int64_t gesture = 0;
    bool newStart = false;
  };
  struct Freshness {  // of a channel: for which version it was made, when, and how long it took
    uint64_t version = 0;
    Clock::time_point at{};
    double seconds = 0;
  };

  // engine.cpp: the loop
  bool active() const { return running_ && session_ && !suspended_ && !failure_; }
  void carryOut(Command& command);
  void advance();
  void runFree();
  void runPaced();
  int64_t stepBatch(int64_t count);
  void rest();
  void settle();
  void fail(const Text& text);

  // engine_publish.cpp
  Status status() const;
  void publish();
  void publishIfDue();
  void publishProgress(double fraction);
  void fillFromSession(Snapshot& snapshot);
  void makeChannels(Snapshot& snapshot);
  void makeMetrics();
  bool affordable(const Freshness& made) const;
  void feedDisplay(Pace pace);
  std::shared_ptr<const Recipe> sharedRecipe(bool exactTick);

  // engine_commands.cpp
  void resumeStart();
  Recipe startRecipe() const;
  bool startWith(Recipe recipe, int64_t tick);
  bool begin(const Recipe& recipe);
  void seekTo(int64_t tick);
  std::shared_ptr<const Recipe> recipeBefore();
  void newStart(Recipe recipe, Text text);
  void remember(std::shared_ptr<const Recipe> before, Text text, int64_t gesture, bool newStart);
  void travel(std::vector<Entry>& from, std::vector<Entry>& to);
  void goToRecipe(const Recipe& recipe, int64_t tick);
  void keepBranch(std::shared_ptr<const Recipe> before);
  void dropCurrentBranch();
  void changed();

  Mailbox& mailbox_;
  RunnerOptions options_;
  WorkerPool pool_;
  Display display_;

  std::shared_ptr<const Demo> demo_;
  std::unique_ptr<Session> session_;
  std::optional<Recipe> wanted_;   // a start that was cut short by the next command
  std::optional<int64_t> target_;  // where a seek that was cut short wanted to go
  std::optional<Text> failure_;
  std::vector<Entry> undo_, redo_;
  std::vector<Branch> branches_;
  std::vector<Text> remarks_;

  bool running_ = false, suspended_ = false, stopped_ = false, begun_ = false;
  int64_t ticksLeft_ = -1, lastTick_ = -1;
  double speed_ = 0;
  uint64_t generation_ = 0, revision_ = 0, version_ = 0;

  Batch batch_;
  SpeedMeter meter_;
  DutyControl duty_;
  Clock::time_point nextDue_{}, lastCommand_{}, lastPublish_{}, lastProgress_{};
  double publishSeconds_ = 0, shownSeconds_ = 0;
  bool dirty_ = true, settled_ = false;
  std::optional<uint64_t> hash_;

  std::vector<std::string> visible_;
  std::vector<DisplayRequest> requests_;
  std::vector<ChannelPtr> channels_;  // as made last
  std::vector<Freshness> fresh_;
  Metrics metrics_;
  Freshness metricsFresh_;
  std::vector<int64_t> channelTicks_;
  std::shared_ptr<const Recipe> recipe_;
  bool recipeChanged_ = true;
  std::shared_ptr<const Snapshot> last_;
};

}  // namespace gradus
