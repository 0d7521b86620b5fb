#include "core/run/timeline.h"

#include <algorithm>

namespace gradus {

namespace {
constexpr size_t mostKeyframes = 128;  // unpinned; halved when reached
constexpr size_t mostPinned = 256;
}  // namespace

bool Timeline::due(int64_t tick) const {
  if (tick % spacing_ != 0) return false;
  const Keyframe* before = nearest(tick);
  return !before || before->tick != tick;
}

void Timeline::add(Keyframe keyframe) {
  const auto at = std::lower_bound(keyframes_.begin(), keyframes_.end(), keyframe.tick,
                                   [](const Keyframe& a, int64_t tick) { return a.tick < tick; });
  bytes_ += keyframe.bytes;
  if (at != keyframes_.end() && at->tick == keyframe.tick) {
    bytes_ -= at->bytes;
    keyframe.pinned = keyframe.pinned || at->pinned;
    *at = std::move(keyframe);
  } else {
    keyframes_.insert(at, std::move(keyframe));
  }
  thin();
}

const Keyframe* Timeline::nearest(int64_t tick) const {
  const auto after = std::upper_bound(keyframes_.begin(), keyframes_.end(), tick,
                                      [](int64_t t, const Keyframe& keyframe) { return t < keyframe.tick; });
  return after == keyframes_.begin() ? nullptr : &*std::prev(after);
}

void Timeline::truncate(int64_t tick) {
  while (!keyframes_.empty() && keyframes_.back().tick > tick) {
    bytes_ -= keyframes_.back().bytes;
    keyframes_.pop_back();
  }
}

void Timeline::clear() {
  keyframes_.clear();
  spacing_ = 1;
  bytes_ = 0;
}

std::vector<int64_t> Timeline::ticks() const {
  std::vector<int64_t> all;
  all.reserve(keyframes_.size());
  for (const Keyframe& keyframe : keyframes_) all.push_back(keyframe.tick);
  return all;
}

template <typename Drop>
void Timeline::eraseIf(Drop drop) {
  std::erase_if(keyframes_, [&](const Keyframe& keyframe) {
    if (keyframe.tick == 0 || !drop(keyframe)) return false;
    bytes_ -= keyframe.bytes;
    return true;
  });
}

void Timeline::thin() {
  const auto count = [this](bool pinned) {
    return static_cast<size_t>(std::count_if(keyframes_.begin(), keyframes_.end(),
                                             [pinned](const Keyframe& keyframe) { return keyframe.pinned == pinned; }));
  };
  while (true) {
    const size_t free = count(false), pinned = count(true);
    const bool tooLarge = bytes_ > budget_;
    if (free > mostKeyframes || (tooLarge && free > 2)) {
      spacing_ *= 2;
      eraseIf([this](const Keyframe& keyframe) { return !keyframe.pinned && keyframe.tick % spacing_ != 0; });
    } else if (pinned > mostPinned || (tooLarge && pinned > 2)) {
      size_t index = 0;
      eraseIf([&index](const Keyframe& keyframe) { return keyframe.pinned && index++ % 2 == 0; });
    } else if (tooLarge && keyframes_.size() > 2) {
      // Even few copies are too many: only the first and the newest stay, and new ones become rare.
      const int64_t newest = keyframes_.back().tick;
      while (spacing_ <= newest) spacing_ *= 2;
      eraseIf([newest](const Keyframe& keyframe) { return keyframe.tick != newest; });
    } else {
      return;
    }
  }
}

}  // namespace gradus
