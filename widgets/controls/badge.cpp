#include "widgets/controls/badge.h"

#include <QEvent>
#include <QPainter>
#include <cmath>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kHeight = 22, kSide = 9;

}  // namespace

Badge::Badge(const QString& text, BadgeKind kind, QWidget* parent) : QPushButton(text, parent), kind_(kind) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setCornerRadius(this, kHeight / 2);
  setPressable(false);
}

void Badge::setKind(BadgeKind kind) {
  kind_ = kind;
  update();
}

void Badge::setPressable(bool pressable) {
  pressable_ = pressable;
  setFocusPolicy(pressable ? Qt::StrongFocus : Qt::NoFocus);
  update();
}

QSize Badge::sizeHint() const {
  const Theme& theme = themeOf(this);
  const double width = QFontMetricsF(theme.font(TextRole::caption)).horizontalAdvance(text()) + 2 * theme.len(kSide);
  return {qRound(std::ceil(width)) + 1, std::max(theme.px(kHeight), theme.lineHeight(TextRole::caption) + theme.px(6))};
}

bool Badge::event(QEvent* event) {
  const auto type = event->type();
  const bool mouse =
      type == QEvent::MouseButtonPress || type == QEvent::MouseButtonRelease || type == QEvent::MouseButtonDblClick;
  // A badge that only tells something lets clicks through to what it lies on.
  if (mouse && !pressable_) {
    event->ignore();
    return false;
  }
  return QPushButton::event(event);
}

void Badge::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  QColor colour = theme.text;
  switch (kind_) {
    case BadgeKind::neutral:
      break;
    case BadgeKind::accent:
      colour = theme.accent;
      break;
    case BadgeKind::warn:
      colour = theme.warn;
      break;
    case BadgeKind::error:
      colour = theme.error;
      break;
    case BadgeKind::ok:
      colour = theme.ok;
      break;
  }
  const bool plain = kind_ == BadgeKind::neutral, over = pressable_ && underMouse();
  const QColor ground = plain ? (over ? theme.selection : theme.chip) : over ? theme.selection : theme.panel;
  const double radius = height() / 2.0;
  paint::box(painter, rect(), radius, ground, plain ? QColor() : colour, std::max(1.0, theme.len(1)));
  paint::text(painter, rect(), Qt::AlignHCenter, text(), theme.font(TextRole::caption), colour);
}

}  // namespace gradus
