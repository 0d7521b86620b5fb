#include "widgets/views/legend.h"

#include <QPainter>

#include "widgets/theme/theme_service.h"
#include "widgets/views/draw_lines.h"
#include "widgets/views/marks.h"

namespace gradus {

namespace {

double symbolWidth(const Theme& t, LegendEntry::Mark mark) {
  const double k = t.presenting ? 2 : 1;
  switch (mark) {
    case LegendEntry::Mark::line:
    case LegendEntry::Mark::dashed:
    case LegendEntry::Mark::dotted:
      return t.len(18 * k);
    case LegendEntry::Mark::ramp:
      return t.len(72 * k);
    default:
      return t.len(12 * k);
  }
}

double entryWidth(const Theme& t, const LegendEntry& entry) {
  const double text = QFontMetricsF(t.font(TextRole::caption)).horizontalAdvance(entry.text);
  return symbolWidth(t, entry.mark) + (entry.text.isEmpty() ? t.len(4) : t.len(5) + text + t.len(12));
}

void drawSymbol(QPainter& painter, const QRectF& area, const Theme& t, const LegendEntry& entry) {
  const QPointF middle = area.center();
  const double k = t.presenting ? 2 : 1;
  const auto line = [&](LineStyle style) {
    painter.setPen(linePen(entry.ink, t.len(2 * k), style));
    painter.drawLine(QPointF(area.left() + 1, middle.y()), QPointF(area.right() - 1, middle.y()));
  };
  MarkStyle mark;
  mark.shape = entry.shape;
  mark.fill = entry.fill;
  mark.outline = entry.ink;
  mark.radius = t.len(4 * k);
  mark.outlineWidth = t.markOutline();
  switch (entry.mark) {
    case LegendEntry::Mark::line:
      line(LineStyle::solid);
      return;
    case LegendEntry::Mark::dashed:
      line(LineStyle::dashed);
      return;
    case LegendEntry::Mark::dotted:
      line(LineStyle::dotted);
      return;
    case LegendEntry::Mark::filled:
      break;
    case LegendEntry::Mark::hollow:
      mark.body = MarkStyle::Body::hollow;
      break;
    case LegendEntry::Mark::dottedPoint:
      mark.body = MarkStyle::Body::dotted;
      break;
    case LegendEntry::Mark::cross:
      mark.body = MarkStyle::Body::stroke;
      mark.outlineWidth = t.len(1.8 * k);
      break;
    case LegendEntry::Mark::swatch:
      painter.fillRect(QRectF(area.left(), middle.y() - t.len(5 * k), area.width(), t.len(10 * k)), entry.fill);
      return;
    case LegendEntry::Mark::ramp: {
      QImage image(std::max<int>(1, static_cast<int>(entry.ramp.size())), 1, QImage::Format_RGB32);
      for (int i = 0; i < static_cast<int>(entry.ramp.size()); ++i) image.setPixelColor(i, 0, entry.ramp[i]);
      painter.setRenderHint(QPainter::SmoothPixmapTransform);
      if (!entry.ramp.empty())
        painter.drawImage(QRectF(area.left(), middle.y() - t.len(4 * k), area.width(), t.len(8 * k)), image);
      return;
    }
  }
  drawMark(painter, middle, mark);
}

}  // namespace

double legendWidth(const Theme& theme, const std::vector<LegendEntry>& entries) {
  double width = 0;
  for (const LegendEntry& entry : entries) width += entryWidth(theme, entry);
  return width;
}

void drawLegend(QPainter& painter, const QRectF& area, const Theme& theme, const std::vector<LegendEntry>& entries) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(theme.font(TextRole::caption));
  double x = std::max(area.left(), area.right() - legendWidth(theme, entries));
  for (const LegendEntry& entry : entries) {
    const double width = entryWidth(theme, entry), symbol = symbolWidth(theme, entry.mark);
    if (x + width > area.right() + theme.len(12)) break;
    drawSymbol(painter, QRectF(x, area.top(), symbol, area.height()), theme, entry);
    painter.setPen(theme.muted);
    painter.drawText(QRectF(x + symbol + theme.len(5), area.top(), width, area.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, entry.text);
    x += width;
  }
  painter.restore();
}

LegendBar::LegendBar(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Legend"));
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void LegendBar::setView(LiveView* view) {
  if (view_) disconnect(view_, nullptr, this, nullptr);
  view_ = view;
  if (!view) return setEntries({});
  connect(view, &LiveView::legendChanged, this,
          [this] { setEntries(view_ ? view_->legend() : std::vector<LegendEntry>{}); });
  setEntries(view->legend());
}

void LegendBar::setEntries(std::vector<LegendEntry> entries) {
  entries_ = std::move(entries);
  QStringList names;
  for (const LegendEntry& entry : entries_) {
    if (!entry.text.isEmpty()) names << entry.text;
  }
  setAccessibleDescription(names.join(QLatin1String(", ")));
  updateGeometry();
  update();
}

QSize LegendBar::sizeHint() const {
  const Theme& t = themeOf(this);
  return {qCeil(legendWidth(t, entries_)), t.lineHeight(TextRole::body)};
}

void LegendBar::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  drawLegend(painter, QRectF(rect()), themeOf(this), entries_);
}

}  // namespace gradus
