#pragma once
// Clocks of the engine thread: how many ticks between two looks at the clock, measured speed, and the share of time
// that the display may take. They decide when things happen, never what is computed.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>

namespace gradus {

/// Ticks between two looks at the clock: about a millisecond's worth, so that looking costs nothing.
class Batch {
 public:
  int64_t count() const { return count_; }
  /// A tick takes milliseconds: it may be told to stop.
  bool longTicks() const { return long_; }
  void ran(int64_t ticks, double seconds) {
    if (ticks <= 0) return;
    const double each = seconds / static_cast<double>(ticks);
    long_ = each > 2e-3;
    const auto wanted = static_cast<int64_t>(1e-3 / std::max(each, 1e-9));
    count_ = std::clamp<int64_t>(wanted, 1, std::min<int64_t>(count_ * 4, 65536));
  }
  void restart() { *this = Batch(); }

 private:
  int64_t count_ = 1;
  bool long_ = true;  // unknown yet
};

/// Steps per second over the last half second of running.
class SpeedMeter {
 public:
  using Clock = std::chrono::steady_clock;
  void restart() { size_ = 0; }
  void add(Clock::time_point now, int64_t ticks) {
    total_ += ticks;
    if (size_ > 0 && now - at(size_ - 1).time < std::chrono::milliseconds(50)) return;
    if (size_ == marks_.size()) {
      std::rotate(marks_.begin(), marks_.begin() + 1, marks_.end());
      --size_;
    }
    marks_[size_++] = {now, total_};
  }
  double ticksPerSecond() const {
    if (size_ < 2) return 0;
    const double seconds = std::chrono::duration<double>(at(size_ - 1).time - at(0).time).count();
    return seconds > 0 ? static_cast<double>(at(size_ - 1).ticks - at(0).ticks) / seconds : 0;
  }

 private:
  struct Mark {
    Clock::time_point time;
    int64_t ticks = 0;
  };
  const Mark& at(size_t i) const { return marks_[i]; }
  std::array<Mark, 11> marks_{};
  size_t size_ = 0;
  int64_t total_ = 0;
};

/// Compares the engine's speed while the display thread computes with its speed while it does not, and allows the
/// display as much of the time as costs the engine `allowedLoss` of its speed.
class DutyControl {
 public:
  static constexpr double allowedLoss = 0.03;
  void restart() { *this = DutyControl(); }
  void ran(int64_t ticks, double seconds, bool watched) { (watched ? with_ : without_).add(ticks, seconds); }
  double duty() const {
    constexpr double enough = 0.05;  // seconds of each before the comparison means something
    if (with_.seconds < enough || without_.seconds < enough) return 0.05;
    const double loss = 1 - with_.rate() / std::max(without_.rate(), 1e-9);
    return std::clamp(allowedLoss / std::max(loss, 1e-3), 0.02, 0.6);
  }

 private:
  struct Speed {
    double ticks = 0, seconds = 0;
    double rate() const { return ticks / seconds; }
    void add(int64_t n, double s) {
      if (seconds > 1) {  // forgets slowly
        ticks /= 2;
        seconds /= 2;
      }
      ticks += static_cast<double>(n);
      seconds += s;
    }
  };
  Speed with_, without_;
};

}  // namespace gradus
