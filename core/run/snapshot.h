#pragma once
// What the engine publishes: an immutable value, complete in itself, since the window may miss any number of them.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/run/session.h"

namespace gradus {

/// A derived channel together with the tick it was made for (older than the snapshot's = stale).
struct DerivedValue {
  ChannelPtr value;
  int64_t tick = -1;
};

/// A future that an action in the past cut off: kept, listed, can be gone back to.
struct Branch {
  int64_t from;
  int64_t length;
  std::shared_ptr<const Recipe> recipe;
};

struct Snapshot {
  uint64_t revision = 0;    // grows by one per publish
  uint64_t generation = 0;  // grows with every open() of a demo
  std::shared_ptr<const Demo> demo;
  std::shared_ptr<const Recipe>
      recipe;  // complete, ready to be saved; its `tick` is exact at rest, may lag while running
  std::shared_ptr<const Dataset> data;
  std::vector<Text> notes;  // what was done to the data
  Settings settings;        // in force at this tick
  Status status = Status::ready;
  std::optional<Text> failure;
  std::optional<Divergence> divergence;
  int64_t tick = 0, recordedTicks = 0, lastTick = -1;  // lastTick: where the demo ends, -1 if not yet known
  std::vector<ChannelPtr> channels;   // in the order of demo->channels; null = not made (hidden or not ready)
  std::vector<int64_t> channelTicks;  // the tick each was made for
  Metrics metrics;
  std::vector<EventMark> events;
  std::vector<int64_t> keyframes;
  std::vector<Branch> branches;
  std::shared_ptr<const Series> spark;  // demo->mainSeries
  std::optional<uint64_t> hash;         // made at rest only
  double stepsPerSecond = 0;            // measured over the last half second of running
  double progress = -1;                 // of a long step, -1 = none
  bool canUndo = false, canRedo = false;
  Text undoText, redoText;
  Text device;  // "CPU, 2 threads"
  /// Things to tell once (a refused action, a bad file). They stay in the following snapshots until latest() has handed
  /// one out.
  std::vector<Text> remarks;

  double step() const { return demo ? static_cast<double>(tick) / demo->ticksPerStep : 0; }
};

}  // namespace gradus
