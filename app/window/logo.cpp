#include "app/window/logo.h"

#include <QKeyEvent>
#include <QPainter>

#include "widgets/theme/logo.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

Logo::Logo(double height, QWidget* parent) : QWidget(parent), height_(height) {
  setFocusPolicy(Qt::TabFocus);
  setCursor(Qt::PointingHandCursor);
  setAccessibleName(tr("Gradus, home page"));
  setToolTip(tr("Home page"));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize Logo::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(height_ * wordmarkRatio) + 8, theme.px(height_) + 8};
}

void Logo::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double high = theme.len(height_);
  paintWordmark(painter, QPointF(4, (height() - high) / 2), high, theme.text);
}

void Logo::mouseReleaseEvent(QMouseEvent*) {
  Q_EMIT clicked();
}

void Logo::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Space) {
    Q_EMIT clicked();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace gradus
