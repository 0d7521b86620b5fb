// The part of the engine that makes snapshots.
#include <algorithm>

#include "core/run/engine.h"

namespace gradus {

namespace {
/// Takes the visible state and series channels by index.
class VisibleSink final : public ChannelSink {
 public:
  VisibleSink(const Demo& demo, const std::vector<std::string>& visible)
      : demo_(demo), visible_(visible), made(demo.channels.size()) {}
  bool wants(std::string_view channel) const override {
    return std::find(visible_.begin(), visible_.end(), channel) != visible_.end();
  }
  void put(std::string_view channel, ChannelPtr value) override {
    for (size_t i = 0; i < demo_.channels.size(); ++i) {
      if (demo_.channels[i].name == channel) made[i] = std::move(value);
    }
  }

 private:
  const Demo& demo_;
  const std::vector<std::string>& visible_;

 public:
  std::vector<ChannelPtr> made;
};

constexpr double watchedShare = 0.02;  // of the engine's time, for making snapshots
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

/// State channels are made anew for a new state only; derived ones come from the display thread.
void Engine::makeChannels(Snapshot& snapshot) {
  const size_t count = demo_->channels.size();
  channels_.resize(count);
  channelVersions_.resize(count, 0);
  channelTicks_.resize(count, -1);
  VisibleSink sink(*demo_, visible_);
  bool needed = false;
  for (size_t i = 0; i < count; ++i) {
    const ChannelSpec& spec = demo_->channels[i];
    if (spec.cost == ChannelCost::derived) continue;
    needed = needed || (sink.wants(spec.name) && (channelVersions_[i] != version_ || !channels_[i]));
  }
  if (needed) session_->show(sink);
  for (size_t i = 0; i < count; ++i) {
    const ChannelSpec& spec = demo_->channels[i];
    if (!sink.wants(spec.name)) {
      channels_[i] = nullptr;
      channelTicks_[i] = -1;
    } else if (spec.cost == ChannelCost::derived) {
      DerivedValue value = display_.value(spec.name);
      channels_[i] = std::move(value.value);
      channelTicks_[i] = value.tick;
    } else if (needed) {
      channels_[i] = std::move(sink.made[i]);
      channelVersions_[i] = version_;
      channelTicks_[i] = session_->tick();
    }
  }
  snapshot.channels = channels_;
  snapshot.channelTicks = channelTicks_;
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
    snapshot.metrics = session_->metrics();
  } catch (const std::exception& error) {
    failure_ = Text(error.what());
    running_ = false;
    snapshot.failure = failure_;
    snapshot.status = Status::failed;
  }
}

void Engine::publish() {
  const Clock::time_point begin = Clock::now();
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
  publishSeconds_ = std::chrono::duration<double>(lastPublish_ - begin).count();
  if (options_.onPublish) options_.onPublish();
}

void Engine::publishIfDue() {
  if (!dirty_) return;
  const double interval =
      running_ ? std::max(options_.publishInterval, publishSeconds_ / watchedShare) : options_.publishInterval;
  if (std::chrono::duration<double>(Clock::now() - lastPublish_).count() >= interval) publish();
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
