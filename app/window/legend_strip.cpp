#include "app/window/legend_strip.h"

#include <QLinearGradient>
#include <QPainter>
#include <cmath>

#include "widgets/theme/theme_service.h"
#include "widgets/views/marks.h"

namespace gradus {
namespace {

double markWidth(const LegendEntry& entry, const Theme& theme) {
  switch (entry.mark) {
    case LegendEntry::Mark::line:
    case LegendEntry::Mark::dashed:
    case LegendEntry::Mark::dotted:
      return theme.len(20);
    case LegendEntry::Mark::ramp:
      return theme.len(56);
    case LegendEntry::Mark::swatch:
      return theme.len(14);
    default:
      return theme.len(12);
  }
}

void drawLine(QPainter& painter, const LegendEntry& entry, const QRectF& box, const Theme& theme) {
  QPen pen = solid(entry.ink, theme.len(2.5));
  if (entry.mark == LegendEntry::Mark::dashed) pen = dashed(entry.ink, theme.len(2.5), {theme.len(7), theme.len(4)});
  if (entry.mark == LegendEntry::Mark::dotted) pen = dashed(entry.ink, theme.len(2.5), {theme.len(2), theme.len(4)});
  painter.setPen(pen);
  painter.drawLine(QPointF(box.left() + 1, box.center().y()), QPointF(box.right() - 1, box.center().y()));
}

void drawEntryMark(QPainter& painter, const LegendEntry& entry, const QRectF& box, const Theme& theme) {
  using Mark = LegendEntry::Mark;
  if (entry.mark == Mark::line || entry.mark == Mark::dashed || entry.mark == Mark::dotted) {
    drawLine(painter, entry, box, theme);
  } else if (entry.mark == Mark::ramp) {
    QLinearGradient gradient(box.topLeft(), box.topRight());
    for (size_t i = 0; i < entry.ramp.size(); ++i)
      gradient.setColorAt(entry.ramp.size() > 1 ? static_cast<double>(i) / (entry.ramp.size() - 1) : 0, entry.ramp[i]);
    painter.fillRect(QRectF(box.left(), box.center().y() - theme.len(5), box.width(), theme.len(10)), gradient);
  } else if (entry.mark == Mark::swatch) {
    painter.setPen(entry.ink.isValid() ? QPen(entry.ink, 1) : QPen(Qt::NoPen));
    painter.setBrush(entry.fill);
    painter.drawRect(QRectF(box.left(), box.center().y() - theme.len(5), box.width(), theme.len(10)));
  } else {
    MarkStyle style;
    style.shape = entry.mark == Mark::cross ? MarkShape::cross : entry.shape;
    style.body = entry.mark == Mark::hollow        ? MarkStyle::Body::hollow
                 : entry.mark == Mark::dottedPoint ? MarkStyle::Body::dotted
                 : entry.mark == Mark::cross       ? MarkStyle::Body::stroke
                                                   : MarkStyle::Body::filled;
    style.fill = entry.fill;
    style.outline = entry.ink;
    style.radius = theme.len(4.5);
    style.outlineWidth = theme.markOutline();
    drawMark(painter, box.center(), style);
  }
}

}  // namespace

LegendStrip::LegendStrip(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  setAttribute(Qt::WA_TransparentForMouseEvents);
}

void LegendStrip::setEntries(std::vector<LegendEntry> entries) {
  entries_ = std::move(entries);
  shown_ = std::min(shown_, entries_.size());
  update();
}

double LegendStrip::widthOf(const LegendEntry& entry) const {
  const Theme& theme = themeOf(this);
  const double text = QFontMetricsF(theme.font(TextRole::caption)).horizontalAdvance(entry.text);
  return markWidth(entry, theme) + (entry.text.isEmpty() ? 0 : theme.len(6) + text) + theme.len(12);
}

QSize LegendStrip::sizeHint() const {
  double wide = 0;
  for (const LegendEntry& entry : entries_) wide += widthOf(entry);
  return {qRound(wide), themeOf(this).lineHeight(TextRole::body)};
}

void LegendStrip::fitInto(int room) {
  const double gap = themeOf(this).len(12);
  double wide = 0, fits = 0;
  size_t shown = 0;
  for (size_t i = 0; i < entries_.size(); ++i) {
    wide += widthOf(entries_[i]);
    if (wide - gap > room) break;
    // A mark without words belongs to the next entry that has some.
    if (entries_[i].text.isEmpty() && i + 1 < entries_.size()) continue;
    shown = i + 1;
    fits = wide - gap;
  }
  shown_ = shown;
  QStringList rest;
  for (const LegendEntry& entry : entries_)
    if (!entry.text.isEmpty()) rest << entry.text;
  setAccessibleName(rest.join(QStringLiteral(", ")));
  setFixedWidth(std::max(0, qRound(std::ceil(fits))));
  update();
}

void LegendStrip::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  double wide = 0;
  for (size_t i = 0; i < shown_; ++i) wide += widthOf(entries_[i]);
  double x = width() - wide + theme.len(12);
  painter.setFont(theme.font(TextRole::caption));
  for (size_t i = 0; i < shown_; ++i) {
    const double mark = markWidth(entries_[i], theme);
    drawEntryMark(painter, entries_[i], QRectF(x, 0, mark, height()), theme);
    painter.setPen(theme.muted);
    painter.drawText(QRectF(x + mark + theme.len(6), 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter,
                     entries_[i].text);
    x += widthOf(entries_[i]);
  }
}

}  // namespace gradus
