#include "widgets/views/strip_view.h"

#include <QPaintEngine>
#include <QPainter>
#include <algorithm>

#include "widgets/views/format.h"

namespace gradus {
using namespace Qt::StringLiterals;

const Strip* StripView::strip() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* s = layer<Strip>(i); s && !s->frames.empty()) return s;
  }
  return nullptr;
}

void StripView::frameChanged(const ViewFrame&) {
  const Strip* s = strip();
  if (drag_ && (drag_->settling || !s || drag_->frame >= static_cast<int>(s->frames.size()))) drag_.reset();
  if (!s || cursor_ >= static_cast<int>(s->frames.size())) cursor_ = -1;
}

PlotMap StripView::mapOf(int index, const QSizeF& size) const {
  const Theme& t = theme();
  const Strip* s = strip();
  const double n = static_cast<double>(s->frames.size()), gap = t.len(8), side = t.len(12);
  const double label = t.lineHeight(TextRole::caption) + t.len(4);
  const double square =
      std::max(8.0, std::min((size.width() - 2 * side - gap * (n - 1)) / n, size.height() - label - 2 * t.len(8)));
  // Frames keep the whole width; the last one is the data.
  const double step = n > 1 ? (size.width() - 2 * side - square) / (n - 1) : 0;
  PlotMap map;
  map.rect = QRectF(side + step * index, std::max(t.len(8), (size.height() - square - label) / 2), square, square);
  map.range = s->extent;
  // One unit in both directions.
  const double spanX = s->extent.x1 - s->extent.x0, spanY = s->extent.y1 - s->extent.y0,
               more = std::fabs(spanX - spanY) / 2;
  if (spanX > spanY)
    map.range.y0 -= more, map.range.y1 += more;
  else
    map.range.x0 -= more, map.range.x1 += more;
  if (!(map.range.x1 > map.range.x0)) map.range = {0, 1, 0, 1};
  map.theme = &t;
  return map;
}

void StripView::draw(QPainter& painter, const QSizeF& size) {
  const Strip* s = strip();
  if (!s) return;
  const Theme& t = theme();
  const QPaintEngine::Type engine = painter.paintEngine()->type();
  painter.setOpacity(isStale(0) ? 0.6 : 1);
  for (int i = 0; i < static_cast<int>(s->frames.size()); ++i) {
    PlotMap map = mapOf(i, size);
    // Marks shrink with the planes, so that a cloud keeps its shape.
    const double radius =
        std::clamp(map.rect.width() / 105, t.len(0.9), t.markRadius(static_cast<int>(s->frames[i].points.size())));
    map.pixelRatio = painter.device()->devicePixelRatioF();
    map.vector = engine != QPaintEngine::Raster;
    painter.fillRect(map.rect, t.canvas);
    painter.save();
    painter.setClipRect(map.rect, Qt::IntersectClip);
    const int without = drag_ && drag_->frame == i ? drag_->index : -1;
    drawPoints(painter, map, s->frames[i].points, sprites_, {.radius = radius, .without = without});
    painter.restore();
    const bool current = i == s->current;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(current ? t.accent : t.line, current ? t.len(2) : t.hairline()));
    painter.drawRoundedRect(map.rect, t.len(radius::formula), t.len(radius::formula));
    painter.setFont(t.font(current ? TextRole::bodyStrong : TextRole::caption));
    painter.setPen(current ? t.text : t.muted);
    const QRectF label(map.rect.left() - t.len(20), map.rect.bottom() + t.len(3), map.rect.width() + t.len(40),
                       t.lineHeight(TextRole::caption));
    painter.drawText(label, Qt::AlignCenter, translated(s->frames[i].title));
  }
  painter.setOpacity(1);
}

int StripView::frameAt(const QPointF& position) const {
  const Strip* s = strip();
  for (int i = 0; s && i < static_cast<int>(s->frames.size()); ++i) {
    if (mapOf(i, QSizeF(size())).rect.contains(position)) return i;
  }
  return -1;
}

void StripView::clickFrame(int index) {
  if (handle(Gesture::click, view().layers[0]))
    send(Gesture::click, view().layers[0], {{"index", int64_t{index}}}, true, newGesture());
}

bool StripView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  const int index = frameAt(at);
  if (button != Qt::LeftButton || index < 0 || !isInteractive()) return false;
  const PlotMap map = mapOf(index, QSizeF(size()));
  // Only the points of the first frame, the noise, can be sent on their way again.
  const int point = index == 0 && handle(Gesture::drag, view().layers[0])
                        ? pointAt(map, strip()->frames[0].points, at, theme().len(6))
                        : -1;
  if (point < 0) return clickFrame(index), true;
  drag_ = Drag{0, point, map.data(at), newGesture(), false};
  invalidate();
  return true;
}

