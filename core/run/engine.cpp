#include "core/run/engine.h"

#include <thread>

#include "core/compute/program.h"

namespace gradus {

namespace {
double secondsBetween(Mailbox::Clock::time_point from, Mailbox::Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}
constexpr auto calmDown = std::chrono::milliseconds(120);  // after the last command, before costly things are made
}  // namespace

Engine::Engine(Mailbox& mailbox, RunnerOptions options)
    : mailbox_(mailbox),
      options_(std::move(options)),
      pool_(options_.threads),
      display_(pool_, [this] { mailbox_.poke(); }),
      last_(mailbox.latest()) {}

void Engine::loop() {
  const WorkerPool::Use use(pool_);
  const FlushDenormals flush;
  while (!mailbox_.stopping()) {
    if (mailbox_.pending()) {
      if (mailbox_.takePoke()) dirty_ = true;
      bool any = false;
      for (Command command = mailbox_.take(); command.work && !mailbox_.stopping(); command = mailbox_.take()) {
        carryOut(command);
        any = true;
        if (!active()) publishIfDue();
      }
      if (any) {
        settled_ = false;
        publish();
        mailbox_.carriedOut();
      }
    }
    if (!mailbox_.stopping()) advance();
  }
}

void Engine::advance() {
  try {
    if (!active()) {
      rest();
    } else if (speed_ > 0) {
      runPaced();
    } else {
      runFree();
    }
  } catch (const std::exception& error) {
    fail(Text(error.what()));
    settled_ = true;  // or what failed would be tried again at once, for ever
  }
}

void Engine::carryOut(Command& command) {
  try {
    if (wanted_ && command.cut != Cut::start) resumeStart();  // what is asked of a run that is still to be built
    command.work(*this);
  } catch (const UserError& error) {
    remarks_.push_back(error.text());
  } catch (const std::exception& error) {
    fail(Text(error.what()));
  }
  dirty_ = true;
  lastCommand_ = Clock::now();
}

void Engine::fail(const Text& text) {
  failure_ = text;
  running_ = false;
  changed();
}

/// Steps up to `count` ticks; returns how many were made.
int64_t Engine::stepBatch(int64_t count) {
  const int64_t from = session_->tick();
  if (ticksLeft_ >= 0) count = std::min(count, ticksLeft_);
  const bool stoppable = batch_.longTicks();
  const std::stop_token stop = stoppable ? mailbox_.beginOperation(Cut::running) : std::stop_token();
  bool goesOn = !session_->done() && !session_->divergence();
  try {
    for (int64_t i = 0; i < count && goesOn && !mailbox_.pending(); ++i) goesOn = session_->stepTick(stop);
  } catch (const UserError& error) {
    fail(error.text());
  } catch (const std::exception& error) {
    fail(Text(error.what()));
  }
  if (stoppable) mailbox_.endOperation();
  const int64_t made = session_->tick() - from;
  if (made != 0) changed();
  if (ticksLeft_ >= 0) ticksLeft_ = std::max<int64_t>(0, ticksLeft_ - made);
  if (!goesOn || ticksLeft_ == 0) {
    stopped_ = goesOn && ticksLeft_ == 0;
    running_ = false;
    changed();
  }
  return made;
}

void Engine::runFree() {
  const bool watchedBefore = display_.computing();
  const Clock::time_point begin = Clock::now();
  const int64_t made = stepBatch(batch_.count());
  const Clock::time_point end = Clock::now();
  const double seconds = secondsBetween(begin, end);
  batch_.ran(made, seconds);
  meter_.add(end, made);
  if (watchedBefore == display_.computing() && made > 0) {
    duty_.ran(made, seconds, watchedBefore);
    display_.setDuty(duty_.duty());
  }
  if (!running_) return;
  if (display_.hungry()) feedDisplay(Pace::running);
  publishIfDue();
}

void Engine::runPaced() {
  const double interval = 1.0 / (speed_ * demo_->ticksPerStep * session_->experiment().tempo());
  const auto inTicks = [](double seconds) {
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  };
  const Clock::time_point now = Clock::now();
  if (now < nextDue_) {
    if (display_.hungry() && !display_.has(version_, Pace::running)) feedDisplay(Pace::running);
    publishIfDue();
    // Very short waits are gathered, so that a thousand steps a second do not wake the thread a thousand times.
    Clock::time_point until = std::max(nextDue_, now + std::chrono::milliseconds(2));
    if (dirty_) until = std::min(until, std::max(now, lastPublish_ + inTicks(options_.publishInterval)));
    mailbox_.sleep(until);
    return;
  }
  display_.setDuty(0.6);  // the engine sleeps most of the time
  const auto due = static_cast<int64_t>(secondsBetween(nextDue_, now) / interval) + 1;
  const int64_t made = stepBatch(std::min(due, batch_.count()));
  const Clock::time_point end = Clock::now();
  batch_.ran(made, secondsBetween(now, end));
  meter_.add(end, made);
  nextDue_ += inTicks(interval * static_cast<double>(std::max<int64_t>(1, made)));
  if (secondsBetween(nextDue_, end) > 0.25) nextDue_ = end;  // the machine is too slow: don't run after lost time
  if (running_) publishIfDue();
}

void Engine::settle() {
  settled_ = true;
  if (!session_ || suspended_) return;
  feedDisplay(Pace::rest);
  if (!hash_ && !failure_) {
    hash_ = session_->hash();
    dirty_ = true;
  }
}

/// Nothing to compute: what is costly is made once the person has stopped moving things, then the thread sleeps.
void Engine::rest() {
  if (wanted_) {  // a start was cut short by a command that came to nothing
    Command nothing{[](Engine&) {}};
    carryOut(nothing);
  }
  if (dirty_) publish();
  if (!settled_) {
    if (session_ && !suspended_ && display_.hungry()) feedDisplay(Pace::moving);
    const Clock::time_point calm = lastCommand_ + calmDown;
    const bool wait = Clock::now() < calm && !mailbox_.somebodyWaits();
    if (wait && mailbox_.sleep(calm)) return;
    settle();
    if (dirty_) publish();
  }
  if (mailbox_.pending()) return;
  const bool displayed = !session_ || suspended_ || display_.finished(version_);
  if (displayed) mailbox_.setResting(true);
  mailbox_.sleepLong();
}

}  // namespace gradus
