// A plane by keyboard: arrows move a cursor, Page keys go from item to item, Enter takes and drops, clicks or paints.
#include <QKeyEvent>
#include <algorithm>
#include <cmath>

#include "widgets/views/plane_view.h"

namespace gradus {

namespace {
double distance(const QPointF& a, const QPointF& b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}
}  // namespace

bool PlaneView::key(int key, Qt::KeyboardModifiers modifiers) {
  if (!isInteractive()) return false;
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      return keyboardMove(key, modifiers);
    case Qt::Key_Return:
    case Qt::Key_Enter:
      return keyboardDo();
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
    default:
      return false;
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
      if (!isDraggable(i) && !handle(Gesture::click, view().layers[i])) continue;
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
    const QPointF by(key == Qt::Key_Left    ? -step
                     : key == Qt::Key_Right ? step
                                            : 0,
                     key == Qt::Key_Up     ? -step
                     : key == Qt::Key_Down ? step
                                           : 0);
    pixel += by;
  }
  pixel = {std::clamp(pixel.x(), m.rect.left(), m.rect.right()), std::clamp(pixel.y(), m.rect.top(), m.rect.bottom())};
  cursor_ = m.data(pixel);
  if (drag_ && drag_->keyboard)
    dragTo(*cursor_, false);
  else
    hovered_ = itemAt(pixel, false);
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
  if (item.valid() && isDraggable(item.layer)) {
    beginDrag(item, *cursor_, true);
    cursor_ = drag_->at;
  } else {
    click(pixel);
  }
  return true;
}

}  // namespace gradus
