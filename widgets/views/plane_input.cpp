// Gestures of a plane by pointer: drag and click; painting is in plane_paint.cpp, the keyboard in plane_keys.cpp.
#include <cmath>

#include "widgets/views/draw_lines.h"
#include "widgets/views/plane_view.h"

namespace gradus {

namespace {
double distance(const QPointF& a, const QPointF& b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}
}  // namespace

std::optional<QPointF> PlaneView::position(const Item& item) const {
  if (!item.valid()) return std::nullopt;
  if (const auto* points = layer<Points>(item.layer);
      points && points->dims >= 2 && item.index < static_cast<int>(points->size())) {
    return QPointF(points->coordinates[item.index * points->dims], points->coordinates[item.index * points->dims + 1]);
  }
  if (const auto* ring = layer<Ring>(item.layer)) return QPointF(ring->x + ring->ax, ring->y + ring->ay);
  if (const auto line = turnedLine(item.layer)) return line->p2();
  return std::nullopt;
}

std::optional<QLineF> PlaneView::turnedLine(int index) const {
  const auto* lines = index >= 0 ? layer<Polylines>(index) : nullptr;
  if (!lines || lines->lines.empty() || !handle(Gesture::turn, view().layers[index])) return std::nullopt;
  const Polyline& line = lines->lines[0];
  const size_t n = line.dims >= 2 ? line.coordinates.size() / line.dims : 0;
  if (n < 2) return std::nullopt;
  const float *first = line.coordinates.data(), *last = first + (n - 1) * line.dims;
  return QLineF(first[0], first[1], last[0], last[1]);
}

bool PlaneView::isDraggable(int index) const {
  const std::string& name = view().layers[index];
  return handle(Gesture::drag, name) || handle(Gesture::turn, name);
}

PlaneView::Item PlaneView::itemAt(const QPointF& at, bool onlyHandles) const {
  const PlotMap m = map();
  const double reach = theme().len(10);
  Item best;
  // From the top: what was drawn last is picked first; handles before plain marks.
  for (const bool handles : {true, false}) {
    if (!handles && onlyHandles) break;
    for (int i = static_cast<int>(frame().layers.size()); i-- > 0 && !best.valid();) {
      const std::string& name = view().layers[i];
      const bool isHandle = isDraggable(i) || handle(Gesture::click, name);
      if (isHandle != handles) continue;
      if (const auto* points = layer<Points>(i)) {
        if (const int index = pointAt(m, *points, at, reach); index >= 0) best = {i, index};
      } else if (const auto* ring = layer<Ring>(i); ring && isHandle) {
        const QPointF tip = m.pixel(ring->x + ring->ax, ring->y + ring->ay);
        const double out = ringReach(m, *ring, m.data(at));
        const double radius = distance(m.pixel(ring->x, ring->y), at) / std::max(out, 1e-9);
        if (distance(tip, at) <= reach || std::fabs(out - 1) * radius <= theme().len(6)) best = {i, 0};
      } else if (const auto line = turnedLine(i)) {
        const QPointF a = m.pixel(line->x1(), line->y1()), d = m.pixel(line->x2(), line->y2()) - a;
        const double along =
            std::clamp(QPointF::dotProduct(at - a, d) / std::max(1e-9, QPointF::dotProduct(d, d)), 0.0, 1.0);
        if (distance(a + along * d, at) <= theme().len(6)) best = {i, 0};
      }
    }
  }
  return best;
}

bool PlaneView::press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers) {
  const PlotMap m = map();
  if (!isInteractive() || !m.rect.contains(at)) return false;
  if (drag_ && drag_->keyboard) dragTo(drag_->at, true);
  cursor_.reset();
  const bool rightErases = button == Qt::RightButton && painting() && hasHandle(Gesture::erase);
  if (rightErases || (button == Qt::LeftButton && erasing())) {
    stroke_ = newGesture(), strokeEvents_ = 0, strokeErases_ = true;
    eraseStroke(at, false);
    return true;
  }
  if (button != Qt::LeftButton) return false;
  if (painting()) {
    stroke_ = newGesture(), strokeEvents_ = 0, strokeErases_ = false;
    paintStroke(at, false);
    return true;
  }
  const Item item = itemAt(at, true);
  if (item.valid() && isDraggable(item.layer)) {
    beginDrag(item, m.data(at), false);
    return true;
  }
  click(at);
  return true;
}