void StripView::move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers) {
  if (!drag_ || drag_->settling || !(buttons & Qt::LeftButton)) return;
  drag_->at = mapOf(0, QSizeF(size())).data(at);
  send(Gesture::drag, view().layers[0], {{"index", int64_t{drag_->index}}, {"x", drag_->at.x()}, {"y", drag_->at.y()}},
       false, drag_->gesture);
  update();
}

void StripView::release(const QPointF& at, Qt::MouseButton) {
  if (!drag_ || drag_->settling) return;
  drag_->at = mapOf(0, QSizeF(size())).data(at);
  send(Gesture::drag, view().layers[0], {{"index", int64_t{drag_->index}}, {"x", drag_->at.x()}, {"y", drag_->at.y()}},
       true, drag_->gesture);
  drag_->settling = true;
}

bool StripView::key(int key, Qt::KeyboardModifiers) {
  const Strip* s = strip();
  if (!s) return false;
  const int last = static_cast<int>(s->frames.size()) - 1;
  if (key == Qt::Key_Left)
    cursor_ = std::max(0, cursor_ - 1);
  else if (key == Qt::Key_Right)
    cursor_ = std::min(last, cursor_ + 1);
  else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && cursor_ >= 0 && isInteractive())
    return clickFrame(cursor_), true;
  else
    return false;
  update();
  return true;
}

void StripView::drawOverlay(QPainter& painter) {
  const Strip* s = strip();
  if (!s) return;
  const Theme& t = theme();
  painter.setRenderHint(QPainter::Antialiasing);
  if (drag_) {
    const PlotMap map = mapOf(drag_->frame, QSizeF(size()));
    MarkStyle style = markStyle(t, s->frames[drag_->frame].points, static_cast<size_t>(drag_->index), 300);
    style.ringed = true;
    style.outlineWidth = t.len(2);
    drawMark(painter, map.pixel(drag_->at.x(), drag_->at.y()), style);
  }
  if (cursor_ < 0 || !hasFocus()) return;
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(t.focus, t.focusLine()));
  painter.drawRoundedRect(mapOf(cursor_, QSizeF(size())).rect.adjusted(-4, -4, 4, 4), t.len(radius::button),
                          t.len(radius::button));
}

QString StripView::readout(const QPointF& position) const {
  const int index = frameAt(position);
  if (index < 0) return {};
  const Points& points = strip()->frames[index].points;
  const QString name = translated(strip()->frames[index].title);
  const int point = pointAt(mapOf(index, QSizeF(size())), points, position, theme().len(6));
  return point < 0 ? name : pointReadout(points, static_cast<size_t>(point)) + u'\n' + name;
}

std::vector<LegendEntry> StripView::legend() const {
  const Strip* s = strip();
  if (!s || s->frames.back().points.values.empty()) return {};
  const Points& points = s->frames.back().points;
  LegendEntry entry;
  entry.mark = LegendEntry::Mark::ramp;
  entry.text = tr("%1 to %2").arg(formatPlain(points.valueLow), formatPlain(points.valueHigh));
  for (int k = 0; k < 16; ++k) entry.ramp.push_back(markRamp(theme(), k / 15.0));
  return {entry};
}

QString StripView::textSummary() const {
  const Strip* s = strip();
  if (!s) return tr("%1: nothing to show yet.").arg(title());
  QString text =
      tr("%1: %2 moments from %3 to %4, %5 points each.")
          .arg(title(), QString::number(s->frames.size()), translated(s->frames.front().title),
               translated(s->frames.back().title), formatCount(static_cast<qint64>(s->frames.back().points.size())));
  if (s->current >= 0 && s->current < static_cast<int>(s->frames.size()))
    text += tr(" Now at %1.").arg(translated(s->frames[s->current].title));
  return text;
}

QString StripView::copyValues() const {
  const Strip* s = strip();
  QString text = u"frame,row,x,y\n"_s;
  for (size_t f = 0; s && f < s->frames.size(); ++f) {
    const Points& p = s->frames[f].points;
    for (size_t i = 0; p.dims >= 2 && i < p.size(); ++i) {
      text += csvCell(translated(s->frames[f].title)) + u',' + QString::number(i) + u',' +
              csvNumber(p.coordinates[i * p.dims]) + u',' + csvNumber(p.coordinates[i * p.dims + 1]) + u'\n';
    }
  }
  return text;
}

}  // namespace gradus
