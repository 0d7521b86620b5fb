#include "widgets/views/plane_view.h"

#include <QPainter>
#include <algorithm>

#include "widgets/views/draw_field.h"
#include "widgets/views/draw_histogram.h"
#include "widgets/views/draw_lines.h"
#include "widgets/views/format.h"

namespace gradus {

namespace {

struct Bounds {
  Extent extent{1e300, -1e300, 1e300, -1e300};
  void add(double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) return;
    extent = {std::min(extent.x0, x), std::max(extent.x1, x), std::min(extent.y0, y), std::max(extent.y1, y)};
  }
  bool empty() const { return extent.x1 < extent.x0; }
};

void addCoordinates(Bounds& bounds, const std::vector<float>& coordinates, int dims, bool logX, bool logY) {
  if (dims < 2) return;
  for (size_t i = 0; i + 1 < coordinates.size(); i += static_cast<size_t>(dims)) {
    bounds.add(PlotMap::axisValue(coordinates[i], logX), PlotMap::axisValue(coordinates[i + 1], logY));
  }
}

bool sameExtent(const Extent& a, const Extent& b) {
  const double slack = 1e-6 * (std::fabs(a.x1 - a.x0) + std::fabs(a.y1 - a.y0));
  return std::fabs(a.x0 - b.x0) < slack && std::fabs(a.x1 - b.x1) < slack && std::fabs(a.y0 - b.y0) < slack &&
         std::fabs(a.y1 - b.y1) < slack;
}

}  // namespace

PlaneView::PlaneView(const View& view, QWidget* parent) : PlotView(view, parent) {
  setUpLayers();
}

void PlaneView::setUpLayers() {
  const auto each = [this](auto&& visit) {
    for (size_t i = 0; i < frame().layers.size(); ++i) visit(i);
  };
  paintOn("field", [this](QPainter& painter, const PlotMap& map) {
    const Field* field = fieldLayer_ >= 0 ? layer<Field>(fieldLayer_) : nullptr;
    if (!field) return;
    painter.setOpacity(layerOpacity(fieldLayer_));
    drawField(painter, *map.theme, fieldImage_, map.area(field->extent));
  });
  paintOn("contours", [this, each](QPainter& painter, const PlotMap& map) {
    each([&](size_t i) {
      const auto* field = layer<Field>(i);
      // Height lines of a quiet ground stay quiet; a decision line is the message.
      if (field)
        drawPolylines(painter, map, field->contours, layerOpacity(i) * (field->map == FieldMap::resting ? 0.6 : 1));
    });
  });
  paintOn("ghosts", [this](QPainter& painter, const PlotMap& map) {
    for (const ChannelPtr& ghost : frame().ghost) {
      if (const auto* lines = valueOf<Polylines>(ghost)) drawPolylines(painter, map, lines->lines, 1, true);
      if (const auto* points = valueOf<Points>(ghost)) drawPoints(painter, map, *points, sprites_, {.ghost = true});
    }
  });
  paintOn("lines", [this, each](QPainter& painter, const PlotMap& map) {
    each([&](size_t i) {
      if (const auto* lines = layer<Polylines>(i)) drawPolylines(painter, map, lines->lines, layerOpacity(i));
      if (const auto* arrows = layer<Arrows>(i)) drawArrows(painter, map, *arrows, layerOpacity(i));
    });
  });
  paintOn("marks", [this, each](QPainter& painter, const PlotMap& map) {
    each([&](size_t i) {
      const auto* points = layer<Points>(i);
      const int without = drag_ && drag_->item.layer == static_cast<int>(i) ? drag_->item.index : -1;
      if (points) drawPoints(painter, map, *points, sprites_, {.opacity = layerOpacity(i), .without = without});
    });
  });
  paintOn("labels", [this, each](QPainter& painter, const PlotMap& map) {
    each([&](size_t i) {
      if (const auto* lines = layer<Polylines>(i)) drawLineLabels(painter, map, lines->lines);
    });
  });
  paintOn("handles", [this, each](QPainter& painter, const PlotMap& map) {
    each([&](size_t i) {
      const auto* ring = layer<Ring>(i);
      const bool dragged = drag_ && drag_->item.layer == static_cast<int>(i);
      if (ring && !dragged)
        drawRing(painter, map, *ring, handle(Gesture::drag, view().layers[i]) != nullptr, layerOpacity(i));
    });
  });
  paintOn(
      "labels", [this](QPainter& painter, const PlotMap& map) { drawMarginals(painter, map); }, Clip::none);
}

