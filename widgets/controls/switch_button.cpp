#include "widgets/controls/switch_button.h"

#include <QPainter>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

SwitchButton::SwitchButton(QWidget* parent) : QCheckBox(parent) {
  setCornerRadius(this, 10);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize SwitchButton::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(36), theme.px(20)};
}

bool SwitchButton::hitButton(const QPoint& point) const {
  return rect().contains(point);
}

void SwitchButton::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  paint::switchTrack(painter, rect(), {isChecked(), isEnabled(), underMouse() && isEnabled()}, theme);
}

}  // namespace gradus
