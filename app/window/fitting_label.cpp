#include "app/window/fitting_label.h"

#include <QEvent>
#include <QPainter>

#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

FittingLabel::FittingLabel(TextRole role, Fit fit, Qt::Alignment alignment, QWidget* parent)
    : QWidget(parent), role_(role), fit_(fit), alignment_(alignment) {
  setSizePolicy(fit == Fit::shorten ? QSizePolicy::Maximum : QSizePolicy::Expanding, QSizePolicy::Preferred);
}

void FittingLabel::setText(const QString& text) {
  text_ = text;
  setAccessibleName(text);
  updateGeometry();
  update();
}

void FittingLabel::setMuted(bool muted) {
  muted_ = muted;
  update();
}

QSize FittingLabel::sizeHint() const {
  const Theme& theme = themeOf(this);
  const int wide = QFontMetrics(theme.font(role_)).horizontalAdvance(text_) + 2;
  return {fit_ == Fit::shorten ? wide : 0, theme.lineHeight(role_)};
}

QSize FittingLabel::minimumSizeHint() const {
  const Theme& theme = themeOf(this);
  return {fit_ == Fit::shorten ? std::min(sizeHint().width(), theme.px(120)) : 0, theme.lineHeight(role_)};
}

QString FittingLabel::shownText() const {
  if (fit_ == Fit::shorten) return text_;
  const QFontMetrics metrics(themeOf(this).font(role_));
  QStringList parts = text_.split(separator());
  while (!parts.isEmpty() && metrics.horizontalAdvance(parts.join(separator())) + 2 > width()) parts.removeLast();
  return parts.join(separator());
}

void FittingLabel::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  paint::text(painter, rect(), static_cast<int>(alignment_), shownText(), theme.font(role_),
              muted_ ? theme.muted : theme.text);
}

void FittingLabel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateGeometry();
}

}  // namespace gradus
