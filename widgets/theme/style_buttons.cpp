// Push buttons, tool buttons, check and radio marks, tabs.
#include <QAbstractButton>
#include <QFontMetrics>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/style_parts.h"

namespace gradus::style {
namespace {

constexpr double kButtonHeight = 32, kButtonSide = 12, kIconSide = 16, kIconGap = 8;

struct Face {
  QColor fill, border, label;
};

/// Colours of a button by its meaning and state; `quiet` buttons have no ground of their own.
Face faceOf(QStyle::State state, bool primary, bool quiet, const Theme& theme) {
  const bool hovered = (state & QStyle::State_MouseOver) && (state & QStyle::State_Enabled);
  const bool pressed = state & QStyle::State_Sunken;
  Face face{quiet ? QColor() : theme.raised, quiet ? QColor() : theme.line, theme.text};
  if (state & QStyle::State_On) {
    face.fill = theme.selection;
    face.border = theme.accent;
  }
  if (primary) face = {theme.accent, theme.accent, theme.onAccent};
  if (!(state & QStyle::State_Enabled)) {
    face.label = theme.disabledText;
    if (!quiet) face.fill = mix(theme.panel, theme.raised, 0.5);
    face.border = quiet ? QColor() : mix(theme.panel, theme.line, 0.6);
  } else if (hovered || pressed) {
    const QColor ground = face.fill.isValid() ? face.fill : theme.panel;
    face.fill = mix(ground, primary ? theme.onAccent : theme.text, pressed ? 0.12 : 0.06);
    if (primary) face.border = face.fill;
    if (!primary && !quiet && !(state & QStyle::State_On)) face.border = theme.edge;
  }
  return face;
}

void drawFace(QPainter& painter, const QRect& rect, const Face& face, const Theme& theme) {
  if (!face.fill.isValid() && !face.border.isValid()) return;
  paint::box(painter, rect, theme.len(radius::button), face.fill, face.border, theme.hairline());
}

/// Icon and text side by side, centred together.
void drawLabel(QPainter& painter, const QRect& rect, const QIcon& icon, const QString& text, QFont font,
               const QColor& colour, bool iconOnly, const Theme& theme) {
  const double side = theme.len(kIconSide), gap = theme.len(kIconGap);
  const QString shown = iconOnly ? QString() : QString(text).remove(QLatin1Char('&'));
  const QFontMetricsF metrics(font);
  const bool hasIcon = !icon.isNull();
  const double textWidth = shown.isEmpty() ? 0 : metrics.horizontalAdvance(shown);
  const double width = (hasIcon ? side : 0) + (hasIcon && !shown.isEmpty() ? gap : 0) + textWidth;
  double x = rect.left() + std::max(0.0, (rect.width() - width) / 2);
  if (hasIcon) {
    const QRectF box(x, rect.top() + (rect.height() - side) / 2, side, side);
    if (const auto drawn = iconOf(icon)) {
      paintIcon(painter, *drawn, box, colour);
    } else {
      icon.paint(&painter, box.toRect());
    }
    x += side + gap;
  }
  if (!shown.isEmpty()) {
    const double room = std::min(textWidth + 1, rect.right() + 1 - x);
    paint::text(painter, QRectF(x, rect.top(), room, rect.height()), Qt::AlignLeft, shown, font, colour);
  }
}

QFont labelFont(const QWidget* widget, const Theme& theme) {
  QFont font = widget != nullptr ? widget->font() : theme.font(TextRole::body);
  if (font.weight() < QFont::Medium) font.setWeight(QFont::Medium);
  return font;
}

QSize labelSize(const QStyleOption& option, const QString& text, bool hasIcon, const Theme& theme) {
  // Medium weight runs a little wider than the normal one that the option measures.
  const QString shown = QString(text).remove(QLatin1Char('&'));
  const double textWidth = shown.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(shown) * 1.03 + 2;
  const double width = textWidth + (hasIcon ? theme.len(kIconSide) + (shown.isEmpty() ? 0 : theme.len(kIconGap)) : 0);
  return {qRound(std::ceil(width)), std::max(option.fontMetrics.height(), hasIcon ? theme.px(kIconSide) : 0)};
}

}  // namespace

void drawButton(QPainter& painter, const QStyleOptionButton& option, const Theme& theme, const QWidget* widget) {
  const bool quiet = option.features & QStyleOptionButton::Flat;
  drawFace(painter, option.rect, faceOf(option.state, isPrimary(widget), quiet, theme), theme);
}

void drawButtonLabel(QPainter& painter, const QStyleOptionButton& option, const Theme& theme, const QWidget* widget) {
  const bool quiet = option.features & QStyleOptionButton::Flat;
  const Face face = faceOf(option.state, isPrimary(widget), quiet, theme);
  drawLabel(painter, option.rect, option.icon, option.text, labelFont(widget, theme), face.label, false, theme);
}

void drawToolButton(QPainter& painter, const QStyleOptionToolButton& option, const Theme& theme,
                    const QWidget* widget) {
  const bool quiet = option.state & QStyle::State_AutoRaise;
  const Face face = faceOf(option.state, isPrimary(widget), quiet, theme);
  drawFace(painter, option.rect, face, theme);
  const bool iconOnly = option.toolButtonStyle == Qt::ToolButtonIconOnly && !option.icon.isNull();
  const QIcon icon = option.toolButtonStyle == Qt::ToolButtonTextOnly ? QIcon() : option.icon;
  drawLabel(painter, option.rect, icon, option.text, labelFont(widget, theme), face.label, iconOnly, theme);
}

QSize buttonSize(const QStyleOptionButton& option, const Theme& theme) {
  const QSize label = labelSize(option, option.text, !option.icon.isNull(), theme);
  const int height = std::max(theme.px(theme.presenting ? 36 : kButtonHeight), label.height() + theme.px(8));
  return {std::max(label.width() + 2 * theme.px(kButtonSide), height), height};
}

QSize toolButtonSize(const QStyleOptionToolButton& option, const Theme& theme) {
  const bool iconOnly = option.toolButtonStyle == Qt::ToolButtonIconOnly && !option.icon.isNull();
  const bool hasIcon = option.toolButtonStyle != Qt::ToolButtonTextOnly && !option.icon.isNull();
  const QSize label = labelSize(option, iconOnly ? QString() : option.text, hasIcon, theme);
  const int height = std::max(theme.px(theme.presenting ? 36 : kButtonHeight), label.height() + theme.px(8));
  return iconOnly ? QSize(height, height) : QSize(label.width() + 2 * theme.px(kButtonSide), height);
}

void drawMark(QPainter& painter, const QStyleOption& option, const Theme& theme, bool round) {
  const bool on = option.state & QStyle::State_On, enabled = option.state & QStyle::State_Enabled;
  const bool partly = option.state & QStyle::State_NoChange;
  const double side = std::min(option.rect.width(), option.rect.height());
  const QRectF box(option.rect.x() + (option.rect.width() - side) / 2.0,
                   option.rect.y() + (option.rect.height() - side) / 2.0, side, side);
  const double radius = round ? side / 2 : theme.len(4);
  QColor border = on || partly ? theme.accent : theme.edge;
  if (option.state & QStyle::State_MouseOver && !on) border = mix(theme.edge, theme.text, 0.4);
  if (!enabled) border = theme.disabledText;
  const double width = theme.strong ? theme.len(2) : theme.len(1);
  if (round) {
    // A thick accent ring around a small ground, as in the question cards.
    paint::box(painter, box, radius, on ? border : theme.field, border, width);
    const double dot = theme.len(3);
    if (on)
      paint::box(painter, QRectF(box.center() - QPointF(dot, dot), QSizeF(2 * dot, 2 * dot)), dot, theme.onAccent);
    return;
  }
  paint::box(painter, box, radius, on || partly ? border : theme.field, border, width);
  const double inset = side * 0.1;
  if (on) paintIcon(painter, Icon::check, box.adjusted(inset, inset, -inset, -inset), theme.onAccent);
  if (partly) paintIcon(painter, Icon::minus, box.adjusted(inset, inset, -inset, -inset), theme.onAccent);
}

void drawTab(QPainter& painter, const QStyleOptionTab& option, const Theme& theme) {
  const bool selected = option.state & QStyle::State_Selected, hovered = option.state & QStyle::State_MouseOver;
  const QRectF rect = option.rect;
  QFont font = theme.font(TextRole::body);
  font.setWeight(selected ? QFont::DemiBold : QFont::Medium);
  const QColor colour = !(option.state & QStyle::State_Enabled) ? theme.disabledText
                        : selected || hovered                   ? theme.text
                                                                : theme.muted;
  if (hovered && !selected) paint::box(painter, rect.adjusted(2, 4, -2, -4), theme.len(radius::button), theme.hover);
  paint::text(painter, rect, Qt::AlignHCenter, QString(option.text).remove(QLatin1Char('&')), font, colour);
  painter.fillRect(QRectF(rect.left(), rect.bottom() - theme.hairline(), rect.width(), theme.hairline()), theme.line);
  if (selected) {
    const double thick = theme.len(3);
    painter.fillRect(QRectF(rect.left(), rect.bottom() - thick, rect.width(), thick), theme.accent);
  }
}

}  // namespace gradus::style
