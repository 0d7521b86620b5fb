#include "widgets/theme/focus_ring.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QFocusEvent>
#include <QLineEdit>
#include <QPointer>

#include "widgets/theme/style.h"

namespace gradus {
namespace {

/// A click on a button needs no ring: the eye is there already. Where one types, it always shows.
bool wantsRing(const QWidget* widget, Qt::FocusReason reason) {
  if (hasOwnFocusRing(widget)) return false;
  if (qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget)) return true;
  return reason != Qt::MouseFocusReason && reason != Qt::PopupFocusReason && reason != Qt::ActiveWindowFocusReason &&
         reason != Qt::MenuBarFocusReason;
}

}  // namespace

FocusRing::FocusRing(QWidget* root) : QObject(root), root_(root) {
  qApp->installEventFilter(this);
}

FocusRing::~FocusRing() {
  delete frame_;
}

QWidget* FocusRing::ringed() const {
  return frame_ ? frame_->widget() : nullptr;
}

void FocusRing::show(QWidget* widget) {
  if (widget == nullptr) {
    if (frame_) frame_->setWidget(nullptr);
    return;
  }
  if (!frame_) frame_ = new QFocusFrame(root_);
  frame_->setWidget(widget);
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
  const auto type = event->type();
  if (type != QEvent::FocusIn && type != QEvent::FocusOut && type != QEvent::KeyPress) return false;
  auto* widget = qobject_cast<QWidget*>(watched);
  if (widget == nullptr || !root_ || (widget != root_ && !root_->isAncestorOf(widget))) return false;
  if (widget->isWindow()) return false;
  // Text with links rings the link, not the whole of itself.
  if (widget->property("gradusOwnFocusRing").toBool()) {
    if (type == QEvent::FocusIn) show(nullptr);
    return false;
  }
  if (type == QEvent::FocusIn) {
    show(wantsRing(widget, static_cast<QFocusEvent*>(event)->reason()) ? widget : nullptr);
  } else if (type == QEvent::FocusOut) {
    if (widget == ringed()) show(nullptr);
  } else if (widget->hasFocus() && ringed() == nullptr && !hasOwnFocusRing(widget)) {
    show(widget);  // whoever goes on by keyboard after a click sees where it acts
  }
  return false;
}

}  // namespace gradus
