// Names and numbers of curves: direct labels at the end or at the playhead, legend where they would collide, readout.
#include <QPainter>
#include <algorithm>

#include "widgets/views/curves_view.h"
#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/marks.h"

namespace gradus {
using namespace Qt::StringLiterals;

QString CurvesView::curveTitle(const Curve& curve) const {
  const QString text = translated(curve.title);
  return text.isEmpty() ? QString::fromStdString(curve.name) : text;
}

int CurvesView::lastIndex(const Shown& shown) const {
  const Curve& curve = *shown.curve;
  for (int k = static_cast<int>(std::min(curve.x.size(), curve.y.size())); k-- > 0;) {
    const bool past = !std::isfinite(shown.now) || curve.x[k] <= shown.now;
    if (past && std::isfinite(PlotMap::axisValue(curve.y[k], logY()))) return k;
  }
  return -1;
}

QString CurvesView::labelText(const Shown& shown) const {
  if (shown.ghost) return tr("previous run");
  const int last = lastIndex(shown);
  const QString value = last >= 0 ? formatNumber(shown.curve->y[last]) : QString();
  const auto named = std::count_if(curves_.begin(), curves_.end(), [](const Shown& s) { return !s.ghost; });
  const QString name = curveTitle(*shown.curve);
  // Where the card says what the one curve is, the number is enough.
  return named == 1 && (name.compare(title(), Qt::CaseInsensitive) == 0 || shown.curve->title.empty())
             ? value
             : name + u' ' + value;
}

double CurvesView::widestLabel() const {
  const QFontMetricsF metrics(theme().font(TextRole::caption));
  double widest = 0;
  for (const Shown& shown : curves_) {
    if (lastIndex(shown) >= 0) widest = std::max(widest, metrics.horizontalAdvance(labelText(shown)));
  }
  return widest;
}

QMarginsF CurvesView::plotMargins(const QSizeF& size) const {
  QMarginsF margins = PlotView::plotMargins(size);
  const Theme& t = theme();
  const auto named = std::count_if(curves_.begin(), curves_.end(), [](const Shown& s) { return !s.ghost; });
  const double room = widestLabel() + t.len(14);
  const double lineHeight = t.lineHeight(TextRole::caption);
  const double height = size.height() - margins.top() - margins.bottom();
  const bool fits = named > 0 && named <= 6 && room < 0.38 * size.width() && named * lineHeight < 0.7 * height;
  if (!fits) return margins;
  // Room for the labels grows and stays, so that the axes do not breathe with the digits.
  reserved_ = std::max(room, reserved_ < 0.38 * size.width() ? reserved_ : 0);
  margins.setRight(std::max(margins.right(), reserved_));
  return margins;
}

std::vector<CurvesView::Label> CurvesView::labels(const PlotMap& map) const {
  std::vector<Label> result;
  const Theme& t = *map.theme;
  bool ghostNamed = false;
  for (size_t i = 0; i < curves_.size(); ++i) {
    const Shown& shown = curves_[i];
    const int last = lastIndex(shown);
    if (last < 0 || (shown.ghost && ghostNamed)) continue;
    ghostNamed |= shown.ghost;
    const QPointF at = map.pixel(shown.curve->x[last], shown.curve->y[last]);
    if (at.x() < map.rect.left() - 1 || at.x() > map.rect.right() + 1) continue;
    const QColor ink = shown.ghost ? t.muted : t.text;
    result.push_back(
        {at, std::clamp(at.y(), map.rect.top(), map.rect.bottom()), labelText(shown), ink, static_cast<int>(i)});
  }
  // Pushed apart downwards, then back up from the bottom.
  const double apart = t.lineHeight(TextRole::caption);
  std::sort(result.begin(), result.end(), [](const Label& a, const Label& b) { return a.y < b.y; });
  for (size_t i = 1; i < result.size(); ++i) result[i].y = std::max(result[i].y, result[i - 1].y + apart);
  double floor = map.rect.bottom();
  for (size_t i = result.size(); i-- > 0;) {
    result[i].y = std::min(result[i].y, floor);
    floor = result[i].y - apart;
  }
  return result;
}

void CurvesView::paintLabels(QPainter& painter, const PlotMap& map) const {
  const Theme& t = *map.theme;
  const QFont font = t.font(TextRole::caption);
  const QFontMetricsF metrics(font);
  double now = std::nan("");
  for (const Shown& shown : curves_) now = std::isfinite(shown.now) ? shown.now : now;
  const double x = map.pixelX(now);
  if (x >= map.rect.left() && x <= map.rect.right()) {
    painter.setPen(dashed(t.text, t.len(1.2), {2, 3}));
    painter.drawLine(QPointF(x, map.rect.top()), QPointF(x, map.rect.bottom()));
  }
  const auto all = labels(map);
  for (const Label& label : all) {
    const Shown& shown = curves_[label.curve];
    const bool inside = label.at.y() >= map.rect.top() - 1 && label.at.y() <= map.rect.bottom() + 1;
    if (!std::isfinite(shown.now) || !inside) continue;
    painter.setPen(Qt::NoPen);
    painter.setBrush(inkOf(t, shown.curve->paint));
    painter.drawEllipse(label.at, t.len(t.presenting ? 6 : 3.5), t.len(t.presenting ? 6 : 3.5));
  }
  // Without room beside the axes a single line carries its number above its end; more lines keep to the legend.
  const double room = map.rect.right() + PlotView::plotMargins(map.rect.size()).right();
  const auto named = std::count_if(curves_.begin(), curves_.end(), [](const Shown& s) { return !s.ghost; });
  struct Placed {
    QPointF at;
    const Label* label;
  };
  std::vector<Placed> placed;
  for (const Label& label : all) {
    const double width = metrics.horizontalAdvance(label.text);
    const double left = label.at.x() + t.len(t.presenting ? 13 : 7);
    const bool beside = left + width <= std::max(room, map.rect.right() + reserved_);
    if (beside) {
      placed.push_back({{left, label.y + metrics.capHeight() / 2}, &label});
    } else if (named == 1 && !curves_[label.curve].ghost) {
      const bool above = label.at.y() - t.len(8) > map.rect.top() + metrics.ascent();
      const double y = above ? label.at.y() - t.len(8) : label.at.y() + t.len(8) + metrics.ascent();
      placed.push_back({{std::min(label.at.x(), map.rect.right()) - width, y}, &label});
    }
  }
  // All rims before all texts, so that no label cuts its neighbour.
  for (const bool rim : {true, false}) {
    for (const Placed& p : placed) {
      const bool outside = p.at.x() > map.rect.right();
      if (rim && !outside) drawHalo(painter, p.at, p.label->text, font, t.canvas, t.len(3));
      painter.setFont(font);
      painter.setPen(p.label->ink);
      if (!rim) painter.drawText(p.at, p.label->text);
    }
  }
}

std::vector<LegendEntry> CurvesView::legend() const {
  std::vector<LegendEntry> entries;
  const Theme& t = theme();
  size_t named = 0;
  for (const Shown& shown : curves_) {
    if (shown.ghost || shown.curve->paint.kind == PaintKind::value) continue;  // a colour per curve says what it means
    ++named;
    const LegendEntry::Mark mark = shown.curve->style == LineStyle::dashed   ? LegendEntry::Mark::dashed
                                   : shown.curve->style == LineStyle::dotted ? LegendEntry::Mark::dotted
                                                                             : LegendEntry::Mark::line;
    entries.push_back({curveTitle(*shown.curve),
                       mark,
                       MarkShape::circle,
                       fillOf(t, shown.curve->paint),
                       inkOf(t, shown.curve->paint),
                       {}});
  }
  if (named < 2) entries.clear();
  const Curves* curves = main();
  if (curves && curves->fillGap && curves->curves.size() > 1) {
    const QColor gap = t.tint(fillOf(t, curves->curves[0].paint), 0.3);
    entries.push_back({tr("gap"), LegendEntry::Mark::swatch, MarkShape::square, gap, gap, {}});
  }
  return entries;
}

QString CurvesView::readout(const QPointF& position) const {
  const PlotMap m = map();
  if (!m.rect.contains(position)) return {};
  const double x = m.data(position).x();
  QStringList lines;
  double nearest = std::nan("");
  for (const Shown& shown : curves_) {
    const Curve& curve = *shown.curve;
    if (curve.x.empty() || shown.ghost) continue;
    // Series are sorted; the others are short.
    const auto after = std::lower_bound(curve.x.begin(), curve.x.end(), x);
    auto k = static_cast<size_t>(after - curve.x.begin());
    if (k == curve.x.size() || (k > 0 && x - curve.x[k - 1] < curve.x[k] - x)) --k;
    if (k >= curve.y.size()) continue;
    if (std::isnan(nearest)) nearest = curve.x[k];
    if (lines.size() < 8) lines << curveTitle(curve) + u' ' + formatNumber(curve.y[k]);
  }
  if (lines.isEmpty()) return {};
  const QString axis = axisTitle(true);
  return (axis.isEmpty() ? formatNumber(nearest) : axis + u' ' + formatNumber(nearest)) + u'\n' + lines.join(u'\n');
}

void CurvesView::move(const QPointF& at, Qt::MouseButtons, Qt::KeyboardModifiers) {
  const PlotMap m = map();
  cursor_ = m.rect.contains(at) ? m.data(at).x() : std::nan("");
  Q_EMIT linkedCursorMoved(cursor_);
  update();
}

void CurvesView::leave() {
  cursor_ = std::nan("");
  Q_EMIT linkedCursorMoved(cursor_);
}

bool CurvesView::key(int key, Qt::KeyboardModifiers modifiers) {
  if (key != Qt::Key_Left && key != Qt::Key_Right) return false;
  const PlotMap m = map();
  const double step = (modifiers & Qt::ShiftModifier ? 1 : 10) * theme().len(1);
  double x = std::isfinite(cursor_) ? m.pixelX(cursor_) : m.rect.center().x();
  x = std::clamp(x + (key == Qt::Key_Left ? -step : step), m.rect.left() + 0.5, m.rect.right() - 0.5);
  const QPointF at(x, m.rect.center().y());
  cursor_ = m.data(at).x();
  showReadout(at, readout(at));
  update();
  return true;
}

void CurvesView::drawOverlay(QPainter& painter) {
  PlotView::drawOverlay(painter);
  if (std::isnan(cursor_)) return;
  const PlotMap m = map();
  const double x = m.pixelX(cursor_);
  if (!(x >= m.rect.left() && x <= m.rect.right())) return;
  painter.setPen(dashed(m.theme->text, m.theme->len(1), {2, 3}));
  painter.drawLine(QPointF(x, m.rect.top()), QPointF(x, m.rect.bottom()));
}

QString CurvesView::textSummary() const {
  QStringList parts;
  for (const Shown& shown : curves_) {
    const int last = lastIndex(shown);
    if (shown.ghost || last < 0) continue;
    parts << tr("%1 is %2 at %3")
                 .arg(curveTitle(*shown.curve), formatNumber(shown.curve->y[last]), formatNumber(shown.curve->x[last]));
  }
  if (parts.isEmpty()) return tr("%1: nothing recorded yet.").arg(title());
  return tr("%1: %2.").arg(title(), parts.join(u"; "_s));
}

QString CurvesView::copyValues() const {
  QString text = u"curve,x,y,low,high\n"_s;
  for (const Shown& shown : curves_) {
    const Curve& c = *shown.curve;
    if (shown.ghost) continue;
    for (size_t k = 0; k < c.x.size() && k < c.y.size(); ++k) {
      text += csvCell(curveTitle(c)) + u',' + csvNumber(c.x[k]) + u',' + csvNumber(c.y[k]) + u',' +
              (k < c.low.size() ? csvNumber(c.low[k]) : QString()) + u',' +
              (k < c.high.size() ? csvNumber(c.high[k]) : QString()) + u'\n';
    }
  }
  return text;
}

}  // namespace gradus
