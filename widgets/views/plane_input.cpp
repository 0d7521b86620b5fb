// Gestures of a plane: drag, click, paint, erase, by pointer and by keyboard. Everything becomes a GestureEvent.
#include <QKeyEvent>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "widgets/views/draw_lines.h"
#include "widgets/views/plane_view.h"

namespace gradus {

namespace {
double distance(const QPointF& a, const QPointF& b) { return std::hypot(a.x() - b.x(), a.y() - b.y()); }
}  // namespace

std::optional<QPointF> PlaneView::position(const Item& item) const {
  if (!item.valid()) return std::nullopt;
  if (const auto* points = layer<Points>(item.layer); points && points->dims >= 2 && item.index < static_cast<int>(points->size())) {
    return QPointF(points->coordinates[item.index * points->dims], points->coordinates[item.index * points->dims + 1]);
  }
  if (const auto* ring = layer<Ring>(item.layer)) return QPointF(ring->x + ring->ax, ring->y + ring->ay);
  return std::nullopt;
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
      const bool isHandle = handle(Gesture::drag, name) || handle(Gesture::click, name);
      if (isHandle != handles) continue;
      if (const auto* points = layer<Points>(i)) {
        if (const int index = pointAt(m, *points, at, reach); index >= 0) best = {i, index};
      } else if (const auto* ring = layer<Ring>(i); ring && isHandle) {
        const QPointF tip = m.pixel(ring->x + ring->ax, ring->y + ring->ay);
        const double out = ringReach(m, *ring, m.data(at));
        const double radius = distance(m.pixel(ring->x, ring->y), at) / std::max(out, 1e-9);
        if (distance(tip, at) <= reach || std::fabs(out - 1) * radius <= theme().len(6)) best = {i, 0};
      }
    }
  }
  return best;
}

bool PlaneView::painting() const {
  const auto kind = tool().kind;
  return (kind == PaintTool::Kind::brush || kind == PaintTool::Kind::spray) && hasHandle(Gesture::paint);
}
bool PlaneView::erasing() const { return tool().kind == PaintTool::Kind::eraser && hasHandle(Gesture::erase); }

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
  if (item.valid() && handle(Gesture::drag, view().layers[item.layer])) {
    beginDrag(item, m.data(at), false);
    return true;
  }
  click(at);
  return true;
}

