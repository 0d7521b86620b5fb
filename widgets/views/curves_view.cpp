#include "widgets/views/curves_view.h"

#include "widgets/views/qcp.h"

#include <algorithm>

#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/marks.h"
#include "widgets/views/ticks.h"

namespace gradus {
using namespace Qt::StringLiterals;

CurvesView::CurvesView(const View& view, QWidget* parent) : PlotView(view, parent) {
  paintOn("bands", [this](QPainter& painter, const PlotMap& map) { paintBackground(painter, map); });
  paintOn(
      "labels", [this](QPainter& painter, const PlotMap& map) { paintGoals(painter, map); }, Clip::none);
  paintOn(
      "labels", [this](QPainter& painter, const PlotMap& map) { paintLabels(painter, map); }, Clip::none);
}

const Curves* CurvesView::main() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* curves = layer<Curves>(i)) return curves;
  }
  return nullptr;
}

void CurvesView::collect() {
  curves_.clear();
  kept_.clear();
  const bool overSteps = view().x.title.pattern == "step";
  const auto add = [&](const ChannelPtr& channel, bool ghost, bool stale) {
    const auto* curves = valueOf<Curves>(channel);
    if (!curves) return;
    kept_.push_back(channel);
    const double now = std::isfinite(curves->now) || !overSteps ? curves->now : frame().now;
    for (const Curve& curve : curves->curves) {
      const bool isGhost = ghost || curve.ghost;
      curves_.push_back({&curve, isGhost ? std::nan("") : now, isGhost, stale, nullptr, nullptr});
    }
  };
  for (const ChannelPtr& ghost : frame().ghost) add(ghost, true, false);
  for (size_t i = 0; i < frame().layers.size(); ++i) add(frame().layers[i], false, isStale(i));
}

void CurvesView::frameChanged(const ViewFrame& previous) {
  collect();
  fillGraphs();
  styled_ = false;
  PlotView::frameChanged(previous);
}

void CurvesView::fillGraphs() {
  QCustomPlot& plot = plotter();
  while (graphs_.size() < 2 * curves_.size()) {
    graphs_.push_back(plot.addGraph());
    graphs_.back()->setLayer(QLatin1String("lines"));
  }
  for (size_t i = 0; i < graphs_.size(); ++i) {
    if (i >= 2 * curves_.size()) graphs_[i]->data()->clear();
  }
  for (size_t i = 0; i < curves_.size(); ++i) {
    Shown& shown = curves_[i];
    shown.past = graphs_[2 * i];
    shown.future = graphs_[2 * i + 1];
    const Curve& curve = *shown.curve;
    const size_t n = std::min(curve.x.size(), curve.y.size());
    QVector<QCPGraphData> past, future;
    past.reserve(static_cast<qsizetype>(n));
    for (size_t k = 0; k < n; ++k) {
      const QCPGraphData point(PlotMap::axisValue(curve.x[k], logX()), PlotMap::axisValue(curve.y[k], logY()));
      if (std::isnan(point.key)) continue;
      const bool later = std::isfinite(shown.now) && curve.x[k] > shown.now;
      // The future begins at the last past point, so that the line has no hole.
      if (later && future.isEmpty() && !past.isEmpty()) future.append(past.last());
      (later ? future : past).append(point);
    }
    const bool sorted = std::is_sorted(curve.x.begin(), curve.x.end());
    shown.past->data()->set(past, sorted);
    shown.future->data()->set(future, sorted);
  }
}

std::vector<QPointF> CurvesView::plotted(int curve, bool future) const {
  std::vector<QPointF> result;
  if (curve < 0 || curve >= curveCount()) return result;
  const QCPGraph* graph = future ? curves_[curve].future : curves_[curve].past;
  for (const QCPGraphData& point : *graph->data()) result.emplace_back(point.key, point.value);
  return result;
}

Extent CurvesView::contentExtent() const {
  Extent e{1e300, -1e300, 1e300, -1e300};
  const auto addX = [&](double x) {
    x = PlotMap::axisValue(x, logX());
    if (std::isfinite(x)) e.x0 = std::min(e.x0, x), e.x1 = std::max(e.x1, x);
  };
  const auto addY = [&](double y) {
    y = PlotMap::axisValue(y, logY());
    if (std::isfinite(y)) e.y0 = std::min(e.y0, y), e.y1 = std::max(e.y1, y);
  };
  for (const Shown& shown : curves_) {
    for (size_t k = 0; k < shown.curve->x.size() && k < shown.curve->y.size(); ++k) {
      addX(shown.curve->x[k]);
      addY(shown.curve->y[k]);
    }
    for (const double v : shown.curve->low) addY(v);
    for (const double v : shown.curve->high) addY(v);
  }
  if (e.x1 < e.x0) return e;
  for (const ChannelPtr& channel : kept_) {
    for (const Curves::Line& line : valueOf<Curves>(channel)->lines)
      line.vertical ? addX(line.value) : addY(line.value);
    for (const Curves::Range& range : valueOf<Curves>(channel)->ranges) addX(range.x0), addX(range.x1);
  }
  return e;
}

Extent CurvesView::roundedExtent(const Extent& content) const {
  Extent e = content;
  const auto round = [](double& low, double& high, double parts) {
    if (!(high > low)) return;
    const double step = niceStep((high - low) / parts);
    low = std::floor(low / step + 1e-9) * step;
    high = std::ceil(high / step - 1e-9) * step;
  };
  // A running x axis grows by round amounts, not with every step.
  const bool running = std::any_of(curves_.begin(), curves_.end(), [](const Shown& s) { return std::isfinite(s.now); });
  if (running && !logX()) round(e.x0, e.x1, 4);
  if (logY()) {
    e.y0 = std::floor(e.y0 + 1e-9);
    e.y1 = std::ceil(e.y1 - 1e-9);
    if (e.y1 <= e.y0) e.y1 = e.y0 + 1;
  } else {
    round(e.y0, e.y1, 5);
  }
  return e;
}

