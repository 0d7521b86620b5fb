#include "widgets/views/draw_histogram.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>

#include "widgets/views/marks.h"

namespace gradus {

double histogramTop(const Histogram& histogram) {
  double top = 0;
  for (const double h : histogram.heights) top = std::isfinite(h) ? std::max(top, h) : top;
  for (const double h : histogram.exactY) top = std::isfinite(h) ? std::max(top, h) : top;
  return top;
}

void drawHistogram(QPainter& painter, const PlotMap& map, const Histogram& histogram, const QRectF& area, bool margin) {
  const Theme& t = *map.theme;
  const double top = histogramTop(histogram);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipRect(area.adjusted(-1, -2, 1, 2));
  // Along the bars' axis, and up from the base.
  const auto place = [&](double position, double height) -> QPointF {
    if (histogram.horizontal) {
      return {margin ? area.left() + (top > 0 ? height / top * area.width() : 0) : map.pixelX(height),
              map.pixelY(position)};
    }
    return {map.pixelX(position),
            margin ? area.bottom() - (top > 0 ? height / top * area.height() : 0) : map.pixelY(height)};
  };
  painter.setPen(Qt::NoPen);
  painter.setBrush(t.tint(fillOf(t, histogram.paint), 0.55));
  for (size_t i = 0; i < histogram.heights.size() && i + 1 < histogram.edges.size(); ++i) {
    const QPointF a = place(histogram.edges[i], 0), b = place(histogram.edges[i + 1], histogram.heights[i]);
    if (!isFinite(a) || !isFinite(b) || !(histogram.heights[i] > 0)) continue;
    QRectF bar = QRectF(a, b).normalized();
    // A hairline of ground between bars that are wide enough.
    const double gap = std::min(1.0, 0.15 * (histogram.horizontal ? bar.height() : bar.width()));
    bar = histogram.horizontal ? bar.adjusted(0, gap / 2, 0, -gap / 2) : bar.adjusted(gap / 2, 0, -gap / 2, 0);
    painter.drawRect(bar);
  }
  QPolygonF exact;
  for (size_t i = 0; i < histogram.exactX.size() && i < histogram.exactY.size(); ++i) {
    const QPointF p = place(histogram.exactX[i], histogram.exactY[i]);
    if (isFinite(p)) exact << p;
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(solid(t.text, t.plotLines().line));
  if (exact.size() > 1) painter.drawPolyline(exact);
  if (margin) {
    painter.setPen(QPen(t.axis, t.hairline()));
    if (histogram.horizontal)
      painter.drawLine(area.topLeft(), area.bottomLeft());
    else
      painter.drawLine(area.bottomLeft(), area.bottomRight());
  }
  painter.restore();
}

}  // namespace gradus
