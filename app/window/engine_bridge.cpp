#include "app/window/engine_bridge.h"

#include <QMetaObject>
#include <algorithm>
#include <cmath>

namespace gradus {
namespace {

constexpr int pollInterval = 16;  // milliseconds: the window draws at most 60 times a second

Value valueOf(const GestureArg& arg) {
  return std::visit([](const auto& value) { return Value(value); }, arg);
}

}  // namespace

EngineBridge::EngineBridge(RunnerOptions options, QObject* parent)
    : QObject(parent), options_(std::move(options)), snapshot_(std::make_shared<const Snapshot>()) {
  startRunner();
  pollTimer_.setSingleShot(true);
  pollTimer_.setTimerType(Qt::PreciseTimer);
  connect(&pollTimer_, &QTimer::timeout, this, &EngineBridge::poll);
  clock_.start();
  sincePoll_.start();
}

void EngineBridge::startRunner() {
  runner_.reset();
  RunnerOptions options = options_;
  options.onPublish = [this] {
    if (!posted_.exchange(true))
      QMetaObject::invokeMethod(
          this, [this] { onPublished(); }, Qt::QueuedConnection);
  };
  runner_ = std::make_unique<Runner>(std::move(options));
  optionsChanged_ = false;
}

void EngineBridge::setOptions(RunnerOptions options) {
  options_ = std::move(options);
  optionsChanged_ = true;
}

EngineBridge::~EngineBridge() {
  runner_.reset();  // before the QObject goes: nothing may be posted to it afterwards
}

void EngineBridge::onPublished() {
  const qint64 wait = pollInterval - sincePoll_.elapsed();
  if (wait <= 0) {
    poll();
  } else if (!pollTimer_.isActive()) {
    pollTimer_.start(static_cast<int>(wait));
  }
}

void EngineBridge::poll() {
  posted_ = false;
  sincePoll_.restart();
  const std::shared_ptr<const Snapshot> newest = runner_->latest();
  if (!newest || (newest->revision == snapshot_->revision && newest->generation == snapshot_->generation) ||
      newest->demo != demo_)
    return;
  const bool first = newest->generation != snapshot_->generation;
  snapshot_ = newest;
  if (first) seen_.clear();
  noteChannelTimes();
  Q_EMIT snapshotChanged();
}

void EngineBridge::open(std::shared_ptr<const Demo> demo, Recipe recipe) {
  if (optionsChanged_) {
    startRunner();
    runner_->setSuspended(suspended_);
  }
  demo_ = std::move(demo);
  previous_.reset();
  visibleViews_.clear();
  requests_.clear();
  gestureIds_.clear();
  auto waiting = std::make_shared<Snapshot>();  // shown until the first publish: names and axes, no values
  waiting->demo = demo_;
  waiting->recipe = std::make_shared<const Recipe>(recipe);
  waiting->settings = Settings(demo_->settings);
  waiting->channels.resize(demo_->channels.size());
  waiting->channelTicks.assign(demo_->channels.size(), -1);
  snapshot_ = waiting;
  seen_.clear();
  runner_->open(demo_, std::move(recipe));
  runner_->setSpeed(speed_);
  Q_EMIT demoChanged();
}

void EngineBridge::showStill(std::shared_ptr<const Snapshot> snapshot) {
  const bool other = demo_ != snapshot->demo;
  demo_ = snapshot->demo;
  snapshot_ = std::move(snapshot);
  noteChannelTimes();
  if (other) Q_EMIT demoChanged();
  Q_EMIT snapshotChanged();
}

void EngineBridge::run() {
  runner_->run();
}

void EngineBridge::toggleRun() {
  if (!demo_) return;
  if (isRunning()) {
    runner_->pause();
  } else {
    runner_->run();
  }
}

void EngineBridge::step(int wholeSteps) {
  if (!demo_) return;
  const int64_t per = demo_->ticksPerStep;
  const int64_t tick = snapshot_->tick;
  // From the middle of a step, a step ends it and a step back returns to its beginning.
  const int64_t inside = tick % per;
  int64_t ticks = wholeSteps * per;
  if (inside != 0) ticks += wholeSteps > 0 ? -inside : per - inside;
  runner_->stepTicks(ticks);
}

void EngineBridge::halfStep() {
  if (demo_) runner_->stepTicks(1);
}

void EngineBridge::seekStep(double step) {
  if (!demo_) return;
  runner_->seek(std::max<int64_t>(0, std::llround(step * demo_->ticksPerStep)));
}

void EngineBridge::runSteps(double steps) {
  if (demo_) runner_->runTicks(std::llround(steps * demo_->ticksPerStep));
}

void EngineBridge::keepPrevious() {
  if (snapshot_->recordedTicks > 1 && snapshot_->status != Status::failed) previous_ = snapshot_;
}

void EngineBridge::reset() {
  if (demo_) runner_->reset();
}

void EngineBridge::restart(NamedValues settings) {
  keepPrevious();
  runner_->restart(std::move(settings));
}

void EngineBridge::setSeed(uint64_t seed) {
  keepPrevious();
  runner_->setSeed(seed);
}

void EngineBridge::applyPreset(const std::string& name) {
  keepPrevious();
  runner_->applyPreset(name);
}

void EngineBridge::setFile(std::optional<FileSource> file, NamedValues settings) {
  previous_.reset();
  runner_->setFile(std::move(file), std::move(settings));
}

void EngineBridge::applySettings(const NamedValues& values) {
  if (!demo_) return;
  NamedValues restarting;
  NamedValues live;
  for (const auto& [name, value] : values) {
    const Setting* setting = demo_->setting(name);
    if (!setting) throw UserError(Text(GRADUS_TR("This demo has no setting %1."), {name}));
    (setting->effect == Effect::live ? live : restarting).emplace_back(name, checkValue(*setting, value));
  }
  if (restarting.empty()) {
    const int64_t gesture = newGesture();
    for (const auto& [name, value] : live) runner_->set(name, value, gesture);
  } else {
    restarting.insert(restarting.end(), live.begin(), live.end());
    restart(std::move(restarting));
  }
}

void EngineBridge::setSpeed(double stepsPerSecond) {
  speed_ = stepsPerSecond;
  runner_->setSpeed(speed_);
  Q_EMIT speedChanged();
}

void EngineBridge::gesture(const View& view, const GestureEvent& event) {
  const auto handle = std::find_if(view.handles.begin(), view.handles.end(), [&](const Handle& candidate) {
    return candidate.gesture == event.gesture && candidate.layer == event.layer;
  });
  if (handle == view.handles.end()) return;
  const auto [known, added] = gestureIds_.try_emplace({view.name, event.gestureId}, gestures_ + 1);
  if (added) ++gestures_;
  Action action;
  action.name = handle->action;
  action.gesture = known->second;
  for (const auto& [name, value] : event.args) action.args.emplace_back(name, valueOf(value));
  runner_->act(std::move(action));
  if (event.finished) gestureIds_.erase({view.name, event.gestureId});
}

void EngineBridge::setSuspended(bool suspended) {
  if (suspended_ == suspended) return;
  suspended_ = suspended;
  runner_->setSuspended(suspended);
}

}  // namespace gradus
