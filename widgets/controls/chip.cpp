#include "widgets/controls/chip.h"

#include <QPainter>
#include <cmath>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kHeight = 30, kSide = 12;

}  // namespace

Chip::Chip(const QString& text, QWidget* parent) : QPushButton(text, parent) {
  setCheckable(true);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setCornerRadius(this, kHeight / 2);
}

QSize Chip::sizeHint() const {
  const Theme& theme = themeOf(this);
  // Room for the strong weight, so that matching settings don't move the neighbours.
  const double width = QFontMetricsF(theme.font(TextRole::bodyStrong)).horizontalAdvance(text()) + 2 * theme.len(kSide);
  return {qRound(std::ceil(width)), std::max(theme.px(kHeight), theme.lineHeight(TextRole::body) + theme.px(8))};
}

void Chip::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  const bool over = underMouse() && isEnabled();
  QColor ground = isChecked() ? theme.selection : theme.panel;
  if (over || isDown()) ground = mix(ground, theme.text, isDown() ? 0.12 : 0.06);
  const QColor border = !isEnabled() ? theme.line : isChecked() ? theme.accent : theme.edge;
  paint::box(painter, rect(), height() / 2.0, ground, border, theme.hairline());
  paint::text(painter, rect(), Qt::AlignHCenter, text(),
              theme.font(isChecked() ? TextRole::bodyStrong : TextRole::body),
              isEnabled() ? theme.text : theme.disabledText);
}

}  // namespace gradus
