// How the track is drawn: everything of TimelineTrack that paints.
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/window/timeline_track.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

QColor eventColour(EventKind kind, const Theme& theme) {
  if (kind == EventKind::milestone) return theme.ok;
  return kind == EventKind::trouble ? theme.error : theme.text;
}

void drawEventMark(QPainter& painter, EventKind kind, const QPointF& at, const Theme& theme) {
  const double r = theme.len(4);
  painter.setPen(Qt::NoPen);
  painter.setBrush(eventColour(kind, theme));
  switch (kind) {
    case EventKind::changed:
      painter.drawRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r));
      break;
    case EventKind::drawn:
      painter.drawEllipse(at, r, r);
      break;
    case EventKind::milestone:
      painter.drawPolygon(QPolygonF({at + QPointF(0, -1.2 * r), at + QPointF(r, r), at + QPointF(-r, r)}));
      break;
    case EventKind::trouble:
      painter.drawPolygon(QPolygonF(
          {at + QPointF(0, -1.3 * r), at + QPointF(1.3 * r, 0), at + QPointF(0, 1.3 * r), at + QPointF(-1.3 * r, 0)}));
      break;
  }
}

int importance(EventKind kind) {
  switch (kind) {
    case EventKind::trouble:
      return 0;
    case EventKind::milestone:
      return 1;
    case EventKind::changed:
      return 2;
    default:
      return 3;
  }
}

}  // namespace

void TimelineTrack::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  if (snapshot_->demo) {
    if (sparkWidth_ != width()) updateSpark();
    drawSpark(painter);
    drawTicks(painter);
    drawBranches(painter);
    drawRail(painter);
    drawEvents(painter);
    drawPlayhead(painter);
  }
}