bool PlaneView::equalScales() const {
  // A brush is round and an eraser's radius one number, so painted planes have one unit.
  return view().equalScales || hasHandle(Gesture::paint) || hasHandle(Gesture::erase);
}

bool PlaneView::hasColourBar() const {
  const Field* field = fieldLayer_ >= 0 ? layer<Field>(fieldLayer_) : nullptr;
  return field && (field->map == FieldMap::diverging || field->map == FieldMap::sequential);
}

QMarginsF PlaneView::plotMargins(const QSizeF& size) const {
  QMarginsF margins = PlotView::plotMargins(size);
  const Theme& t = theme();
  const double side = t.len(8), strip = std::min(t.len(72), 0.2 * std::min(size.width(), size.height()));
  if (!view().marginalX.empty()) margins.setTop(margins.top() + side + strip);
  if (!view().marginalY.empty()) margins.setRight(margins.right() + side + strip);
  if (hasColourBar()) margins.setBottom(margins.bottom() + colourBarHeight(t) + t.len(6));
  return margins;
}

Extent PlaneView::contentExtent() const {
  Bounds points, fields, rest;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (const auto* p = layer<Points>(i); p && p->role != MarkRole::refused)
      addCoordinates(points, p->coordinates, p->dims, logX(), logY());
    if (const auto* f = layer<Field>(i); f && f->nx > 0 && !isRequested(f->extent)) {
      fields.add(f->extent.x0, f->extent.y0);
      fields.add(f->extent.x1, f->extent.y1);
    }
    if (const auto* l = layer<Polylines>(i)) {
      for (const Polyline& line : l->lines) addCoordinates(rest, line.coordinates, line.dims, logX(), logY());
    }
    if (const auto* r = layer<Ring>(i)) {
      rest.add(r->x - std::hypot(r->ax, r->bx), r->y - std::hypot(r->ay, r->by));
      rest.add(r->x + std::hypot(r->ax, r->bx), r->y + std::hypot(r->ay, r->by));
    }
    if (const auto* a = layer<Arrows>(i); a && !a->refused) {
      for (size_t k = 0; k + 3 < a->values.size(); k += 4) rest.add(a->values[k], a->values[k + 1]);
    }
  }
  // A line may run far out of the picture (a diverging fit); it sets the range only where nothing else does.
  Bounds all = points;
  if (all.empty() && fields.empty()) all = rest;
  if (!all.empty()) {
    const double padX = 0.06 * (all.extent.x1 - all.extent.x0), padY = 0.06 * (all.extent.y1 - all.extent.y0);
    if (fields.empty())
      all.extent = {all.extent.x0 - padX, all.extent.x1 + padX, all.extent.y0 - padY, all.extent.y1 + padY};
  }
  if (!fields.empty()) {
    all.add(fields.extent.x0, fields.extent.y0);
    all.add(fields.extent.x1, fields.extent.y1);
  }
  return all.extent;
}

bool PlaneView::isRequested(const Extent& extent) const {
  return std::any_of(requested_.begin(), requested_.end(), [&](const Extent& e) { return sameExtent(e, extent); });
}

void PlaneView::frameChanged(const ViewFrame& previous) {
  if (drag_ && drag_->settling) drag_.reset();
  if (stroke_ == 0) fresh_.clear();
  if (drag_ && (drag_->item.layer >= static_cast<int>(frame().layers.size()) || !position(drag_->item))) drag_.reset();
  if (hovered_.valid() && !position(hovered_)) hovered_ = {};
  fieldLayer_ = -1;
  marksOverField_ = false;
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (fieldLayer_ < 0 && layer<Field>(i) && layer<Field>(i)->nx > 0) fieldLayer_ = static_cast<int>(i);
    if (const auto* points = layer<Points>(i)) marksOverField_ |= points->size() > 0;
  }
  PlotView::frameChanged(previous);
  requestDisplay(map());
}

