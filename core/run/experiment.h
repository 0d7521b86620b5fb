#pragma once
// The running part of a demo: plain state behind a small interface. An experiment knows no threads, no drawing and no
// time.
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/fields.h"
#include "core/base/rng.h"
#include "core/data/dataset.h"
#include "core/run/action.h"
#include "core/view/view.h"

namespace gradus {

enum class EventKind { milestone, changed, drawn, trouble };  // triangle, square, circle, diamond on the timeline

/// What a step hands out beside the state: samples of series, event marks, trouble.
class StepContext {
 public:
  StepContext(const Settings& settings, uint64_t seed, int64_t tick, std::stop_token stop)
      : settings(settings), seed(seed), tick(tick), stop(stop) {}

  const Settings& settings;  // in force at this tick
  const uint64_t seed;
  const int64_t tick;  // the tick this step leaves
  const std::stop_token stop;

  /// The random stream `name` of this tick.
  Rng rng(std::string_view name) const { return Rng(seed, name, static_cast<uint64_t>(tick)); }
  /// Appends a sample to the series `name`, at x = the tick being completed, in steps. Only from step(). A value that
  /// is not finite counts as diverged.
  void record(std::string_view name, double value) { samples.emplace_back(name, value); }
  void event(EventKind kind, Text text) { events.emplace_back(kind, std::move(text)); }
  /// A non-finite number appeared: the run is brought back to the tick before and pauses there as diverged.
  /// `quantity` "the training loss", `setting` the name of the setting most likely responsible, `cause` one sentence.
  void diverged(Text quantity, std::string setting, Text cause) {
    trouble = true;
    troubleQuantity = std::move(quantity);
    troubleSetting = std::move(setting);
    troubleCause = std::move(cause);
  }
  /// Only in apply(): a live setting that the action changes with it (a layer resized by hand changes `hidden`). The
  /// session puts it in force after apply() returns; the experiment must already agree with it.
  void changeSetting(std::string name, Value value) { settingChanges.emplace_back(std::move(name), std::move(value)); }
  /// Fraction [0, 1] of a long step, for the window.
  void progress(double fraction) const {
    if (onProgress) onProgress(onProgressContext, fraction);
  }

  std::vector<std::pair<std::string, double>> samples;
  std::vector<std::pair<EventKind, Text>> events;
  NamedValues settingChanges;
  bool trouble = false;
  Text troubleQuantity, troubleCause;
  std::string troubleSetting;
  void (*onProgress)(void*, double) = nullptr;
  void* onProgressContext = nullptr;
};

/// Takes the values of the channels that are asked for.
class ChannelSink {
 public:
  virtual ~ChannelSink() = default;
  /// False for channels nobody looks at: do not make those.
  virtual bool wants(std::string_view channel) const = 0;
  virtual void put(std::string_view channel, ChannelPtr value) = 0;
  template <typename T>
  void put(std::string_view channel, T value) {
    put(channel, std::make_shared<const ChannelValue>(std::move(value)));
  }
};

/// A request for a derived channel: the size it is shown at and the part of the plane.
struct DisplayRequest {
  std::string channel;
  int nx = 64, ny = 64;
  bool hasExtent = false;
  Extent extent;
  double quality =
      1;  // 1 = at rest; smaller while running: nx and ny are reduced already, draw fewer samples accordingly
};

using Metrics = std::vector<std::pair<std::string, double>>;

class Experiment {
 public:
  virtual ~Experiment() = default;
  /// A copy that shares immutable parts (data, programs). Keyframes, branches and the display thread live on it.
  virtual std::unique_ptr<Experiment> clone() const = 0;
  /// One tick. Must not be called when done(). May return early when context.stop is requested: the state is then
  /// thrown away.
  virtual void step(StepContext& context) = 0;
  /// A declared action; `set` arrives here after the settings were changed. Throws UserError for bad arguments.
  virtual void apply(const Action& action, StepContext& context) = 0;
  /// Share of the chosen speed at which the present phase is shown (sampling slower than training). Full speed ignores
  /// it.
  virtual double tempo() const { return 1; }
  /// The demo's own end is reached.
  virtual bool done() const = 0;
  /// State channels the sink wants.
  virtual void show(ChannelSink& sink, const Settings& settings) const = 0;
  /// A derived channel; called on the display thread on a clone. Null if there is nothing to show. Check `stop` in long
  /// loops.
  virtual ChannelPtr derive(const DisplayRequest& request, const Settings& settings, std::stop_token stop) const;
  virtual Metrics metrics(const Settings& settings) const = 0;
  /// Channel values for files that are not shown (complete tables: labels.csv, chain.csv ...), by channel name.
  virtual void files(ChannelSink& sink, const Settings& settings) const { show(sink, settings); }
  virtual void hash(Hasher& hasher) const = 0;
  virtual size_t bytes() const = 0;
};

/// Base for experiments that keep everything in one State value with fields(): gives clone, hash and bytes.
///   struct KMeansRun final : ExperimentOf<KMeansRun, KMeansState> { ... };  members besides `state` must be shared
///   immutable data.
template <typename Derived, typename State>
class ExperimentOf : public Experiment {
 public:
  State state;
  std::unique_ptr<Experiment> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
  void hash(Hasher& hasher) const override { hasher.add(state); }
  size_t bytes() const override {
    Sizer sizer;
    sizer.add(state);
    return sizer.total;
  }
};

}  // namespace gradus
