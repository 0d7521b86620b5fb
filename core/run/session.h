#pragma once
// A run without threads: demo + recipe + data -> experiment, timeline, recording. The Runner drives one on the engine
// thread; the commands and the tests drive one directly.
#include <cstdint>
#include <exception>
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
  int64_t tick = 0;  // the last finite tick, where the run stands now
  Text quantity, cause;
  std::string setting;  // likely responsible, may be empty
};

struct SessionOptions {
  size_t keyframeBudget = size_t{256} << 20;
  ShippedReader readShipped;
  std::function<void(double)> onProgress;  // of a long step or a long seek, fraction [0, 1]
};

/// Thrown by the constructor and by replaceRecipe() when `stop` was requested before the start was made.
struct Interrupted : std::exception {
  const char* what() const noexcept override { return "interrupted"; }
};

class Session {
 public:
  /// Validates the recipe, makes the data and starts the experiment at tick 0 (actions of tick 0 applied). Throws
  /// UserError.
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
  int64_t recordedTicks() const { return recordedTicks_; }  // the furthest tick computed on this line
  bool done() const { return experiment_->done(); }
  /// Set while the session stands at the tick where this line of the run diverges.
  const std::optional<Divergence>& divergence() const {
    return divergence_ && divergence_->tick == tick_ ? divergence_ : noDivergence_;
  }

  /// One tick: steps, records, keeps keyframes, applies the recipe's actions of the tick arrived at (so at any tick all
  /// actions up to it have been applied). Returns false when the run can't go on: done, or diverged (then the session
  /// stands at the last finite tick). A stop during the tick leaves the session where it was. An exception of the step
  /// leaves it there too.
  bool stepTick(std::stop_token stop = {});
  /// Goes to `tick`, backwards by keyframe and recomputation, forwards by stepping. Stops early when done, diverged or
  /// told to.
  void seek(int64_t tick, std::stop_token stop = {});
  /// Records an action at the present tick and applies it. An old future (actions and recording after this tick) is cut
  /// off. A drag keeps one value per tick: an action of the same gesture, name and item at this tick takes the place of
  /// the one before; actions with a list argument (paint, erase) add up. Throws UserError, and then nothing has
  /// changed.
  void act(Action action);
  /// Checks name and arguments and gives them their declared order and kinds. Throws UserError.
  Action checked(Action action) const;
  /// Replaces the recipe (undo, redo, open): keeps the common prefix of the timeline where only later actions differ,
  /// else starts anew; then seeks to `tick`.
  void replaceRecipe(Recipe recipe, int64_t tick, std::stop_token stop = {});
  /// Starts anew with this recipe whatever it has in common with the present one (data are kept where they are the
  /// same). Throws UserError or Interrupted, and then nothing has changed.
  void startAgain(Recipe recipe, std::stop_token stop = {});
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
  /// The state just before the last action, so that a drag can replace it.
  struct Before {
    std::shared_ptr<const Experiment> experiment;
    Settings settings;
  };
  Session(std::shared_ptr<const Demo> demo, Recipe recipe, SessionOptions options, std::stop_token stop,
          const Session* previous);

  void start(std::stop_token stop, const Session* previous);
  void prepareData(std::stop_token stop, const Session* previous);
  bool canStep() const { return !experiment_->done() && !divergence(); }
  void advance(const std::stop_token& stop);
  void recover();
  void rewindTo(int64_t tick);
  void applyDueActions(bool fresh);
  using Events = std::vector<std::pair<EventKind, Text>>;
  Events applyOne(const Action& action);
  void markAction(size_t index, const Events& events);
  bool continuesLast(const Action& action) const;
  void replaceLast(Action action);
  void restoreBefore(const Before& before);
  void cutFuture();
  void keepKeyframe(bool pinned);
  void restore(const Keyframe& keyframe);
  void absorb(StepContext& context, bool fresh);
  bool noticeTrouble(StepContext& context);
  double stepsPerTick() const { return 1.0 / demo_->ticksPerStep; }

  std::shared_ptr<const Demo> demo_;
  Recipe recipe_;
  SessionOptions options_;
  Settings initial_, settings_;
  std::shared_ptr<const Dataset> data_;
  std::shared_ptr<const Matrix> x_;
  uint64_t dataHash_ = 0;
  std::vector<Text> notes_, scalingNotes_, remarks_;
  std::unique_ptr<Experiment> experiment_;
  Timeline timeline_;
  Recording recording_;
  std::vector<std::pair<std::string, double>> samples_;  // kept for its memory
  int64_t tick_ = 0, recordedTicks_ = 0;
  size_t actionsApplied_ = 0;
  bool recovering_ = false;
  std::optional<Before> before_;
  std::optional<Divergence> divergence_, noDivergence_;
};

/// "Centre moved", "Learning rate = 0.3": for the undo list and the timeline.
Text actionTitle(const Demo& demo, const Action& action);

/// Makes the channel of a series spec from a recording, drawn up to `nowStep`. Long series are thinned to their
/// extremes.
Curves seriesCurves(const ChannelSpec& spec, const Recording& recording, double nowStep);

}  // namespace gradus
