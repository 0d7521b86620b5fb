#pragma once
// What a run leaves behind beside its state: series and event marks, append-only, in shared chunks (rulings 7).
// Snapshots share the chunks, so handing one over costs nothing.
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/run/experiment.h"

namespace gradus {

/// Append-only samples (x = step, rising; y finite). Copies share full chunks and own the last, growing one, so that a
/// copy may be read by another thread while the original grows.
class Series {
 public:
  static constexpr size_t chunkSize = 1024;
  static constexpr size_t blockSize = 32;  // of samples whose extremes are known beforehand
  struct Chunk {
    std::vector<double> x, y;
    std::array<uint16_t, chunkSize / blockSize> low{}, high{};  // index in the chunk of each block's extremes
  };
  Series() = default;
  Series(const Series& other);
  Series& operator=(const Series& other);
  Series(Series&&) = default;
  Series& operator=(Series&&) = default;
  void append(double x, double y);
  size_t size() const { return size_; }
  double x(size_t i) const { return chunks_[i / chunkSize]->x[i % chunkSize]; }
  double y(size_t i) const { return chunks_[i / chunkSize]->y[i % chunkSize]; }
  double lastX() const;
  /// Number of samples with x <= limit.
  size_t countUpTo(double limit) const;
  void truncate(size_t size);
  /// At most about 2 * buckets samples that keep every bucket's extremes, for drawing.
  void decimate(size_t buckets, std::vector<double>& x, std::vector<double>& y) const;

 private:
  void ownTail();
  void findExtremes(size_t begin, size_t end, size_t& low, size_t& high) const;
  std::vector<std::shared_ptr<Chunk>> chunks_;  // only the last, unshared one is written to
  size_t size_ = 0;
};

/// `action`: index of the recipe's action that made it, -1 = the step that arrived at `tick`.
struct EventMark {
  int64_t tick;
  EventKind kind;
  Text text;
  int64_t action = -1;
};

/// All series and events of a run, by name.
class Recording {
 public:
  void append(double step, const std::vector<std::pair<std::string, double>>& samples);
  void addEvent(int64_t tick, EventKind kind, const Text& text, int64_t action = -1);
  const Series* series(std::string_view name) const;
  const std::vector<std::pair<std::string, Series>>& all() const { return series_; }
  const std::vector<EventMark>& events() const { return events_; }
  /// Forgets everything after `tick` (an action in the past makes a new future). `stepsPerTick` = 1 / ticksPerStep.
  void truncate(int64_t tick, double stepsPerTick);
  /// Forgets the marks of the recipe's actions from index `firstAction` on.
  void removeActionEvents(int64_t firstAction);

 private:
  std::vector<std::pair<std::string, Series>> series_;
  std::vector<EventMark> events_;
};

}  // namespace gradus
