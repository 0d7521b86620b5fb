// Events of a live view: what is common to all kinds (pan, zoom, fit, hover, focus); the rest goes to the kind.
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

#include "widgets/views/live_view.h"

namespace gradus {

bool LiveView::event(QEvent* event) {
  switch (event->type()) {
    case QEvent::StyleChange:
    case QEvent::PaletteChange:
    case QEvent::FontChange:
      themeChanged();
      invalidate();
      if (event->type() == QEvent::StyleChange) Q_EMIT legendChanged();
      break;
    case QEvent::FocusIn:
    case QEvent::FocusOut:
      spaceHeld_ = false;
      update();
      break;
    default:
      break;
  }
  return QWidget::event(event);
}

void LiveView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  invalidate();
}

void LiveView::mousePressEvent(QMouseEvent* event) {
  showReadout({}, {});
  if (event->button() == Qt::MiddleButton || (spaceHeld_ && event->button() == Qt::LeftButton)) {
    panning_ = true;
    panFrom_ = event->position();
    setCursor(Qt::ClosedHandCursor);
    return;
  }
  if (!press(event->position(), event->button(), event->modifiers())) event->ignore();
}

void LiveView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (panning_) {
    pan(at - panFrom_);
    panFrom_ = at;
    return;
  }
  move(at, event->buttons(), event->modifiers());
  showReadout(at, event->buttons() == Qt::NoButton ? readout(at) : QString());
}

void LiveView::mouseReleaseEvent(QMouseEvent* event) {
  if (panning_ && event->button() != Qt::RightButton) {
    panning_ = false;
    unsetCursor();
    return;
  }
  release(event->position(), event->button());
}

void LiveView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && !doubleClick(event->position())) fit();
}

void LiveView::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / 120.0;
  if (notches == 0) return;
  zoomAt(event->position(), std::pow(0.85, notches));
  event->accept();
}

void LiveView::leaveEvent(QEvent* event) {
  showReadout({}, {});
  leave();
  QWidget::leaveEvent(event);
}

void LiveView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    spaceHeld_ = true;
    return;
  }
  if (key(event->key(), event->modifiers())) return;
  const QPointF middle = QRectF(rect()).center();
  switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomAt(middle, 0.85);
    case Qt::Key_Minus:
      return zoomAt(middle, 1 / 0.85);
    case Qt::Key_0:
      return fit();
    default:
      QWidget::keyPressEvent(event);
  }
}

void LiveView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) spaceHeld_ = false;
  QWidget::keyReleaseEvent(event);
}

}  // namespace gradus
