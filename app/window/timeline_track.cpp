#include "app/window/timeline_track.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {

double trackEnd(double recorded, double last) {
  double end = 10;
  while (end < recorded) {
    // The next of 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8 times a power of ten: few jumps, little empty track.
    const double power = std::pow(10.0, std::floor(std::log10(end) + 1e-9));
    const double lead = end / power;
    static constexpr double leads[] = {1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10};
    const double* next = std::upper_bound(std::begin(leads), std::end(leads), lead + 1e-9);
    end = std::ceil(*next * power - 1e-9);
  }
  return last > 0 ? std::min(end, std::max(last, recorded)) : end;
}

double tickDistance(double end, double width, double pixels) {
  const double wanted = std::max(1.0, end * pixels / std::max(1.0, width));
  const double power = std::pow(10.0, std::floor(std::log10(wanted)));
  for (const double lead : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    const double distance = lead * power;
    if (distance >= wanted - 1e-9 && distance == std::floor(distance)) return distance;
  }
  return 10 * power;
}

TimelineTrack::TimelineTrack(QWidget* parent) : QWidget(parent), snapshot_(std::make_shared<const Snapshot>()) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Timeline"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize TimelineTrack::sizeHint() const {
  return {400, themeOf(this).px(100)};
}

double TimelineTrack::stepOfTick(int64_t tick) const {
  return snapshot_->demo ? static_cast<double>(tick) / snapshot_->demo->ticksPerStep : 0;
}

void TimelineTrack::setSnapshot(std::shared_ptr<const Snapshot> snapshot) {
  snapshot_ = std::move(snapshot);
  const double recorded = stepOfTick(snapshot_->recordedTicks);
  end_ = snapshot_->status == Status::done && snapshot_->recordedTicks > 0
             ? recorded
             : trackEnd(recorded, snapshot_->lastTick >= 0 ? stepOfTick(snapshot_->lastTick) : -1);
  updateSpark();
  setAccessibleDescription(tr("Step %1 of %2 recorded. Arrow keys go by single steps, Home and End to the ends.")
                               .arg(formatNumber(snapshot_->step()), formatNumber(recorded)));
  update();
}

TimelineTrack::Rows TimelineTrack::rows() const {
  const Theme& theme = themeOf(this);
  const double label = theme.lineHeight(TextRole::caption);
  const double ticks = height() - label - theme.len(6);
  const double rail = ticks - theme.len(height() < theme.len(100) ? 10 : 13);
  const double labels = theme.len(height() < theme.len(100) ? 3 : 11);
  return {labels, labels + label + theme.len(2), rail, ticks};
}

double TimelineTrack::left() const {
  return themeOf(this).len(16);
}
double TimelineTrack::right() const {
  return width() - themeOf(this).len(26);
}
double TimelineTrack::xOf(double step) const {
  return left() + (right() - left()) * step / end_;
}
double TimelineTrack::stepAt(double x) const {
  return std::clamp((x - left()) / std::max(1.0, right() - left()), 0.0, 1.0) * end_;
}

void TimelineTrack::updateSpark() {
  const Series* series = snapshot_->spark.get();
  const size_t size = series ? series->size() : 0;
  if (series == sparkSeries_ && size == sparkSize_ && sparkWidth_ == width()) return;
  sparkSeries_ = series;
  sparkSize_ = size;
  sparkWidth_ = width();
  sparkX_.clear();
  sparkY_.clear();
  if (size > 0) series->decimate(static_cast<size_t>(std::max(16, width() / 8)), sparkX_, sparkY_);
}

void TimelineTrack::scrubTo(double step) {
  const double recorded = stepOfTick(snapshot_->recordedTicks);
  // The pointer may go into what is not yet computed: the engine runs there.
  scrubStep_ = std::clamp(std::round(step), 0.0, std::max(recorded, std::floor(end_)));
  Q_EMIT scrubbed(scrubStep_);
  update();
}

int TimelineTrack::branchAt(const QPointF& position) const {
  const Theme& theme = themeOf(this);
  for (size_t i = 0; i < snapshot_->branches.size(); ++i) {
    const Branch& branch = snapshot_->branches[i];
    const double y = rows().rail + theme.len(8 + 4.0 * std::min<size_t>(i, 2));
    const double x0 = xOf(stepOfTick(branch.from)), x1 = xOf(std::min(end_, stepOfTick(branch.from + branch.length)));
    if (position.x() >= x0 + theme.len(6) && position.x() <= x1 + 4 && std::abs(position.y() - y) < theme.len(3))
      return static_cast<int>(i);
  }
  return -1;
}

QString TimelineTrack::describe(const QPointF& position) const {
  QStringList lines;
  const int branch = branchAt(position);
  if (branch >= 0) {
    const Branch& b = snapshot_->branches[branch];
    lines << tr("Branch from step %1, %2 steps long. Click to go back to it.")
                 .arg(formatNumber(stepOfTick(b.from)), formatNumber(stepOfTick(b.length)));
  }
  for (const EventMark& mark : snapshot_->events) {
    const double step = stepOfTick(mark.tick);
    if (std::abs(xOf(step) - position.x()) < themeOf(this).len(6))
      lines << tr("step %1: %2").arg(formatNumber(step), translated(mark.text));
  }
  if (lines.isEmpty()) lines << tr("step %1").arg(formatNumber(std::round(stepAt(position.x()))));
  constexpr int most = 6;
  if (lines.size() > most) {
    const qsizetype more = lines.size() - most;
    lines = lines.mid(0, most);
    lines << tr("and %1 more").arg(more);
  }
  return lines.join(QLatin1Char('\n'));
}

bool TimelineTrack::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip && snapshot_->demo) {
    const auto* help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos() + QPoint(12, 12), describe(help->pos()), this);
    return true;
  }
  return QWidget::event(event);
}

void TimelineTrack::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !snapshot_->demo) return;
  const int branch = branchAt(event->position());
  if (branch >= 0) {
    Q_EMIT branchChosen(branch);
    return;
  }
  scrubbing_ = true;
  scrubTo(stepAt(event->position().x()));
}

void TimelineTrack::mouseMoveEvent(QMouseEvent* event) {
  setCursor(branchAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  if (scrubbing_) scrubTo(stepAt(event->position().x()));
}

void TimelineTrack::mouseReleaseEvent(QMouseEvent*) {
  scrubbing_ = false;
  update();
}

void TimelineTrack::wheelEvent(QWheelEvent* event) {
  wheelRest_ += event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
  const int notches = wheelRest_ / 120;
  wheelRest_ -= notches * 120;
  if (notches != 0) Q_EMIT stepped(-notches);  // wheel towards the person goes on
  event->accept();
}

void TimelineTrack::keyPressEvent(QKeyEvent* event) {
  const double recorded = stepOfTick(snapshot_->recordedTicks);
  switch (event->key()) {
    case Qt::Key_Left:
      Q_EMIT stepped(event->modifiers() & Qt::ShiftModifier ? -10 : -1);
      return;
    case Qt::Key_Right:
      Q_EMIT stepped(event->modifiers() & Qt::ShiftModifier ? 10 : 1);
      return;
    case Qt::Key_PageUp:
      Q_EMIT scrubbed(std::max(0.0, std::round(snapshot_->step() - recorded / 10)));
      return;
    case Qt::Key_PageDown:
      Q_EMIT scrubbed(std::min(recorded, std::round(snapshot_->step() + recorded / 10)));
      return;
    case Qt::Key_Home:
      Q_EMIT scrubbed(0);
      return;
    case Qt::Key_End:
      Q_EMIT scrubbed(recorded);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace gradus