void PlaneView::beginDrag(const Item& item, const QPointF& at, bool keyboard) {
  const QPointF origin = position(item).value_or(at);
  drag_ = Drag{item, origin, origin, newGesture(), false, keyboard, false, false};
  if (const auto line = turnedLine(item.layer)) {
    drag_->flipped = !keyboard && distance(at, line->p1()) < distance(at, line->p2());
  }
  hovered_ = item;
  if (!keyboard) setCursor(Qt::ClosedHandCursor);
  invalidate();  // the item leaves the cached picture and moves on the overlay
}

void PlaneView::dragTo(const QPointF& data, bool finished) {
  if (!drag_) return;
  QPointF place = data;
  if (const auto* ring = layer<Ring>(drag_->item.layer); ring && !drag_->keyboard) {
    // The whole ring grows and shrinks, wherever it was taken.
    const double out = std::max(1e-3, ringReach(map(), *ring, data));
    place = {ring->x + ring->ax * out, ring->y + ring->ay * out};
  }
  drag_->at = place;
  drag_->moved = true;
  if (const auto line = turnedLine(drag_->item.layer)) {
    const QPointF from = (drag_->flipped ? -1 : 1) * (place - line->center());
    send(Gesture::turn, view().layers[drag_->item.layer], {{"angle", std::atan2(from.y(), from.x())}}, finished,
         drag_->gesture);
  } else {
    send(Gesture::drag, view().layers[drag_->item.layer],
         {{"index", int64_t{drag_->item.index}}, {"x", place.x()}, {"y", place.y()}}, finished, drag_->gesture);
  }
  if (finished) {
    drag_->settling = true;
    drag_->keyboard = false;
    unsetCursor();
  }
  update();
}

void PlaneView::click(const QPointF& at) {
  const Item item = itemAt(at, true);
  if (item.valid() && handle(Gesture::click, view().layers[item.layer])) {
    send(Gesture::click, view().layers[item.layer], {{"index", int64_t{item.index}}}, true, newGesture());
  } else if (handle(Gesture::click, {})) {
    const QPointF data = map().data(at);
    send(Gesture::click, {}, {{"x", data.x()}, {"y", data.y()}}, true, newGesture());
  }
}

void PlaneView::move(const QPointF& at, Qt::MouseButtons buttons, Qt::KeyboardModifiers) {
  pointer_ = at;
  const PlotMap m = map();
  if (drag_ && !drag_->keyboard && !drag_->settling && (buttons & Qt::LeftButton)) return dragTo(m.data(at), false);
  if (stroke_ != 0) {
    strokeErases_ ? eraseStroke(at, false) : paintStroke(at, false);
    return;
  }
  Q_EMIT linkedCursorMoved(m.rect.contains(at) ? m.data(at).x() : std::nan(""));
  const bool draws = painting() || erasing();
  const Item item = draws || !m.rect.contains(at) ? Item{} : itemAt(at, false);
  if (item != hovered_) {
    hovered_ = item;
    const bool takes = item.valid() && isDraggable(item.layer);
    const bool clicks = item.valid() && handle(Gesture::click, view().layers[item.layer]);
    takes ? setCursor(Qt::OpenHandCursor) : clicks ? setCursor(Qt::PointingHandCursor) : unsetCursor();
  }
  update();
}

void PlaneView::release(const QPointF& at, Qt::MouseButton) {
  if (stroke_ != 0) {
    strokeErases_ ? eraseStroke(at, true) : paintStroke(at, true);
    return;
  }
  if (!drag_ || drag_->keyboard || drag_->settling) return;
  unsetCursor();
  if (drag_->moved) return dragTo(map().data(at), true);
  // Pressed and let go without moving: that is a click.
  const Item item = drag_->item;
  drag_.reset();
  invalidate();
  if (handle(Gesture::click, view().layers[item.layer])) click(at);
}

bool PlaneView::doubleClick(const QPointF& at) {
  // With a brush in the hand a second click is a second dot.
  if (!painting() && !erasing()) return false;
  const bool used = press(at, Qt::LeftButton, {});
  return used;
}

void PlaneView::leave() {
  pointer_.reset();
  if (!drag_) hovered_ = {};
  Q_EMIT linkedCursorMoved(std::nan(""));
  update();
}

void PlaneView::focusOutEvent(QFocusEvent* event) {
  if (drag_ && drag_->keyboard) dragTo(drag_->at, true);
  PlotView::focusOutEvent(event);
}

}  // namespace gradus