void TimelineTrack::drawSpark(QPainter& painter) const {
  if (sparkX_.size() < 2) return;
  const Theme& theme = themeOf(this);
  const Rows y = rows();
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : sparkY_) {
    if (!std::isfinite(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (!(low <= high)) return;
  const double span = high > low ? high - low : 1;
  const double bottom = y.rail - theme.len(5), room = bottom - y.sparkTop;
  const double base = high > low ? 0.0 : 0.5;
  const auto place = [&](size_t i) {
    return QPointF(xOf(sparkX_[i]), bottom - room * (base + (sparkY_[i] - low) / span));
  };
  QPolygonF past, future;
  const double now = scrubbing_ ? scrubStep_ : snapshot_->step();
  for (size_t i = 0; i < sparkX_.size(); ++i) {
    if (!std::isfinite(sparkY_[i])) continue;
    if (sparkX_[i] <= now) {
      past << place(i);
    } else {
      if (future.isEmpty() && !past.isEmpty()) future << past.back();
      future << place(i);
    }
  }
  if (future.size() > 1) {
    painter.setPen(solid(theme.axis, theme.len(1.5)));
    painter.drawPolyline(future);
  }
  if (past.size() > 1) {
    QPolygonF area = past;
    area << QPointF(past.back().x(), y.rail) << QPointF(past.front().x(), y.rail);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mix(theme.panel, theme.accent, 0.16));
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(solid(theme.accent, theme.len(1.5)));
    painter.drawPolyline(past);
  }
}

void TimelineTrack::drawRail(QPainter& painter) const {
  const Theme& theme = themeOf(this);
  const double y = rows().rail, thick = theme.len(6);
  const double now = xOf(scrubbing_ ? scrubStep_ : snapshot_->step());
  const double recorded = xOf(stepOfTick(snapshot_->recordedTicks));
  const auto bar = [&](double x0, double x1, const QColor& colour) {
    if (x1 > x0) paint::box(painter, QRectF(x0, y - thick / 2, x1 - x0, thick), thick / 2, colour);
  };
  bar(left(), right(), theme.line);
  bar(left(), recorded, mix(theme.panel, theme.axis, 0.55));
  bar(left(), now, theme.accent);
  const double r = theme.len(5.5);
  double last = -1e9;
  for (const int64_t tick : snapshot_->keyframes) {
    const double x = xOf(stepOfTick(tick));
    if (x - last < theme.len(44) || x > right() + 1) continue;
    last = x;
    const bool past = x <= now;
    painter.setPen(solid(past ? theme.accent : theme.axis, theme.len(1.5)));
    painter.setBrush(theme.panel);
    painter.drawPolygon(QPolygonF({{x, y - r}, {x + r, y}, {x, y + r}, {x - r, y}}));
  }
}

void TimelineTrack::drawTicks(QPainter& painter) const {
  const Theme& theme = themeOf(this);
  const Rows y = rows();
  painter.setFont(theme.font(TextRole::caption));
  const double distance = tickDistance(end_, right() - left(), theme.len(110));
  const double label = theme.lineHeight(TextRole::caption);
  for (double step = 0; step <= end_ * (1 + 1e-9); step += distance) {
    const double x = xOf(step);
    painter.setPen(QPen(theme.axis, theme.hairline()));
    painter.drawLine(QPointF(x, y.rail + theme.len(9)), QPointF(x, y.rail + theme.len(12)));
    painter.setPen(theme.muted);
    const QString text = formatCount(static_cast<qint64>(step));
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 2;
    const double start = std::clamp(x - wide / 2, 0.0, std::max(0.0, this->width() - wide - 2));
    painter.drawText(QRectF(start, y.ticks, wide, label), Qt::AlignHCenter | Qt::AlignVCenter, text);
  }
}

void TimelineTrack::drawBranches(QPainter& painter) const {
  const Theme& theme = themeOf(this);
  const double rail = rows().rail;
  painter.setBrush(Qt::NoBrush);
  for (size_t i = 0; i < snapshot_->branches.size(); ++i) {
    const Branch& branch = snapshot_->branches[i];
    const double y = rail + theme.len(8 + 4.0 * std::min<size_t>(i, 2));
    const double x0 = xOf(stepOfTick(branch.from)), x1 = xOf(std::min(end_, stepOfTick(branch.from + branch.length)));
    QPainterPath fork(QPointF(x0, rail));
    fork.cubicTo(QPointF(x0 + theme.len(4), y), QPointF(x0 + theme.len(4), y), QPointF(x0 + theme.len(10), y));
    fork.lineTo(std::max(x1, x0 + theme.len(16)), y);
    painter.setPen(solid(theme.axis, theme.len(2)));
    painter.drawPath(fork);
  }
}

void TimelineTrack::drawEvents(QPainter& painter) const {
  const Theme& theme = themeOf(this);
  const Rows y = rows();
  const double markY = y.labels + theme.lineHeight(TextRole::caption) / 2.0;
  painter.setFont(theme.font(TextRole::caption));
  struct Placed {
    EventMark mark;
    double x;
  };
  std::vector<Placed> marks;
  if (std::none_of(snapshot_->events.begin(), snapshot_->events.end(), [](const EventMark& m) { return m.tick == 0; }))
    marks.push_back({{0, EventKind::changed, Text(GRADUS_TR("start"))}, xOf(0)});
  for (const EventMark& mark : snapshot_->events)
    if (stepOfTick(mark.tick) <= end_ * (1 + 1e-9)) marks.push_back({mark, xOf(stepOfTick(mark.tick))});
  std::vector<std::pair<double, double>> taken;
  for (const Placed& placed : marks) {
    if (placed.x - (taken.empty() ? -1e9 : taken.back().second) < 0 && marks.size() > 200) continue;
    painter.setPen(QPen(eventColour(placed.mark.kind, theme), theme.len(1.5)));
    painter.drawLine(QPointF(placed.x, markY), QPointF(placed.x, y.rail - theme.len(7)));
    drawEventMark(painter, placed.mark.kind, {placed.x, markY}, theme);
    taken.emplace_back(placed.x - theme.len(6), placed.x + theme.len(6));
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const Placed& a, const Placed& b) { return importance(a.mark.kind) < importance(b.mark.kind); });
  const double label = theme.lineHeight(TextRole::caption), gap = theme.len(9);
  for (const Placed& placed : marks) {
    const QString text = translated(placed.mark.text);
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 2;
    for (const double x0 : {placed.x + gap, placed.x - gap - wide}) {
      const bool free =
          x0 >= 0 && x0 + wide <= width() && std::none_of(taken.begin(), taken.end(), [&](const auto& t) {
            return t.first < x0 + wide && x0 < t.second - 1e-6 && !(t.first < placed.x && placed.x < t.second);
          });
      if (!free) continue;
      painter.setPen(eventColour(placed.mark.kind, theme));
      painter.drawText(QRectF(x0, y.labels, wide, label), Qt::AlignLeft | Qt::AlignVCenter, text);
      taken.emplace_back(x0, x0 + wide + theme.len(4));
      break;
    }
  }
}

void TimelineTrack::drawPlayhead(QPainter& painter) const {
  const Theme& theme = themeOf(this);
  const Rows y = rows();
  const double x = xOf(scrubbing_ ? scrubStep_ : snapshot_->step());
  const double r = theme.len(8);
  painter.setPen(QPen(theme.text, theme.len(2), Qt::SolidLine, Qt::FlatCap));
  painter.drawLine(QPointF(x, y.sparkTop - theme.len(2)), QPointF(x, y.rail - r));
  painter.setPen(QPen(theme.panel, theme.len(2)));
  painter.setBrush(theme.accent);
  painter.drawEllipse(QPointF(x, y.rail), r, r);
}

}  // namespace gradus
