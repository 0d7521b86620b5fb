#include "core/run/mailbox.h"

namespace gradus {

// These two are called with the lock held, while an operation is under way.
bool Mailbox::cuts(const Command& command) const {
  switch (command.cut) {
    case Cut::nothing:
      return false;
    case Cut::running:
      return operationCut_ == Cut::running ||
             (operationCut_ == Cut::computation && Clock::now() - operationBegin_ > std::chrono::milliseconds(100));
    case Cut::computation:
      return operationCut_ != Cut::start;
    case Cut::start:
      return true;
  }
  return false;
}

// A command behind one that counts on the operation's end (an action at the tick sought) must let it end.
void Mailbox::cutIfAsked() {
  for (const Command& command : commands_) {
    if (cuts(command)) {
      operation_.request_stop();
      return;
    }
    if (!command.neutral && operationCut_ != Cut::running) return;
  }
}

void Mailbox::reconsider() {
  const std::lock_guard lock(mutex_);
  if (operating_) cutIfAsked();
}

void Mailbox::post(Command command) {
  {
    const std::lock_guard lock(mutex_);
    ++given_;
    if (command.seek && !commands_.empty() && commands_.back().seek) {
      commands_.back() = std::move(command);
      --given_;
    } else {
      commands_.push_back(std::move(command));
    }
    if (operating_) cutIfAsked();
    pending_.store(true, std::memory_order_relaxed);
  }
  wake_.notify_one();
}

bool Mailbox::wait(double seconds, bool idle) {
  std::unique_lock lock(mutex_);
  const uint64_t target = given_;
  ++waiters_;
  poked_ = true;  // so that an engine that would rather wait a little with its hash makes it now
  pending_.store(true, std::memory_order_relaxed);
  wake_.notify_one();
  const bool good = changed_.wait_for(lock, std::chrono::duration<double>(seconds),
                                      [&] { return carried_ >= target && (!idle || resting_); });
  --waiters_;
  return good;
}

std::shared_ptr<const Snapshot> Mailbox::latest() const {
  const std::lock_guard lock(slotMutex_);
  slotRead_ = true;
  return slot_;
}

void Mailbox::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_.store(true, std::memory_order_relaxed);
    pending_.store(true, std::memory_order_relaxed);
    operation_.request_stop();
  }
  wake_.notify_one();
}

Command Mailbox::take() {
  const std::lock_guard lock(mutex_);
  if (commands_.empty()) {
    pending_.store(poked_ || stopping(), std::memory_order_relaxed);
    return {};
  }
  Command command = std::move(commands_.front());
  commands_.pop_front();
  ++taken_;
  resting_ = false;
  return command;
}

void Mailbox::carriedOut() {
  {
    const std::lock_guard lock(mutex_);
    carried_ = taken_;
  }
  changed_.notify_all();
}

bool Mailbox::sleep(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  return wake_.wait_until(lock, until, [this] { return !commands_.empty() || poked_ || stopping(); });
}

bool Mailbox::sleepLong() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return !commands_.empty() || poked_ || stopping(); });
  return true;
}

void Mailbox::setResting(bool resting) {
  {
    const std::lock_guard lock(mutex_);
    resting_ = resting && commands_.empty();
  }
  changed_.notify_all();
}

bool Mailbox::somebodyWaits() const {
  const std::lock_guard lock(mutex_);
  return waiters_ > 0;
}

std::stop_token Mailbox::beginOperation(Cut cut) {
  const std::lock_guard lock(mutex_);
  operation_ = std::stop_source();
  operationCut_ = cut;
  operationBegin_ = Clock::now();
  operating_ = true;
  cutIfAsked();
  if (stopping()) operation_.request_stop();
  return operation_.get_token();
}

void Mailbox::endOperation() {
  const std::lock_guard lock(mutex_);
  operating_ = false;
}

void Mailbox::publish(std::shared_ptr<Snapshot> snapshot) {
  const std::lock_guard lock(slotMutex_);
  if (!slotRead_) snapshot->remarks.insert(snapshot->remarks.begin(), slot_->remarks.begin(), slot_->remarks.end());
  slot_ = std::move(snapshot);
  slotRead_ = false;
}

void Mailbox::poke() {
  {
    const std::lock_guard lock(mutex_);
    poked_ = true;
    pending_.store(true, std::memory_order_relaxed);
  }
  wake_.notify_one();
}

bool Mailbox::takePoke() {
  const std::lock_guard lock(mutex_);
  const bool poked = poked_;
  poked_ = false;
  pending_.store(!commands_.empty() || stopping(), std::memory_order_relaxed);
  return poked;
}

}  // namespace gradus