void PlaneView::beginDrag(const Item& item, const QPointF& at, bool keyboard) {
  const QPointF origin = position(item).value_or(at);
  drag_ = Drag{item, origin, origin, newGesture(), false, keyboard, false};
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
  send(Gesture::drag, view().layers[drag_->item.layer], {{"index", int64_t{drag_->item.index}}, {"x", place.x()}, {"y", place.y()}}, finished,
       drag_->gesture);
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

void PlaneView::paintStroke(const QPointF& at, bool finished) {
  const PlotMap m = map();
  std::vector<double> points;
  const auto add = [&](const QPointF& pixel) {
    const QPointF data = m.data(pixel);
    points.push_back(data.x());
    points.push_back(data.y());
    fresh_.push_back(data);
  };
  if (!finished || strokeEvents_ == 0) {
    const double apart = theme().len(tool().kind == PaintTool::Kind::brush ? 12 : 6);
    if (strokeEvents_ > 0 && distance(at, strokeLast_) < apart) return;
    if (tool().kind == PaintTool::Kind::brush) {
      add(at);
    } else {
      // Positions are drawn here and stored in the action, so that a run draws none for them.
      Rng rng(static_cast<uint64_t>(stroke_), "spray", static_cast<uint64_t>(strokeEvents_));
      const int count = std::max(1, static_cast<int>(std::lround(tool().density)));
      for (int i = 0; i < count; ++i) {
        const double r = theme().len(tool().radius) * std::sqrt(rng.uniform()), angle = rng.uniform(0, 2 * std::numbers::pi);
        add(at + r * QPointF(std::cos(angle), std::sin(angle)));
      }
    }
    strokeLast_ = at;
    ++strokeEvents_;
  }
  freshClass_ = tool().cls;
  std::string target;
  for (const Handle& h : view().handles) {
    if (h.gesture == Gesture::paint) target = h.layer;
  }
  send(Gesture::paint, target, {{"class", int64_t{tool().cls}}, {"points", std::move(points)}}, finished, stroke_);
  if (finished) stroke_ = 0;
  update();
}

void PlaneView::eraseStroke(const QPointF& at, bool finished) {
  const PlotMap m = map();
  std::vector<double> points;
  if (!finished || strokeEvents_ == 0) {
    if (strokeEvents_ > 0 && distance(at, strokeLast_) < theme().len(tool().radius) / 4) return;
    const QPointF data = m.data(at);
    points = {data.x(), data.y()};
    strokeLast_ = at;
    ++strokeEvents_;
  }
  std::string target;
  for (const Handle& h : view().handles) {
    if (h.gesture == Gesture::erase) target = h.layer;
  }
  send(Gesture::erase, target, {{"points", std::move(points)}, {"radius", theme().len(tool().radius) / m.scaleX()}}, finished, stroke_);
  if (finished) stroke_ = 0;
  update();
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
    const bool takes = item.valid() && handle(Gesture::drag, view().layers[item.layer]);
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

bool PlaneView::key(int key, Qt::KeyboardModifiers modifiers) {
  if (!isInteractive()) return false;
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown: return keyboardMove(key, modifiers);
    case Qt::Key_Return:
    case Qt::Key_Enter: return keyboardDo();
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      if (!cursor_ || !hasHandle(Gesture::erase)) return false;
      stroke_ = newGesture(), strokeEvents_ = 0, strokeErases_ = true;
      eraseStroke(map().pixel(cursor_->x(), cursor_->y()), true);
      return true;
    case Qt::Key_Escape:
      if (drag_ && drag_->keyboard) {
        dragTo(drag_->origin, true);
        return true;
      }
      if (!cursor_) return false;
      cursor_.reset();
      update();
      return true;
    default: return false;
  }
}

bool PlaneView::keyboardMove(int key, Qt::KeyboardModifiers modifiers) {
  const PlotMap m = map();
  QPointF pixel = cursor_ ? m.pixel(cursor_->x(), cursor_->y()) : m.rect.center();
  if (key == Qt::Key_PageDown || key == Qt::Key_PageUp) {
    // From item to item of the layers that can be dragged or clicked.
    std::vector<QPointF> items;
    size_t nearest = 0;
    for (int i = 0; i < static_cast<int>(frame().layers.size()); ++i) {
      if (!handle(Gesture::drag, view().layers[i]) && !handle(Gesture::click, view().layers[i])) continue;
      for (int k = 0; position({i, k}) && (k == 0 || layer<Points>(i)); ++k) {
        const QPointF p = *position({i, k});
        items.push_back(m.pixel(p.x(), p.y()));
        if (distance(items.back(), pixel) < distance(items[nearest], pixel)) nearest = items.size() - 1;
      }
    }
    if (items.empty() || drag_) return false;
    const size_t n = items.size();
    const bool there = cursor_ && distance(items[nearest], pixel) < 1;
    pixel = items[there ? (nearest + (key == Qt::Key_PageDown ? 1 : n - 1)) % n : nearest];
  } else {
    const double step = theme().len(modifiers & Qt::ShiftModifier ? 1 : modifiers & Qt::ControlModifier ? 40 : 10);
    const QPointF by(key == Qt::Key_Left ? -step : key == Qt::Key_Right ? step : 0, key == Qt::Key_Up ? -step : key == Qt::Key_Down ? step : 0);
    pixel += by;
  }
  pixel = {std::clamp(pixel.x(), m.rect.left(), m.rect.right()), std::clamp(pixel.y(), m.rect.top(), m.rect.bottom())};
  cursor_ = m.data(pixel);
  if (drag_ && drag_->keyboard) dragTo(*cursor_, false);
  else hovered_ = itemAt(pixel, false);
  showReadout(pixel, drag_ ? QString() : readout(pixel));
  update();
  return true;
}

bool PlaneView::keyboardDo() {
  const PlotMap m = map();
  if (!cursor_) cursor_ = m.data(m.rect.center());
  const QPointF pixel = m.pixel(cursor_->x(), cursor_->y());
  if (painting() || erasing()) {
    stroke_ = newGesture(), strokeEvents_ = 0, strokeErases_ = erasing();
    strokeErases_ ? eraseStroke(pixel, true) : paintStroke(pixel, true);
    return true;
  }
  if (drag_ && drag_->keyboard) {
    dragTo(drag_->at, true);
    return true;
  }
  const Item item = itemAt(pixel, true);
  if (item.valid() && handle(Gesture::drag, view().layers[item.layer])) {
    beginDrag(item, *cursor_, true);
    cursor_ = drag_->at;
  } else {
    click(pixel);
  }
  return true;
}

}  // namespace gradus
