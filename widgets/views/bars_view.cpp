#include "widgets/views/bars_view.h"

#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/marks.h"
#include "widgets/views/ticks.h"

namespace gradus {
using namespace Qt::StringLiterals;

BarsView::BarsView(const View& view, QWidget* parent) : PlotView(view, parent) {
  paintOn("bands", [this](QPainter& painter, const PlotMap& map) { paintBars(painter, map); });
}

const Bars* BarsView::bars() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* b = layer<Bars>(i)) return b;
  }
  return nullptr;
}

void BarsView::frameChanged(const ViewFrame& previous) {
  if (const Bars* b = bars()) {
    // Names under the bars as far as they have room; many bars keep every k-th name.
    std::map<double, QString> names;
    const size_t n = b->values.size();
    const QFontMetricsF metrics(theme().font(TextRole::caption));
    double widest = 0;
    for (const std::string& label : b->labels) {
      widest = std::max(widest, metrics.horizontalAdvance(QString::fromStdString(label)));
    }
    const double room = 0.8 * std::max(width(), 160) / std::max<double>(1, static_cast<double>(n));
    const size_t every = std::max<size_t>(1, static_cast<size_t>(std::ceil((widest + theme().len(8)) / room)));
    for (size_t i = 0; i < n; i += every) {
      names[static_cast<double>(i)] =
          i < b->labels.size() ? QString::fromStdString(b->labels[i]) : QString::number(i + 1);
    }
    setTickNames(true, names);
  }
  PlotView::frameChanged(previous);
}

Extent BarsView::contentExtent() const {
  const Bars* b = bars();
  if (!b || b->values.empty()) return {1, 0, 1, 0};
  Extent e{-0.6, static_cast<double>(b->values.size()) - 0.4, 0, 0};
  for (const auto* values : {&b->values, &b->line}) {
    for (const double v : *values) {
      if (std::isfinite(v)) e.y0 = std::min(e.y0, v), e.y1 = std::max(e.y1, v);
    }
  }
  if (logY()) {
    e.y0 = 1e300, e.y1 = -1e300;
    for (const double v : b->values) {
      if (v > 0) e.y0 = std::min(e.y0, std::floor(std::log10(v))), e.y1 = std::max(e.y1, std::ceil(std::log10(v)));
    }
  }
  return e;
}

Extent BarsView::roundedExtent(const Extent& content) const {
  Extent e = content;
  if (logY() || !(e.y1 > e.y0)) return e;
  const double step = niceStep((e.y1 - e.y0) / 5);
  e.y0 = std::floor(e.y0 / step + 1e-9) * step;
  e.y1 = std::ceil(e.y1 / step - 1e-9) * step;
  return e;
}

void BarsView::paintBars(QPainter& painter, const PlotMap& map) const {
  const Bars* b = bars();
  if (!b) return;
  const Theme& t = *map.theme;
  painter.setPen(Qt::NoPen);
  const double base = map.logY ? map.rect.bottom() : map.pixelY(0);
  QPolygonF line;
  for (int i = 0; i < static_cast<int>(b->values.size()); ++i) {
    const double top = map.pixelY(b->values[i]);
    if (std::isfinite(top)) {
      const bool pale = b->active >= 0 && i > b->active;
      QColor fill = i == b->highlighted ? t.accent : fillOf(t, b->paint);
      if (pale) fill = t.tint(fill, 0.3);
      painter.setBrush(fill);
      painter.drawRect(QRectF(QPointF(map.pixelX(i - 0.38), top), QPointF(map.pixelX(i + 0.38), base)).normalized());
    }
    if (i < static_cast<int>(b->line.size())) {
      const QPointF p = map.pixel(i, b->line[i]);
      if (isFinite(p)) line << p;
    }
  }
  if (base < map.rect.bottom() - 1) {
    painter.setPen(QPen(t.axis, t.hairline()));
    painter.drawLine(QPointF(map.rect.left(), base), QPointF(map.rect.right(), base));
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(solid(t.text, t.plotLines().line));
  painter.drawPolyline(line);
  painter.setBrush(t.text);
  painter.setPen(Qt::NoPen);
  for (const QPointF& p : line) painter.drawEllipse(p, t.len(2.5), t.len(2.5));
}

int BarsView::barAt(const QPointF& position) const {
  const PlotMap m = map();
  const Bars* b = bars();
  if (!b || !m.rect.contains(position)) return -1;
  const int i = static_cast<int>(std::lround(m.data(position).x()));
  return i >= 0 && i < static_cast<int>(b->values.size()) ? i : -1;
}

QString BarsView::barText(const Bars& b, int i) const {
  QString text =
      formatNumber(b.values[i]) + u'\n' +
      (i < static_cast<int>(b.labels.size()) ? QString::fromStdString(b.labels[i]) : tr("bar %1").arg(i + 1));
  if (i < static_cast<int>(b.line.size())) {
    const QString name = translated(b.lineTitle);
    text += u'\n' + (name.isEmpty() ? tr("line") : name) + u' ' + formatNumber(b.line[i]);
  }
  return text;
}

QString BarsView::readout(const QPointF& position) const {
  const int i = barAt(position);
  return i < 0 ? QString() : barText(*bars(), i);
}

bool BarsView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  const int i = barAt(at);
  if (button != Qt::LeftButton || i < 0 || view().layers.empty() || !isInteractive()) return false;
  if (handle(Gesture::click, view().layers[0]))
    send(Gesture::click, view().layers[0], {{"index", int64_t{i}}}, true, newGesture());
  return true;
}

