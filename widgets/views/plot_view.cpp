#include "widgets/views/plot_view.h"

#include "widgets/views/qcp.h"

#include <QPaintEngine>
#include <QPicture>
#include <algorithm>

#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"
#include "widgets/views/ticks.h"

namespace gradus {

namespace {

/// Ticks by our own rule, or given names.
class Ticker : public QCPAxisTicker {
 public:
  int wanted = 5;
  bool logarithmic = false;
  const std::map<double, QString>* names = nullptr;

  void generate(const QCPRange& range, const QLocale&, QChar, int, QVector<double>& ticks, QVector<double>* subTicks,
                QVector<QString>* labels) override {
    ticks.clear();
    if (subTicks) subTicks->clear();
    if (labels) labels->clear();
    const auto add = [&](double at, const QString& label) {
      ticks.append(at);
      if (labels) labels->append(label);
    };
    if (names) {
      for (const auto& [at, label] : *names) {
        if (at >= range.lower && at <= range.upper) add(at, label);
      }
      return;
    }
    for (const auto& [at, label] : niceTicks(range.lower, range.upper, wanted, logarithmic)) add(at, label);
  }
};

}  // namespace

/// Hands one layer of the plot to a paint function of the view.
class PaintedLayer : public QCPLayerable {
 public:
  PaintedLayer(QCustomPlot* plot, const QString& layerName, std::function<void(QPainter&)> paint, bool clipped)
      : QCPLayerable(plot, layerName), paint_(std::move(paint)), clipped_(clipped) {}

 protected:
  QRect clipRect() const override {
    // One pixel of air on every side: marks on the edge of the axes stay whole enough to be seen.
    return clipped_ ? mParentPlot->axisRect()->rect().adjusted(0, 0, 1, 1) : mParentPlot->viewport();
  }
  void applyDefaultAntialiasingHint(QCPPainter* painter) const override { painter->setAntialiasing(true); }
  void draw(QCPPainter* painter) override { paint_(*painter); }

 private:
  std::function<void(QPainter&)> paint_;
  bool clipped_;
};

PlotView::PlotView(const View& view, QWidget* parent) : LiveView(view, parent), plot_(std::make_unique<QCustomPlot>()) {
  plot_->setAttribute(Qt::WA_DontShowOnScreen);
  plot_->setAccessibleName(title());
  plot_->setPlottingHint(QCP::phFastPolylines, true);
  plot_->setNoAntialiasingOnDrag(false);
  plot_->setBackground(QBrush(Qt::NoBrush));
  const auto addLayers = [this](std::initializer_list<const char*> names, QLatin1String above) {
    QString under = above;
    for (const char* name : names) {
      plot_->addLayer(QLatin1String(name), plot_->layer(under), QCustomPlot::limAbove);
      under = QLatin1String(name);
    }
  };
  addLayers({"field"}, QLatin1String("background"));
  addLayers({"contours", "ghosts", "bands", "lines", "marks"}, QLatin1String("grid"));
  addLayers({"labels", "handles"}, QLatin1String("axes"));
  QCPAxisRect* rect = plot_->axisRect();
  rect->setAutoMargins(QCP::msNone);
  rect->setMinimumSize(1, 1);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->setTicker(QSharedPointer<Ticker>::create());
    axis->setSubTicks(false);
    axis->grid()->setZeroLinePen(Qt::NoPen);
  }
}

PlotView::~PlotView() = default;

void PlotView::paintOn(const char* layerName, PaintFunction paint, Clip clip) {
  // The layerable belongs to its plot; the map is the one being drawn with at that moment.
  new PaintedLayer(
      plot_.get(), QLatin1String(layerName),
      [this, paint = std::move(paint)](QPainter& painter) {
        if (drawing_) paint(painter, *drawing_);
      },
      clip == Clip::axes);
}

QMarginsF PlotView::plotMargins(const QSizeF&) const {
  const Theme& t = theme();
  // Fixed, so that plots of one column share their left edge.
  const bool titled = !axisTitle(false).isEmpty();
  return {double(t.textPx(titled ? 58 : 44)), std::max(double(t.px(12)), t.lineHeight(TextRole::caption) * 0.6),
          double(t.textPx(16)), double(t.textPx(axisTitle(true).isEmpty() ? 28 : 42))};
}

