#include "widgets/views/histogram_view.h"

#include <QPainter>
#include <algorithm>

#include "widgets/views/draw_histogram.h"
#include "widgets/views/format.h"
#include "widgets/views/marks.h"
#include "widgets/views/ticks.h"

namespace gradus {
using namespace Qt::StringLiterals;

HistogramView::HistogramView(const View& view, QWidget* parent) : PlotView(view, parent) {
  paintOn("bands", [this](QPainter& painter, const PlotMap& map) {
    for (size_t i = 0; i < frame().layers.size(); ++i) {
      if (isStale(i)) painter.setOpacity(0.6);
      if (const auto* h = layer<Histogram>(i)) drawHistogram(painter, map, *h, map.rect, false);
      painter.setOpacity(1);
    }
  });
}

const Histogram* HistogramView::histogram() const {
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* h = layer<Histogram>(i)) return h;
  }
  return nullptr;
}

Extent HistogramView::contentExtent() const {
  Extent along{1e300, -1e300, 1e300, -1e300};
  bool horizontal = false;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    const auto* h = layer<Histogram>(i);
    if (!h) continue;
    horizontal |= h->horizontal;
    for (const auto* values : {&h->edges, &h->exactX}) {
      for (const double x : *values) {
        if (std::isfinite(x)) along.x0 = std::min(along.x0, x), along.x1 = std::max(along.x1, x);
      }
    }
    along.y0 = 0;
    along.y1 = std::max(along.y1, histogramTop(*h) * 1.04);
  }
  return horizontal ? Extent{along.y0, along.y1, along.x0, along.x1} : along;
}

Extent HistogramView::roundedExtent(const Extent& content) const {
  Extent e = content;
  const Histogram* h = histogram();
  double& high = h && h->horizontal ? e.x1 : e.y1;
  if (high > 0) {
    const double step = niceStep(high / 5);
    high = std::ceil(high / step - 1e-9) * step;
  }
  return e;
}

std::vector<LegendEntry> HistogramView::legend() const {
  const Histogram* h = histogram();
  if (!h || h->exactX.empty()) return {};
  const Theme& t = theme();
  const QColor bars = t.tint(fillOf(t, h->paint), 0.55);
  return {{tr("observed"), LegendEntry::Mark::swatch, MarkShape::square, bars, bars, {}},
          {tr("exact"), LegendEntry::Mark::line, MarkShape::circle, t.text, t.text, {}}};
}

QString HistogramView::readout(const QPointF& position) const {
  const PlotMap m = map();
  const Histogram* h = histogram();
  if (!h || !m.rect.contains(position)) return {};
  const QPointF data = m.data(position);
  const double at = h->horizontal ? data.y() : data.x();
  const auto next = std::upper_bound(h->edges.begin(), h->edges.end(), at);
  if (next == h->edges.begin() || next == h->edges.end()) return {};
  const auto bin = static_cast<size_t>(next - h->edges.begin()) - 1;
  if (bin >= h->heights.size()) return {};
  return formatNumber(h->heights[bin]) + u'\n' +
         tr("%1 to %2").arg(formatNumber(h->edges[bin]), formatNumber(h->edges[bin + 1]));
}

QString HistogramView::textSummary() const {
  const Histogram* h = histogram();
  if (!h || h->heights.empty() || h->edges.size() < 2) return tr("%1: nothing to show yet.").arg(title());
  const auto top = std::max_element(h->heights.begin(), h->heights.end());
  const auto bin = static_cast<size_t>(top - h->heights.begin());
  QString text = tr("%1: %2 bars from %3 to %4, highest between %5 and %6.")
                     .arg(title(), formatCount(static_cast<qint64>(h->heights.size())), formatNumber(h->edges.front()),
                          formatNumber(h->edges.back()), formatNumber(h->edges[bin]),
                          formatNumber(h->edges[std::min(bin + 1, h->edges.size() - 1)]));
  return text;
}

QString HistogramView::copyValues() const {
  QString text = u"from,to,height\n"_s;
  const Histogram* h = histogram();
  for (size_t i = 0; h && i < h->heights.size() && i + 1 < h->edges.size(); ++i) {
    text += csvNumber(h->edges[i]) + u',' + csvNumber(h->edges[i + 1]) + u',' + csvNumber(h->heights[i]) + u'\n';
  }
  return text;
}

}  // namespace gradus
