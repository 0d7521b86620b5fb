// What is painted over a plane's cached picture and never waits for the engine: hover, drag, brush, keyboard cursor.
#include <QPainter>

#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/plane_view.h"

namespace gradus {
using namespace Qt::StringLiterals;

void PlaneView::drawDragged(QPainter& painter, const PlotMap& map) const {
  const Theme& t = *map.theme;
  const QPointF at = map.pixel(drag_->at.x(), drag_->at.y());
  if (!drag_->settling) {
    painter.setPen(dashed(t.text, t.len(1), {2, 3}));
    painter.drawLine(at, QPointF(at.x(), map.rect.bottom()));
    painter.drawLine(at, QPointF(map.rect.left(), at.y()));
    const QString text = u"("_s + formatNumber(drag_->at.x()) + u", "_s + formatNumber(drag_->at.y()) + u")"_s;
    const QFont font = t.font(TextRole::caption);
    drawHaloText(painter, at + QPointF(t.len(12), -t.len(12)), text, font, t.text, t.canvas, t.len(3));
  }
  if (const auto* points = layer<Points>(drag_->item.layer)) {
    MarkStyle style = markStyle(t, *points, drag_->item.index, static_cast<int>(points->size()));
    if (!drag_->settling)
      style.radius *= 1.6, style.ringed = style.body == MarkStyle::Body::filled, style.outlineWidth = t.len(2);
    drawMark(painter, at, style);
  } else if (const auto line = turnedLine(drag_->item.layer)) {
    // The line follows the pointer about its middle, with the length it has.
    const QPointF to = (drag_->flipped ? -1 : 1) * (drag_->at - line->center());
    const double length = std::hypot(to.x(), to.y());
    const QPointF half = length > 0 ? to * (line->length() / 2 / length) : QPointF();
    const QPointF a = line->center() - half, b = line->center() + half;
    painter.setPen(solid(t.accent, t.plotLines().focus));
    painter.drawLine(map.pixel(a.x(), a.y()), map.pixel(b.x(), b.y()));
  } else if (const auto* ring = layer<Ring>(drag_->item.layer)) {
    Ring moved = *ring;
    const double from = std::hypot(ring->ax, ring->ay),
                 to = std::hypot(drag_->at.x() - ring->x, drag_->at.y() - ring->y);
    const double k = from > 0 ? to / from : 1;
    moved.ax *= k, moved.ay *= k, moved.bx *= k, moved.by *= k;
    drawRing(painter, map, moved, true);
  }
}

void PlaneView::drawTool(QPainter& painter, const PlotMap& map) const {
  const Theme& t = *map.theme;
  if (!fresh_.empty()) {
    const ClassColour colour = t.classColour(freshClass_);
    MarkStyle style;
    style.shape = colour.shape;
    style.fill = colour.fill;
    style.outline = t.markOutlineColour(colour);
    style.radius = t.markRadius(300);
    style.outlineWidth = t.markOutline();
    for (const QPointF& p : fresh_) drawMark(painter, map.pixel(p.x(), p.y()), style);
  }
  const auto at = cursor_ ? std::optional<QPointF>(map.pixel(cursor_->x(), cursor_->y())) : pointer_;
  if (!at || !map.rect.contains(*at) || (!painting() && !erasing())) return;
  const double radius = t.len(tool().kind == PaintTool::Kind::brush ? 6 : tool().radius);
  painter.setBrush(Qt::NoBrush);
  // Light under dark, so that the brush is seen on any field.
  painter.setPen(QPen(t.canvas, t.len(3)));
  painter.drawEllipse(*at, radius, radius);
  painter.setPen(QPen(erasing() || strokeErases_ ? t.text : t.ink(tool().cls), t.len(1.5)));
  painter.drawEllipse(*at, radius, radius);
}

void PlaneView::drawOverlay(QPainter& painter) {
  PlotView::drawOverlay(painter);
  const PlotMap m = map();
  const Theme& t = *m.theme;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipRect(m.rect.adjusted(0, 0, 1, 1));
  if (drag_) {
    drawDragged(painter, m);
  } else if (const auto at = position(hovered_); at && layer<Points>(hovered_.layer)) {
    const auto* points = layer<Points>(hovered_.layer);
    MarkStyle style = markStyle(t, *points, hovered_.index, static_cast<int>(points->size()));
    style.radius *= 1.6;
    style.outlineWidth = t.len(2);
    if (style.body == MarkStyle::Body::filled) style.ringed = true, style.ring = t.text;
    if (points->labels.empty()) drawMark(painter, m.pixel(at->x(), at->y()), style);
  }
  drawTool(painter, m);
  if (cursor_ && hasFocus()) {
    const QPointF p = m.pixel(cursor_->x(), cursor_->y());
    const double arm = t.len(11), gap = t.len(4);
    const auto cross = [&] {
      painter.drawLine(p - QPointF(arm, 0), p - QPointF(gap, 0));
      painter.drawLine(p + QPointF(gap, 0), p + QPointF(arm, 0));
      painter.drawLine(p - QPointF(0, arm), p - QPointF(0, gap));
      painter.drawLine(p + QPointF(0, gap), p + QPointF(0, arm));
    };
    painter.setPen(QPen(t.canvas, t.len(4), Qt::SolidLine, Qt::RoundCap));
    cross();
    painter.setPen(QPen(t.focus, t.len(2), Qt::SolidLine, Qt::RoundCap));
    cross();
  }
  painter.restore();
}

}  // namespace gradus