void CurvesView::style(const PlotMap& map) {
  const Theme& t = *map.theme;
  const PlotLines lines = t.plotLines();
  for (const Shown& shown : curves_) {
    const Curve& curve = *shown.curve;
    const QColor ink = inkOf(t, curve.paint);
    const double width = shown.ghost ? lines.secondary : lines.line / 2 * curve.width;
    const QColor colour = shown.ghost ? t.ghost(ink) : withOpacity(ink, shown.stale ? 0.6 : 1);
    shown.past->setPen(linePen(colour, width, curve.style));
    shown.future->setPen(linePen(t.axis, t.plotLines().secondary, curve.style));
    QCPScatterStyle marks(QCPScatterStyle::ssNone);
    if (curve.marks && !shown.ghost) {
      const QColor fill = fillOf(t, curve.paint);
      marks = QCPScatterStyle(QCPScatterStyle::ssDisc, QPen(t.dark ? t.canvas : ink, t.len(1)), QBrush(fill),
                              2 * t.len(t.presenting ? 6 : 3.5));
    }
    shown.past->setScatterStyle(marks);
  }
}

void CurvesView::prepare(const PlotMap& map) {
  style(map);
}

void CurvesView::paintBackground(QPainter& painter, const PlotMap& map) const {
  const Theme& t = *map.theme;
  painter.setPen(Qt::NoPen);
  for (const ChannelPtr& channel : kept_) {
    for (const Curves::Range& range : valueOf<Curves>(channel)->ranges) {
      const QRectF area(QPointF(map.pixelX(range.x0), map.rect.top()),
                        QPointF(map.pixelX(range.x1), map.rect.bottom()));
      painter.fillRect(area.intersected(map.rect), withOpacity(t.text, 0.07));
    }
  }
  const auto fill = [&](const std::vector<double>& x, const std::vector<double>& low, const std::vector<double>& high,
                        double now, QColor colour) {
    QPolygonF upper, lower;
    for (size_t k = 0; k < x.size() && k < low.size() && k < high.size(); ++k) {
      if (std::isfinite(now) && x[k] > now) break;
      const QPointF a = map.pixel(x[k], high[k]), b = map.pixel(x[k], low[k]);
      if (isFinite(a) && isFinite(b)) upper << a, lower.prepend(b);
    }
    painter.setBrush(colour);
    if (upper.size() > 1) painter.drawPolygon(upper + lower);
  };
  for (const Shown& shown : curves_) {
    if (shown.curve->low.empty()) continue;
    fill(shown.curve->x, shown.curve->low, shown.curve->high, shown.now,
         withOpacity(fillOf(t, shown.curve->paint), 0.22));
  }
  const Curves* curves = main();
  if (!curves || !curves->fillGap || curves->curves.size() < 2) return;
  const Curve &a = curves->curves[0], &b = curves->curves[1];
  // The two are recorded at the same steps; where one is longer, the gap ends with the shorter.
  if (a.x == b.x ||
      std::equal(a.x.begin(), a.x.begin() + static_cast<long>(std::min(a.x.size(), b.x.size())), b.x.begin())) {
    for (const Shown& shown : curves_) {
      if (shown.curve == &a)
        fill(a.x.size() < b.x.size() ? a.x : b.x, a.y, b.y, shown.now, withOpacity(fillOf(t, a.paint), 0.16));
    }
  }
}

void CurvesView::paintGoals(QPainter& painter, const PlotMap& map) const {
  const Theme& t = *map.theme;
  const QFont font = t.font(TextRole::caption);
  const QFontMetricsF metrics(font);
  for (const ChannelPtr& channel : kept_) {
    const auto& curves = *valueOf<Curves>(channel);
    for (const Curves::Range& range : curves.ranges) {
      const double x = std::max(map.pixelX(range.x0), map.rect.left());
      drawHaloText(painter, {x + t.len(4), map.rect.top() + metrics.ascent() + t.len(2)}, translated(range.label), font,
                   t.muted, t.canvas, t.len(3));
    }
    for (const Curves::Line& line : curves.lines) {
      const QColor ink = inkOf(t, line.paint);
      const bool limit = line.paint.kind == PaintKind::error;
      painter.setPen(limit ? solid(ink, t.plotLines().line) : dashed(ink, t.plotLines().secondary, {5, 4}));
      const QString label = translated(line.label);
      const double width = metrics.horizontalAdvance(label);
      if (line.vertical) {
        const double x = map.pixelX(line.value);
        if (!(x >= map.rect.left() - 1 && x <= map.rect.right() + 1)) continue;
        if (limit)
          painter.fillRect(QRectF(QPointF(x, map.rect.top()), map.rect.bottomRight()), withOpacity(t.error, 0.12));
        painter.drawLine(QPointF(x, map.rect.top()), QPointF(x, map.rect.bottom()));
        const bool fits = x + t.len(5) + width < map.rect.right();
        drawHaloText(painter,
                     {fits ? x + t.len(5) : x - t.len(5) - width, map.rect.top() + metrics.ascent() + t.len(2)}, label,
                     font, ink, t.canvas, t.len(3));
      } else {
        const double y = map.pixelY(line.value);
        if (!(y >= map.rect.top() - 1 && y <= map.rect.bottom() + 1)) continue;
        painter.drawLine(QPointF(map.rect.left(), y), QPointF(map.rect.right(), y));
        drawHaloText(painter, {map.rect.right() - width - t.len(4), y - t.len(4)}, label, font, ink, t.canvas,
                     t.len(3));
      }
    }
  }
}

}  // namespace gradus