void PlaneView::prepare(const PlotMap& map) {
  if (fieldLayer_ < 0) return;
  const ChannelPtr& channel = frame().layers[fieldLayer_];
  if (fieldPainted_ == channel.get() && !fieldImage_.isNull()) return;
  fieldKept_ = channel;
  fieldPainted_ = channel.get();
  fieldImage_ = fieldImage(*map.theme, *layer<Field>(fieldLayer_), marksOverField_);
}

void PlaneView::toolChanged() {
  hovered_ = {};
  if (drag_ && drag_->keyboard) dragTo(drag_->at, true);
}

void PlaneView::themeChanged() {
  fieldPainted_ = nullptr;
  sprites_.clear();
}

void PlaneView::resizeEvent(QResizeEvent* event) {
  PlotView::resizeEvent(event);
  requestDisplay(map());
}

void PlaneView::rangeChanged() {
  requestDisplay(map());
}

void PlaneView::requestDisplay(const PlotMap& map) {
  // Half the pixels of the plot are enough for a smooth map; 256 is the finest the engine is asked for.
  const int nx = std::clamp(static_cast<int>(map.rect.width() / 2), 16, 256),
            ny = std::clamp(static_cast<int>(map.rect.height() / 2), 16, 256);
  const Extent wanted = hasRange() ? map.range : Extent{0, 0, 0, 0};
  if (nx == requestedWidth_ && ny == requestedHeight_ && !requested_.empty() && requested_.back() == wanted) return;
  requestedWidth_ = nx, requestedHeight_ = ny;
  requested_.push_back(wanted);
  // Maps arrive late: the last few requests are remembered.
  if (requested_.size() > 12) requested_.erase(requested_.begin());
  for (size_t i = 0; i < frame().layers.size(); ++i) {
    if (frame().layers[i] && !layer<Field>(i)) continue;
    Q_EMIT displayRequestChanged(QString::fromStdString(view().layers[i]), nx, ny, wanted);
  }
}

void PlaneView::drawMarginals(QPainter& painter, const PlotMap& map) const {
  const Theme& t = *map.theme;
  const double gap = t.len(8);
  if (const auto* histogram = valueOf<Histogram>(frame().marginalX)) {
    drawHistogram(painter, map, *histogram,
                  QRectF(map.rect.left(), t.len(10), map.rect.width(), map.rect.top() - gap - t.len(10)), true);
  }
  if (const auto* histogram = valueOf<Histogram>(frame().marginalY)) {
    const double left = map.rect.right() + gap;
    const double room = plotMargins(map.rect.size()).right() - gap - t.textPx(16);
    drawHistogram(painter, map, *histogram, QRectF(left, map.rect.top(), room, map.rect.height()), true);
  }
  const Field* field = hasColourBar() ? layer<Field>(fieldLayer_) : nullptr;
  if (!field) return;
  ColourBar bar;
  bar.colours = fieldColours(t, field->map, field->low, field->high, field->centre, marksOverField_);
  bar.low = field->low, bar.high = field->high;
  bar.lowText = field->lowLabel.empty() ? formatPlain(field->low) : QString::fromStdString(field->lowLabel);
  bar.highText = field->highLabel.empty() ? formatPlain(field->high) : QString::fromStdString(field->highLabel);
  if (field->map == FieldMap::diverging) bar.middleText = formatPlain(field->centre);
  for (const float v : field->values) bar.below |= v<field->low, bar.above |= v> field->high;
  const double top = map.rect.bottom() + t.textPx(axisTitle(true).isEmpty() ? 28 : 42) - t.len(2);
  drawColourBar(painter, t, QRectF(map.rect.left(), top, map.rect.width(), colourBarHeight(t)), bar);
}

}  // namespace gradus
