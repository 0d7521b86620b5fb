// The part of EngineBridge between snapshots and views: what a view draws, and what the engine is asked to make for it.
#include <algorithm>

#include "app/window/engine_bridge.h"

namespace gradus {
namespace {

constexpr qint64 staleAfter = 400;  // milliseconds before a derived view says from which step it is

int channelIndex(const Demo& demo, const std::string& name) {
  for (size_t i = 0; i < demo.channels.size(); ++i)
    if (demo.channels[i].name == name) return static_cast<int>(i);
  return -1;
}

ChannelPtr channelOf(const Snapshot& snapshot, int index) {
  return index >= 0 && static_cast<size_t>(index) < snapshot.channels.size() ? snapshot.channels[index] : nullptr;
}

}  // namespace

ViewFrame viewFrame(const View& view, const Snapshot& snapshot, const Snapshot* previous) {
  ViewFrame frame;
  if (!snapshot.demo) return frame;
  const Demo& demo = *snapshot.demo;
  const bool sameDemo = previous && previous->demo == snapshot.demo;
  for (const std::string& layer : view.layers) {
    const int index = channelIndex(demo, layer);
    frame.layers.push_back(channelOf(snapshot, index));
    const bool series = index >= 0 && demo.channels[index].cost == ChannelCost::series;
    frame.ghost.push_back(sameDemo && series ? channelOf(*previous, index) : nullptr);
  }
  frame.marginalX = channelOf(snapshot, channelIndex(demo, view.marginalX));
  frame.marginalY = channelOf(snapshot, channelIndex(demo, view.marginalY));
  frame.now = snapshot.step();
  return frame;
}

void EngineBridge::noteChannelTimes() {
  seen_.resize(snapshot_->channelTicks.size());
  for (size_t i = 0; i < seen_.size(); ++i) {
    if (seen_[i].tick == snapshot_->channelTicks[i]) continue;
    seen_[i] = {snapshot_->channelTicks[i], clock_.elapsed()};
  }
}

ViewFrame EngineBridge::frameOf(const View& view) const {
  ViewFrame frame = viewFrame(view, *snapshot_, previous_.get());
  if (!demo_) return frame;
  for (const std::string& layer : view.layers) {
    const int index = channelIndex(*demo_, layer);
    const bool known = index >= 0 && static_cast<size_t>(index) < seen_.size() && channelOf(*snapshot_, index);
    const bool derived = index >= 0 && demo_->channels[index].cost == ChannelCost::derived;
    const bool stale = known && derived && seen_[index].tick >= 0 && seen_[index].tick != snapshot_->tick &&
                       clock_.elapsed() - seen_[index].at > staleAfter;
    frame.staleSince.push_back(stale ? seen_[index].tick / demo_->ticksPerStep : -1);
  }
  return frame;
}

void EngineBridge::setVisibleViews(const std::set<std::string>& views) {
  if (visibleViews_ == views) return;
  visibleViews_ = views;
  updateVisible();
}

void EngineBridge::setDisplayRequest(const std::string& channel, int nx, int ny, const Extent& extent) {
  DisplayRequest request;
  request.channel = channel;
  request.nx = nx;
  request.ny = ny;
  request.extent = extent;
  request.hasExtent = extent.x0 != extent.x1 && extent.y0 != extent.y1;
  const auto found = requests_.find(channel);
  if (found != requests_.end() && found->second.nx == nx && found->second.ny == ny && found->second.extent == extent &&
      found->second.hasExtent == request.hasExtent)
    return;
  requests_[channel] = request;
  updateVisible();
}

void EngineBridge::updateVisible() {
  if (!demo_) return;
  std::vector<std::string> channels;
  std::vector<DisplayRequest> requests;
  const auto want = [&](const std::string& name) {
    if (name.empty() || std::find(channels.begin(), channels.end(), name) != channels.end()) return;
    channels.push_back(name);
    const int index = channelIndex(*demo_, name);
    if (index < 0 || demo_->channels[index].cost != ChannelCost::derived) return;
    const auto known = requests_.find(name);
    DisplayRequest request;
    request.channel = name;
    requests.push_back(known == requests_.end() ? request : known->second);
  };
  for (const View& view : demo_->views) {
    if (!visibleViews_.contains(view.name)) continue;
    for (const std::string& layer : view.layers) want(layer);
    want(view.marginalX);
    want(view.marginalY);
  }
  runner_->setVisible(std::move(channels), std::move(requests));
}

}  // namespace gradus
