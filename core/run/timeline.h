#pragma once
// Keyframes: copies of the experiment under a memory budget. Seek = nearest keyframe at or before + recompute.
#include <cstdint>
#include <memory>
#include <vector>

#include "core/run/experiment.h"
#include "core/run/setting.h"

namespace gradus {

struct Keyframe {
  int64_t tick = 0;
  std::shared_ptr<const Experiment> experiment;
  Settings settings;          // in force at the tick, after the actions of earlier ticks
  size_t actionsApplied = 0;  // index of the first action not yet applied
  bool pinned = false;        // tick 0, or just before an action: kept when thinning
  size_t bytes = 0;
};

class Timeline {
 public:
  explicit Timeline(size_t budgetBytes = size_t{256} << 20) : budget_(budgetBytes) {}
  /// True when a keyframe is due at `tick` (spacing doubles as the run grows, so about 64 to 128 unpinned ones are
  /// kept).
  bool due(int64_t tick) const;
  void add(Keyframe keyframe);
  /// The last keyframe with tick <= `tick`; null if there is none.
  const Keyframe* nearest(int64_t tick) const;
  /// Forgets keyframes after `tick`.
  void truncate(int64_t tick);
  void clear();
  std::vector<int64_t> ticks() const;
  size_t bytes() const { return bytes_; }

 private:
  void thin();
  template <typename Drop>
  void eraseIf(Drop drop);
  std::vector<Keyframe> keyframes_;  // ordered by tick
  int64_t spacing_ = 1;
  size_t budget_;
  size_t bytes_ = 0;
};

}  // namespace gradus