QString PlotView::axisTitle(bool horizontal) const {
  const Axis& axis = horizontal ? view().x : view().y;
  const QString text = translated(axis.title);
  if (axis.unit.empty()) return text;
  const QString unit = QString::fromStdString(axis.unit);
  return text.isEmpty() ? unit : tr("%1 (%2)", "axis title and unit").arg(text, unit);
}

PlotMap PlotView::mapFor(const QSizeF& size, double pixelRatio, bool vector) const {
  PlotMap map;
  const QMargins margins = plotMargins(size).toMargins();
  const QRect inner = QRect(QPoint(), size.toSize()).marginsRemoved(margins);
  const int width = std::max(8, inner.width()), height = std::max(8, inner.height());
  // QCustomPlot counts vertical pixels from the last row inside the rectangle.
  map.rect = QRectF(inner.left(), inner.top() + height - 1 - height, width, height);
  map.logX = logX(), map.logY = logY();
  map.pixelRatio = pixelRatio;
  map.vector = vector;
  map.theme = &theme();
  map.range = zoom_ ? *zoom_ : base_.value_or(Extent{0, 1, 0, 1});
  if (equalScales()) {
    const double sx = width / (map.range.x1 - map.range.x0), sy = height / (map.range.y1 - map.range.y0);
    if (sx > sy) {
      const double more = (width / sy - (map.range.x1 - map.range.x0)) / 2;
      map.range.x0 -= more, map.range.x1 += more;
    } else {
      const double more = (height / sx - (map.range.y1 - map.range.y0)) / 2;
      map.range.y0 -= more, map.range.y1 += more;
    }
  }
  return map;
}

PlotMap PlotView::map() const {
  return mapFor(size(), devicePixelRatioF(), false);
}

void PlotView::growRange() {
  const Extent content = contentExtent();
  if (!(content.x1 >= content.x0) || !(content.y1 >= content.y0)) return;
  Extent grown = content;
  if (base_) {
    const bool inside =
        content.x0 >= base_->x0 && content.x1 <= base_->x1 && content.y0 >= base_->y0 && content.y1 <= base_->y1;
    if (inside) return;
    grown = {std::min(base_->x0, content.x0), std::max(base_->x1, content.x1), std::min(base_->y0, content.y0),
             std::max(base_->y1, content.y1)};
  }
  grown = roundedExtent(grown);
  const auto widen = [](double& low, double& high) {
    if (high - low > 1e-12 * std::max(std::fabs(low), std::fabs(high))) return;
    const double half = low == 0 ? 0.5 : std::max(std::fabs(low) * 0.1, 1e-12);
    low -= half, high += half;
  };
  widen(grown.x0, grown.x1);
  widen(grown.y0, grown.y1);
  base_ = grown;
}

void PlotView::frameChanged(const ViewFrame&) {
  growRange();
}

void PlotView::fit() {
  base_.reset();
  zoom_.reset();
  growRange();
  zoomed();
}

void PlotView::setZoom(const std::optional<Extent>& zoom) {
  zoom_ = zoom;
  invalidate();
  rangeChanged();
}

void PlotView::zoomed() {
  invalidate();
  rangeChanged();
  Q_EMIT zoomChanged();
}

void PlotView::setLinkedCursor(double x) {
  if (x == linkedCursor_ || (std::isnan(x) && std::isnan(linkedCursor_))) return;
  linkedCursor_ = x;
  update();
}

void PlotView::pan(const QPointF& by) {
  const PlotMap m = map();
  const double dx = by.x() / m.scaleX(), dy = by.y() / m.scaleY();
  zoom_ = Extent{m.range.x0 - dx, m.range.x1 - dx, m.range.y0 + dy, m.range.y1 + dy};
  zoomed();
}

