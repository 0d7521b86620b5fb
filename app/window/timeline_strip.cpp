#include "app/window/timeline_strip.h"

#include <QEvent>
#include <QHBoxLayout>

namespace gradus {

TimelineStrip::TimelineStrip(EngineBridge* bridge, const Commands& commands, QWidget* parent)
    : Pane(Qt::TopEdge, Ground::panel, parent) {
  setAccessibleName(tr("Timeline strip"));
  transport_ = new Transport(bridge, commands, this);
  track_ = new TimelineTrack(this);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 1, 0, 0);
  row->setSpacing(0);
  row->addWidget(transport_);
  row->addWidget(track_, 1);
  connect(bridge, &EngineBridge::snapshotChanged, this, [this, bridge] { track_->setSnapshot(bridge->snapshot()); });
  connect(bridge, &EngineBridge::demoChanged, this, [this, bridge] { track_->setSnapshot(bridge->snapshot()); });
  connect(track_, &TimelineTrack::scrubbed, bridge, &EngineBridge::seekStep);
  connect(track_, &TimelineTrack::stepped, bridge, &EngineBridge::step);
  connect(track_, &TimelineTrack::branchChosen, bridge,
          [bridge](int index) { bridge->runner().switchBranch(static_cast<size_t>(index)); });
  layOut();
}

void TimelineStrip::setCompact(bool compact) {
  compact_ = compact;
  transport_->setCompact(compact);
  layOut();
}

void TimelineStrip::layOut() {
  const Theme& theme = themeOf(this);
  setFixedHeight(theme.px(compact_ ? 84 : 116));
}

void TimelineStrip::changeEvent(QEvent* event) {
  Pane::changeEvent(event);
  if (event->type() == QEvent::StyleChange && track_) layOut();
}

}  // namespace gradus
