// The part of the engine that makes snapshots.
#include <algorithm>

#include "core/run/engine.h"

namespace gradus {

namespace {
using Clock = Mailbox::Clock;

double secondsSince(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Takes the channels that are due, by index, with the time each took: what passed since the demo asked whether it is
/// wanted.
class DueSink final : public ChannelSink {
 public:
  explicit DueSink(const Demo& demo) : demo_(demo), due(demo.channels.size()), made(due.size()), seconds(due.size()) {}
  bool wants(std::string_view channel) const override {
    const size_t i = index(channel);
    asked_ = Clock::now();
    return i < due.size() && due[i];
  }
  void put(std::string_view channel, ChannelPtr value) override {
    const size_t i = index(channel);
    if (i < due.size()) {
      made[i] = std::move(value);
      seconds[i] = secondsSince(asked_);
    }
    asked_ = Clock::now();
  }

 private:
  size_t index(std::string_view channel) const {
    size_t i = 0;
    while (i < demo_.channels.size() && demo_.channels[i].name != channel) ++i;
    return i;
  }
  const Demo& demo_;
  mutable Clock::time_point asked_ = Clock::now();

 public:
  std::vector<char> due;
  std::vector<ChannelPtr> made;
  std::vector<double> seconds;
};

// Shares of the engine's time while it runs as fast as it can.
constexpr double publishShare = 0.01;   // snapshots without what they show
constexpr double channelShare = 0.003;  // each channel, and the metrics: dear ones are made less often than snapshots
}  // namespace

Status Engine::status() const {
  if (failure_) return Status::failed;
  if (!session_) return Status::ready;
  if (running_) return Status::running;
  if (session_->divergence()) return Status::diverged;
  if (session_->done()) return Status::done;
  if (stopped_) return Status::stopped;
  return begun_ ? Status::paused : Status::ready;
}

/// The state is another one now.
void Engine::changed() {
  ++version_;
  hash_.reset();
  settled_ = false;
  dirty_ = true;
}

std::shared_ptr<const Recipe> Engine::sharedRecipe(bool exactTick) {
  const Recipe* source = wanted_ ? &*wanted_ : session_ ? &session_->recipe() : nullptr;
  if (!source) return recipe_;
  const int64_t tick = wanted_ ? wanted_->tick : session_->tick();
  if (recipeChanged_ || !recipe_ || (exactTick && recipe_->tick != tick)) {
    auto copy = std::make_shared<Recipe>(*source);
    copy->tick = tick;
    recipe_ = std::move(copy);
    recipeChanged_ = false;
  }
  return recipe_;
}

/// True if a value of another version may be made again now. At rest and in a paced run always, so that all views
/// agree.
bool Engine::affordable(const Freshness& made) const {
  if (!running_ || speed_ > 0) return true;
  return secondsSince(made.at) * channelShare >= made.seconds;
}

/// State channels are made anew for a new state only; derived ones come from the display thread.
void Engine::makeChannels(Snapshot& snapshot) {
  const size_t count = demo_->channels.size();
  channels_.resize(count);
  fresh_.resize(count);
  channelTicks_.resize(count, -1);
  DueSink sink(*demo_);
  bool any = false;
  for (size_t i = 0; i < count; ++i) {
    const ChannelSpec& spec = demo_->channels[i];
    if (std::find(visible_.begin(), visible_.end(), spec.name) == visible_.end()) {
      channels_[i] = nullptr;
      channelTicks_[i] = -1;
    } else if (spec.cost == ChannelCost::derived) {
      DerivedValue value = display_.value(spec.name);
      channels_[i] = std::move(value.value);
      channelTicks_[i] = value.tick;
    } else if (!channels_[i] || (fresh_[i].version != version_ && affordable(fresh_[i]))) {
      sink.due[i] = any = true;
    }
  }
  if (any) session_->show(sink);
  for (size_t i = 0; i < count; ++i) {
    if (!sink.due[i]) continue;
    channels_[i] = std::move(sink.made[i]);
    fresh_[i] = {version_, Clock::now(), sink.seconds[i]};
    shownSeconds_ += sink.seconds[i];
    channelTicks_[i] = session_->tick();
  }
  snapshot.channels = channels_;
  snapshot.channelTicks = channelTicks_;
}

void Engine::makeMetrics() {
  if (metricsFresh_.version == version_ || !affordable(metricsFresh_)) return;
  const Clock::time_point begin = Clock::now();
  metrics_ = session_->metrics();
  metricsFresh_ = {version_, Clock::now(), secondsSince(begin)};
  shownSeconds_ += metricsFresh_.seconds;
}

void Engine::fillFromSession(Snapshot& snapshot) {
  snapshot.data = session_->data();
  snapshot.notes = session_->notes();
  snapshot.divergence = session_->divergence();
  snapshot.tick = session_->tick();
  snapshot.recordedTicks = session_->recordedTicks();
  if (session_->done()) lastTick_ = session_->tick();
  if (lastTick_ > session_->recordedTicks()) lastTick_ = -1;
  snapshot.lastTick = lastTick_;
  snapshot.events = session_->recording().events();
  snapshot.keyframes = session_->timeline().ticks();
  const Series* spark = session_->recording().series(demo_->mainSeries);
  if (spark) snapshot.spark = std::make_shared<const Series>(*spark);
  snapshot.stepsPerSecond = meter_.ticksPerSecond() / demo_->ticksPerStep;
  for (Text& remark : session_->takeRemarks()) remarks_.push_back(std::move(remark));
  try {
    makeChannels(snapshot);
    makeMetrics();
    snapshot.metrics = metrics_;
  } catch (const std::exception& error) {
    failure_ = Text(error.what());
    running_ = false;
    snapshot.failure = failure_;
    snapshot.status = Status::failed;
  }
}

void Engine::publish() {
  const Clock::time_point begin = Clock::now();
  shownSeconds_ = 0;
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->revision = ++revision_;
  snapshot->generation = generation_;
  snapshot->demo = demo_;
  snapshot->status = status();
  snapshot->recipe = sharedRecipe(!running_);
  snapshot->failure = failure_;
  snapshot->channels.resize(demo_ ? demo_->channels.size() : 0);
  snapshot->channelTicks.assign(snapshot->channels.size(), -1);
  if (demo_) snapshot->settings = session_ ? session_->settings() : Settings(demo_->settings);
  if (session_) fillFromSession(*snapshot);
  snapshot->branches = branches_;
  snapshot->hash = hash_;
  snapshot->canUndo = !undo_.empty();
  snapshot->canRedo = !redo_.empty();
  if (!undo_.empty()) snapshot->undoText = undo_.back().text;
  if (!redo_.empty()) snapshot->redoText = redo_.back().text;
  snapshot->device = pool_.threads() == 1 ? Text(GRADUS_TR("CPU, 1 thread"))
                                          : Text(GRADUS_TR("CPU, %1 threads"), {std::to_string(pool_.threads())});
  for (Text& remark : display_.takeRemarks()) remarks_.push_back(std::move(remark));
  snapshot->remarks = std::exchange(remarks_, {});
  last_ = snapshot;
  mailbox_.publish(std::move(snapshot));
  dirty_ = false;
  lastPublish_ = Clock::now();
  publishSeconds_ = std::chrono::duration<double>(lastPublish_ - begin).count() - shownSeconds_;
  if (options_.onPublish) options_.onPublish();
}

void Engine::publishIfDue() {
  if (!dirty_) return;
  const double interval =
      running_ ? std::max(options_.publishInterval, publishSeconds_ / publishShare) : options_.publishInterval;
  if (secondsSince(lastPublish_) >= interval) publish();
}

/// In the middle of a step the experiment must not be looked at: the last snapshot is shown again with the progress.
void Engine::publishProgress(double fraction) {
  const Clock::time_point now = Clock::now();
  if (now - lastProgress_ < std::chrono::milliseconds(100) || last_->demo != demo_) return;
  lastProgress_ = now;
  mailbox_.reconsider();
  auto snapshot = std::make_shared<Snapshot>(*last_);
  snapshot->revision = ++revision_;
  snapshot->progress = std::clamp(fraction, 0.0, 1.0);
  snapshot->remarks = {};
  mailbox_.publish(std::move(snapshot));
  dirty_ = true;
  if (options_.onPublish) options_.onPublish();
}

void Engine::feedDisplay(Pace pace) {
  if (!session_ || visible_.empty() || display_.has(version_, pace)) return;
  display_.offer(session_->experiment().clone(), session_->settings(), session_->tick(), version_, pace);
}

}  // namespace gradus