void PlotView::zoomAt(const QPointF& at, double factor) {
  const PlotMap m = map();
  const double x = m.range.x0 + (at.x() - m.rect.left()) / m.scaleX(),
               y = m.range.y0 + (m.rect.bottom() - at.y()) / m.scaleY();
  const Extent next{x + (m.range.x0 - x) * factor, x + (m.range.x1 - x) * factor, y + (m.range.y0 - y) * factor,
                    y + (m.range.y1 - y) * factor};
  // Beyond these the axes would run out of digits.
  const double span = next.x1 - next.x0, height = next.y1 - next.y0;
  if (span < 1e-9 * std::max(1.0, std::fabs(x)) || height < 1e-9 * std::max(1.0, std::fabs(y)) || span > 1e12 ||
      height > 1e12)
    return;
  zoom_ = next;
  zoomed();
}

void PlotView::setTickNames(bool horizontal, const std::map<double, QString>& names) {
  tickNames_[horizontal ? 0 : 1] = names;
}

void PlotView::dress(const PlotMap& map, const QSizeF& size) {
  const Theme& t = *map.theme;
  QCPAxisRect* rect = plot_->axisRect();
  rect->setMargins(QMargins(qRound(map.rect.left()), qRound(map.rect.top()) + 1,
                            qRound(size.width() - map.rect.right()), qRound(size.height() - map.rect.bottom()) - 1));
  rect->setBackground(QBrush(t.canvas));
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    const bool horizontal = axis == plot_->xAxis;
    horizontal ? axis->setRange(map.range.x0, map.range.x1) : axis->setRange(map.range.y0, map.range.y1);
    auto* ticker = static_cast<Ticker*>(axis->ticker().data());
    const double length = horizontal ? map.rect.width() : map.rect.height();
    ticker->wanted = std::clamp(static_cast<int>(length / t.textPx(horizontal ? 56 : 44)), 2, 7);
    ticker->logarithmic = horizontal ? map.logX : map.logY;
    ticker->names = tickNames_[horizontal ? 0 : 1] ? &*tickNames_[horizontal ? 0 : 1] : nullptr;
    axis->setBasePen(QPen(t.axis, t.hairline()));
    axis->setTickPen(QPen(t.axis, t.hairline()));
    axis->setTickLength(0, t.px(4));
    axis->setTickLabelPadding(t.px(3));
    axis->setTickLabelFont(t.font(TextRole::caption));
    axis->setTickLabelColor(t.muted);
    axis->setLabelFont(t.font(TextRole::caption));
    axis->setLabelColor(t.muted);
    axis->setLabel(axisTitle(horizontal));
    axis->setLabelPadding(t.px(2));
    axis->grid()->setPen(QPen(t.grid, t.hairline()));
    axis->grid()->setVisible(gridShown() && !ticker->names);
  }
}

void PlotView::drawOn(QPaintDevice& device, const QSizeF& size) {
  QCPPainter painter;
  painter.begin(&device);
  const QPaintEngine::Type engine = painter.paintEngine()->type();
  const bool vector = engine == QPaintEngine::SVG || engine == QPaintEngine::Pdf || engine == QPaintEngine::Picture;
  if (engine != QPaintEngine::Picture) painter.fillRect(QRectF(QPointF(), size), theme().panel);
  PlotMap current = mapFor(size, device.devicePixelRatioF(), vector);
  drawing_ = &current;
  prepare(current);
  dress(current, size);
  plot_->toPainter(&painter, qRound(size.width()), qRound(size.height()));
  drawing_ = nullptr;
}

void PlotView::draw(QPainter& painter, const QSizeF& size) {
  if (painter.paintEngine()->type() == QPaintEngine::Raster) {
    const double ratio = painter.device()->devicePixelRatioF();
    painter.drawImage(QPointF(), render(size.toSize(), ratio));
    return;
  }
  QPicture picture;
  drawOn(picture, size);
  painter.drawPicture(QPointF(), picture);
}

void PlotView::drawOverlay(QPainter& painter) {
  if (std::isnan(linkedCursor_)) return;
  const PlotMap m = map();
  const double x = m.pixelX(linkedCursor_);
  if (!(x >= m.rect.left() && x <= m.rect.right())) return;
  painter.setPen(dashed(m.theme->text, m.theme->len(1), {2, 3}));
  painter.drawLine(QPointF(x, m.rect.top()), QPointF(x, m.rect.bottom()));
}

}  // namespace gradus