bool BarsView::key(int key, Qt::KeyboardModifiers) {
  const Bars* b = bars();
  if (!b || b->values.empty()) return false;
  const int last = static_cast<int>(b->values.size()) - 1;
  if (key == Qt::Key_Left)
    cursor_ = cursor_ <= 0 ? 0 : cursor_ - 1;
  else if (key == Qt::Key_Right)
    cursor_ = std::min(last, cursor_ + 1);
  else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && cursor_ >= 0 && cursor_ <= last && isInteractive()) {
    if (!view().layers.empty() && handle(Gesture::click, view().layers[0])) {
      send(Gesture::click, view().layers[0], {{"index", int64_t{cursor_}}}, true, newGesture());
    }
    return true;
  } else {
    return false;
  }
  const PlotMap m = map();
  showReadout(QPointF(m.pixelX(cursor_), m.rect.center().y()), barText(*b, cursor_));
  update();
  return true;
}

void BarsView::drawOverlay(QPainter& painter) {
  PlotView::drawOverlay(painter);
  const Bars* b = bars();
  if (!b || cursor_ < 0 || cursor_ >= static_cast<int>(b->values.size()) || !hasFocus()) return;
  const PlotMap m = map();
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(m.theme->focus, m.theme->focusLine()));
  painter.drawRect(
      QRectF(QPointF(m.pixelX(cursor_ - 0.45), m.rect.top()), QPointF(m.pixelX(cursor_ + 0.45), m.rect.bottom())));
}

std::vector<LegendEntry> BarsView::legend() const {
  const Bars* b = bars();
  if (!b || b->line.empty()) return {};
  const Theme& t = theme();
  return {{translated(b->lineTitle), LegendEntry::Mark::line, MarkShape::circle, t.text, t.text, {}}};
}

QString BarsView::textSummary() const {
  const Bars* b = bars();
  if (!b || b->values.empty()) return tr("%1: nothing to show yet.").arg(title());
  const auto top = std::max_element(b->values.begin(), b->values.end(),
                                    [](double x, double y) { return y > x || (std::isnan(x) && !std::isnan(y)); });
  const auto i = static_cast<size_t>(top - b->values.begin());
  const QString name = i < b->labels.size() ? QString::fromStdString(b->labels[i]) : QString::number(i + 1);
  return tr("%1: %2 bars, the highest is %3 with %4.")
      .arg(title(), formatCount(static_cast<qint64>(b->values.size())), name, formatNumber(*top));
}

QString BarsView::copyValues() const {
  QString text = u"label,value,line\n"_s;
  const Bars* b = bars();
  for (size_t i = 0; b && i < b->values.size(); ++i) {
    text += csvCell(i < b->labels.size() ? QString::fromStdString(b->labels[i]) : QString::number(i + 1)) + u',' +
            csvNumber(b->values[i]) + u',' + (i < b->line.size() ? csvNumber(b->line[i]) : QString()) + u'\n';
  }
  return text;
}

}  // namespace gradus
