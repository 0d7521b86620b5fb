#include "widgets/controls/value_field.h"

#include <QAbstractScrollArea>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QWheelEvent>

#include "widgets/controls/expression.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

double stepSize(Qt::KeyboardModifiers modifiers) {
  if (modifiers & Qt::ShiftModifier) return 10;
  return modifiers & Qt::ControlModifier ? 0.1 : 1;
}

bool wheelBelongsTo(const QWidget* widget) {
  if (widget->hasFocus()) return true;
  for (const QWidget* w = widget->parentWidget(); w != nullptr; w = w->parentWidget()) {
    const auto* area = qobject_cast<const QAbstractScrollArea*>(w);
    if (area != nullptr && area->verticalScrollBar()->maximum() > area->verticalScrollBar()->minimum()) return false;
  }
  return true;
}

int wheelNotches(const QWheelEvent& event) {
  const QPoint angle = event.angleDelta();
  const int delta = angle.y() != 0 ? angle.y() : angle.x();
  if (delta == 0) return 0;
  return std::abs(delta) < 120 ? (delta > 0 ? 1 : -1) : delta / 120;
}

ValueField::ValueField(QWidget* parent) : QLineEdit(parent) {
  setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  connect(this, &QLineEdit::returnPressed, this, &ValueField::commit);
  updateMargins();
}

void ValueField::setUnit(const QString& unit) {
  unit_ = unit;
  updateMargins();
}

void ValueField::updateMargins() {
  const Theme& theme = themeOf(this);
  const int width =
      unit_.isEmpty() ? 0 : QFontMetrics(theme.font(TextRole::caption)).horizontalAdvance(unit_) + theme.px(4);
  if (textMargins().right() != width) setTextMargins(0, 0, width, 0);
}

void ValueField::setValue(double value) {
  value_ = value;
  const QString text = readableNumber(value);
  if (text != this->text()) setText(text);
  setCursorPosition(0);
  setModified(false);
}

void ValueField::commit() {
  if (!isModified()) return;
  const auto typed = parseExpression(text().toStdString());
  if (!typed) {
    Q_EMIT refused(tr("Not a number. Try 0.01, 1/3 or 2e-3."));
    return;
  }
  const double value = scale_.integer() ? std::round(*typed) : *typed;
  if (value < scale_.minimum()) {
    Q_EMIT refused(tr("Smallest value: %1").arg(readableNumber(scale_.minimum())));
  } else if (value > scale_.maximum()) {
    Q_EMIT refused(tr("Largest value: %1").arg(readableNumber(scale_.maximum())));
  } else {
    setValue(value);
    selectAll();
    Q_EMIT committed(value);
  }
}

void ValueField::revert() {
  setValue(value_);
  selectAll();
  Q_EMIT reverted();
}

void ValueField::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Up:
      Q_EMIT stepRequested(1, stepSize(event->modifiers()));
      return;
    case Qt::Key_Down:
      Q_EMIT stepRequested(-1, stepSize(event->modifiers()));
      return;
    case Qt::Key_PageUp:
      Q_EMIT stepRequested(1, 10);
      return;
    case Qt::Key_PageDown:
      Q_EMIT stepRequested(-1, 10);
      return;
    case Qt::Key_Escape:
      if (isModified()) {
        revert();
        return;
      }
      break;
    default:
      break;
  }
  QLineEdit::keyPressEvent(event);
}

void ValueField::wheelEvent(QWheelEvent* event) {
  const int notches = wheelNotches(*event);
  if (!wheelBelongsTo(this) || notches == 0) {
    event->ignore();
    return;
  }
  Q_EMIT stepRequested(notches, stepSize(event->modifiers()));
  event->accept();
}

void ValueField::focusOutEvent(QFocusEvent* event) {
  commit();
  QLineEdit::focusOutEvent(event);
}

void ValueField::changeEvent(QEvent* event) {
  QLineEdit::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateMargins();
}

void ValueField::paintEvent(QPaintEvent* event) {
  QLineEdit::paintEvent(event);
  if (unit_.isEmpty()) return;
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  paint::text(painter, QRectF(rect()).adjusted(0, 0, -theme.len(9), 0), Qt::AlignRight, unit_,
              theme.font(TextRole::caption), isEnabled() ? theme.muted : theme.disabledText);
}

}  // namespace gradus
