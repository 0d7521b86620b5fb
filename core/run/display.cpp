#include "core/run/display.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace gradus {

namespace {
constexpr double mapInterval = 0.1;    // seconds: ten maps a second are aimed at while running
constexpr double movingTarget = 0.05;  // seconds for all channels while scrubbing
constexpr double leastQuality = 0.12;
constexpr int leastCells = 12;

/// Where cores are short, the scheduler lets the engine go first.
void lowerPriority() {
#ifdef __linux__
  setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), 10);
#endif
}

bool sameRequest(const DisplayRequest& a, const DisplayRequest& b) {
  return a.nx == b.nx && a.ny == b.ny && a.hasExtent == b.hasExtent && a.extent == b.extent;
}
}  // namespace

Display::Display(WorkerPool& pool, std::function<void()> onReady) : pool_(pool), onReady_(std::move(onReady)) {
  thread_ = std::thread([this] { loop(); });
}

Display::~Display() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    current_.request_stop();
  }
  wake_.notify_all();
  thread_.join();
}

void Display::setRequests(std::vector<DisplayRequest> requests) {
  {
    const std::lock_guard lock(mutex_);
    requests_ = std::move(requests);
    const bool wanted = std::any_of(requests_.begin(), requests_.end(), [this](const DisplayRequest& request) {
      return request.channel == currentChannel_;
    });
    if (!wanted) current_.request_stop();
    hungry_ = !requests_.empty();
  }
  wake_.notify_all();
}

void Display::offer(std::shared_ptr<const Experiment> experiment, Settings settings, int64_t tick, uint64_t version,
                    Pace pace) {
  {
    const std::lock_guard lock(mutex_);
    if (state_.pace == Pace::rest && state_.version != version) current_.request_stop();  // a full map of the past
    state_ = {std::move(experiment), std::move(settings), tick, version, pace};
    hungry_ = false;
  }
  wake_.notify_all();
}

void Display::setRunning() {
  const std::lock_guard lock(mutex_);
  if (state_.pace == Pace::running) return;
  state_.pace = Pace::running;
  current_.request_stop();
}

bool Display::has(uint64_t version, Pace pace) const {
  const std::lock_guard lock(mutex_);
  return state_.experiment && state_.version == version && state_.pace >= pace;
}

void Display::clear() {
  const std::lock_guard lock(mutex_);
  current_.request_stop();
  made_.clear();
  state_ = State();
  ++era_;
  hungry_ = !requests_.empty();
}

bool Display::satisfied(const DisplayRequest& request) const {
  const auto found = made_.find(request.channel);
  if (found == made_.end() || found->second.version != state_.version) return false;
  const Made& made = found->second;
  return sameRequest(made.request, request) && (state_.pace != Pace::rest || made.request.quality >= 1);
}

bool Display::finished(uint64_t version) const {
  const std::lock_guard lock(mutex_);
  if (requests_.empty()) return true;
  return state_.version == version && state_.pace == Pace::rest && next() == nullptr && !computing();
}

/// The request not satisfied yet whose channel was made longest ago.
const DisplayRequest* Display::next() const {
  if (!state_.experiment) return nullptr;
  const DisplayRequest* best = nullptr;
  uint64_t bestTurn = 0;
  for (const DisplayRequest& request : requests_) {
    if (satisfied(request)) continue;
    const auto found = made_.find(request.channel);
    const uint64_t turn = found == made_.end() ? 0 : found->second.turn;
    if (!best || turn < bestTurn) {
      best = &request;
      bestTurn = turn;
    }
  }
  return best;
}

DisplayRequest Display::planned(const DisplayRequest& request) const {
  DisplayRequest plan = request;
  const auto found = made_.find(request.channel);
  const double quality = found == made_.end() ? 0.5 : found->second.quality;
  // At rest a map that takes long in full is shown coarse first.
  const bool shown = found != made_.end() && found->second.version == state_.version;
  const bool full = state_.pace == Pace::rest && (shown || (found != made_.end() && found->second.fullSeconds < 0.1));
  plan.quality = full ? 1 : quality;
  const auto cells = [&](int n) {
    return std::min(n, std::max(leastCells, static_cast<int>(std::lround(n * plan.quality))));
  };
  plan.nx = cells(request.nx);
  plan.ny = cells(request.ny);
  return plan;
}

void Display::adapt(Made& made, const DisplayRequest& done, double seconds, Pace pace) {
  if (done.quality >= 1) made.fullSeconds = seconds;
  const double channels = static_cast<double>(std::max<size_t>(1, requests_.size()));
  const double target = (pace == Pace::running ? duty_.load() * mapInterval : movingTarget) / channels;
  // Cost grows with the number of cells, the square of the quality.
  const double factor = std::sqrt(target / std::max(seconds, 1e-6));
  made.quality = std::clamp(done.quality * std::clamp(0.9 * factor, 0.3, 1.3), leastQuality, 1.0);
}

void Display::make(std::unique_lock<std::mutex>& lock, const DisplayRequest& request) {
  const State state = state_;
  const uint64_t era = era_;
  const DisplayRequest asked = request, plan = planned(request);
  current_ = std::stop_source();
  currentChannel_ = asked.channel;
  const std::stop_token stop = current_.get_token();
  computing_ = true;
  lock.unlock();

  const auto begin = std::chrono::steady_clock::now();
  ChannelPtr value;
  std::optional<Text> failure;
  try {
    std::optional<WorkerPool::Use> use;
    if (state.pace == Pace::rest) use.emplace(pool_);
    value = state.experiment->derive(plan, state.settings, stop);
  } catch (const UserError& error) {
    failure = error.text();
  } catch (const std::exception& error) {
    failure = Text(GRADUS_TR("%1 could not be drawn: %2"), {asked.channel, error.what()});
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();

  lock.lock();
  computing_ = false;
  currentChannel_.clear();
  if (era != era_ || (stop.stop_requested() && !failure)) return;
  Made& made = made_[asked.channel];
  if (failure && made.failure != *failure) remarks_.push_back(*failure);  // once, not at every tick
  made.failure = failure.value_or(Text());
  made.value = {std::move(value), state.tick};
  made.request = asked;
  made.request.quality = plan.quality;
  made.version = state.version;
  made.turn = ++turns_;
  adapt(made, plan, seconds, state.pace);
  lock.unlock();
  onReady_();
  lock.lock();
  if (state.pace != Pace::running || state_.pace != Pace::running) return;
  const double duty = std::clamp(duty_.load(), 0.01, 1.0);
  const std::chrono::duration<double> pause(std::min(2.0, seconds * (1 - duty) / duty));
  wake_.wait_for(lock, pause, [this] { return stopping_ || state_.pace != Pace::running; });
}

void Display::loop() {
  lowerPriority();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (const DisplayRequest* request = next()) {
      make(lock, *request);
    } else {
      hungry_ = !requests_.empty();
      wake_.wait(lock);
    }
  }
}

DerivedValue Display::value(const std::string& channel) const {
  const std::lock_guard lock(mutex_);
  const auto found = made_.find(channel);
  return found == made_.end() ? DerivedValue() : found->second.value;
}

std::vector<Text> Display::takeRemarks() {
  const std::lock_guard lock(mutex_);
  return std::exchange(remarks_, {});
}

}  // namespace gradus
