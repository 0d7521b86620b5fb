#pragma once
// A run without threads: demo + recipe + data -> experiment, timeline, recording. The Runner drives one on the engine thread;
// the commands and the tests drive one directly.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/run/demo.h"
#include "core/run/recipe.h"
#include "core/run/recording.h"
#include "core/run/timeline.h"

namespace gradus {

enum class Status { ready, running, paused, done, stopped, diverged, failed };
std::string_view statusName(Status status);

/// Why and where a run diverged.
struct Divergence {
  int64_t tick = 0;        // the last finite tick, where the run stands now
  Text quantity, cause;
  std::string setting;     // likely responsible, may be empty
};

struct SessionOptions {
  size_t keyframeBudget = size_t{256} << 20;
  ShippedReader readShipped;
};

class Session {
 public:
  /// Validates the recipe, makes the data and starts the experiment at tick 0 (actions of tick 0 applied). Throws UserError.
  Session(std::shared_ptr<const Demo> demo, Recipe recipe, SessionOptions options, std::stop_token stop = {});

  const Demo& demo() const { return *demo_; }
  std::shared_ptr<const Demo> demoPtr() const { return demo_; }
  const Recipe& recipe() const { return recipe_; }
  const Settings& settings() const { return settings_; }  // in force now
  const Experiment& experiment() const { return *experiment_; }
  std::shared_ptr<const Dataset> data() const { return data_; }  // null if the demo has none
  const std::vector<Text>& notes() const { return notes_; }      // what was done to the data
  const Recording& recording() const { return recording_; }
  const Timeline& timeline() const { return timeline_; }
  int64_t tick() const { return tick_; }
  int64_t recordedTicks() const { return recordedTicks_; }       // the furthest tick computed on this line
  bool done() const { return experiment_->done(); }
  const std::optional<Divergence>& divergence() const { return divergence_; }

  /// One tick: applies the recipe's actions of this tick, steps, records, keeps keyframes. Returns false when done or
  /// diverged (then the session stands at the last finite tick).
  bool stepTick(std::stop_token stop = {});
  /// Goes to `tick`, backwards by keyframe and recomputation, forwards by stepping. Stops early when done, diverged or told to.
  void seek(int64_t tick, std::stop_token stop = {});
  /// Records an action at the present tick and applies it. An old future (actions and recording after this tick) is cut off.
  void act(Action action);
  /// Replaces the recipe (undo, redo, open): keeps the common prefix of the timeline where only later actions differ, else
  /// starts anew; then seeks to `tick`.
  void replaceRecipe(Recipe recipe, int64_t tick, std::stop_token stop = {});
  /// Same recipe from tick 0 with the settings now in force and the actions of tick 0 only (rulings 3).
  Recipe resetRecipe() const;

  /// 64-bit state hash at the present tick (rulings 4).
  uint64_t hash() const;
  Metrics metrics() const { return experiment_->metrics(settings_); }
  /// State and series channels the sink wants.
  void show(ChannelSink& sink) const;
  /// Rejected live changes and other remarks since the last call.
  std::vector<Text> takeRemarks();

 private:
  void start(std::stop_token stop);
  void applyDueActions();
  void applyOne(const Action& action, StepContext& context);
  void keepKeyframe(bool pinned);
  void restore(const Keyframe& keyframe);
  void absorb(StepContext& context, int64_t tick);

  std::shared_ptr<const Demo> demo_;
  Recipe recipe_;
  SessionOptions options_;
  Settings initial_, settings_;
  std::shared_ptr<const Dataset> data_;
  std::shared_ptr<const Matrix> x_;
  uint64_t dataHash_ = 0;
  std::vector<Text> notes_, remarks_;
  std::unique_ptr<Experiment> experiment_;
  Timeline timeline_;
  Recording recording_;
  int64_t tick_ = 0, recordedTicks_ = 0;
  size_t actionsApplied_ = 0;
  std::optional<Divergence> divergence_;
};

/// Makes the channel of a series spec from a recording, drawn up to `nowStep`.
Curves seriesCurves(const ChannelSpec& spec, const Recording& recording, double nowStep);

}  // namespace gradus
