#include "widgets/controls/tile.h"

#include <QEvent>
#include <QPainter>
#include <cmath>

#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kSide = 14, kTop = 8, kIcon = 14, kIconGap = 6;

double textWidth(const Theme& theme, TextRole role, const QString& text) {
  return QFontMetricsF(theme.font(role)).horizontalAdvance(text);
}

}  // namespace

QColor judgementColour(Judgement judgement, const Theme& theme) {
  switch (judgement) {
    case Judgement::good:
      return theme.ok;
    case Judgement::warning:
      return theme.warn;
    case Judgement::bad:
      return theme.error;
    default:
      return theme.muted;
  }
}

Icon judgementIcon(Judgement judgement) {
  switch (judgement) {
    case Judgement::good:
      return Icon::check;
    case Judgement::warning:
    case Judgement::bad:
      return Icon::warning;
    default:
      return Icon::info;
  }
}

Tile::Tile(const QString& label, QWidget* parent) : QWidget(parent), label_(label) {
  describe();
}

void Tile::setLabel(const QString& label) {
  label_ = label;
  describe();
}

void Tile::setValue(const QString& value) {
  if (value == value_) return;
  value_ = value;
  describe();
}

void Tile::reserve(const QString& longest) {
  longest_ = longest;
  updateGeometry();
}

void Tile::setJudgement(Judgement judgement, const QString& text) {
  const bool grows = text.size() > text_.size();
  judgement_ = judgement;
  text_ = text;
  if (grows) updateGeometry();
  describe();
}

void Tile::describe() {
  setAccessibleName(label_);
  setAccessibleDescription(text_.isEmpty() ? value_ : QStringLiteral("%1, %2").arg(value_, text_));
  update();
}

QSize Tile::sizeHint() const {
  const Theme& theme = themeOf(this);
  const QFont big = theme.font(TextRole::value);
  const double value = std::max(paint::numberWidth(value_, big), paint::numberWidth(longest_, big));
  const double line = textWidth(theme, TextRole::caption, text_) + theme.len(kIcon + kIconGap);
  const double width = std::max({textWidth(theme, TextRole::caption, label_), value, text_.isEmpty() ? 0 : line});
  const int height = theme.lineHeight(TextRole::caption) * 2 + theme.lineHeight(TextRole::value);
  return {qRound(std::ceil(width)) + 1 + 2 * theme.px(kSide), height + 2 * theme.px(kTop) + theme.px(4)};
}

void Tile::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  paint::box(painter, rect(), theme.len(radius::card), theme.panel, theme.line, theme.hairline());
  const double left = theme.len(kSide), inner = width() - 2 * left;
  double y = theme.len(kTop);
  const double caption = theme.lineHeight(TextRole::caption), big = theme.lineHeight(TextRole::value);
  paint::text(painter, QRectF(left, y, inner, caption), Qt::AlignLeft, label_, theme.font(TextRole::caption),
              theme.muted);
  y += caption;
  paint::number(painter, left, QRectF(left, y, inner, big), value_, theme.font(TextRole::value), theme.text);
  y += big + theme.len(4);
  if (text_.isEmpty()) return;
  const QColor colour = judgementColour(judgement_, theme);
  const double side = theme.len(kIcon);
  paintIcon(painter, judgementIcon(judgement_), QRectF(left, y + (caption - side) / 2, side, side), colour);
  const double shift = side + theme.len(kIconGap);
  paint::text(painter, QRectF(left + shift, y, inner - shift, caption), Qt::AlignLeft, text_,
              theme.font(TextRole::caption), colour);
}

void Tile::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateGeometry();
}

}  // namespace gradus
