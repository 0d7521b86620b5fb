#pragma once
// The strip at the bottom: transport at the left, the track over the rest.
#include "app/window/engine_bridge.h"
#include "app/window/pane.h"
#include "app/window/timeline_track.h"
#include "app/window/transport.h"

namespace gradus {

class TimelineStrip : public Pane {
  Q_OBJECT
 public:
  TimelineStrip(EngineBridge* bridge, const Commands& commands, QWidget* parent = nullptr);
  void setCompact(bool compact);
  TimelineTrack* track() const { return track_; }
  Transport* transport() const { return transport_; }

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();

  Transport* transport_;
  TimelineTrack* track_;
  bool compact_ = false;
};

}  // namespace gradus
