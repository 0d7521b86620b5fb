// Combo boxes, spin boxes, menus, the ground of floating things, group headers.
#include <QStyle>
#include <QWidget>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/style_parts.h"

namespace gradus::style {
namespace {

constexpr double kFieldSide = 10, kArrowWidth = 26, kArrowSide = 14, kMenuSide = 12, kMenuRow = 30, kMenuIcon = 16;

paint::FieldLook fieldLook(const QStyleOption& option, const QWidget* widget) {
  return {bool(option.state & QStyle::State_Enabled), bool(option.state & QStyle::State_MouseOver), isTroubled(widget)};
}

QColor markColour(const QStyleOption& option, const Theme& theme) {
  return option.state & QStyle::State_Enabled ? theme.muted : theme.disabledText;
}

}  // namespace

QRect comboBoxPart(const QStyleOptionComboBox& option, QStyle::SubControl part, const Theme& theme) {
  const int arrow = theme.px(kArrowWidth), side = theme.px(kFieldSide);
  switch (part) {
    case QStyle::SC_ComboBoxArrow:
      return {option.rect.right() + 1 - arrow, option.rect.top(), arrow, option.rect.height()};
    case QStyle::SC_ComboBoxEditField:
      return option.rect.adjusted(side, 0, -arrow, 0);
    default:
      return option.rect;
  }
}

void drawComboBox(QPainter& painter, const QStyleOptionComboBox& option, const Theme& theme, const QWidget* widget) {
  if (option.frame) paint::field(painter, option.rect, fieldLook(option, widget), theme);
  const QRectF arrow = comboBoxPart(option, QStyle::SC_ComboBoxArrow, theme);
  const double side = theme.len(kArrowSide);
  paintIcon(painter, Icon::chevronDown,
            QRectF(arrow.center().x() - side / 2, arrow.center().y() - side / 2, side, side),
            markColour(option, theme));
}

QRect spinBoxPart(const QStyleOptionSpinBox& option, QStyle::SubControl part, const Theme& theme) {
  const int width = option.buttonSymbols == QAbstractSpinBox::NoButtons ? 0 : theme.px(20);
  const int border = qRound(theme.fieldLine()), half = option.rect.height() / 2;
  const QRect buttons(option.rect.right() + 1 - width, option.rect.top(), width, option.rect.height());
  switch (part) {
    case QStyle::SC_SpinBoxUp:
      return buttons.adjusted(0, 0, 0, half - option.rect.height());
    case QStyle::SC_SpinBoxDown:
      return buttons.adjusted(0, half, 0, 0);
    case QStyle::SC_SpinBoxEditField:
      return option.rect.adjusted(theme.px(8), border, -width - border, -border);
    default:
      return option.rect;
  }
}

void drawSpinBox(QPainter& painter, const QStyleOptionSpinBox& option, const Theme& theme, const QWidget* widget) {
  if (option.frame) paint::field(painter, option.rect, fieldLook(option, widget), theme);
  if (option.buttonSymbols == QAbstractSpinBox::NoButtons) return;
  const double side = theme.len(10);
  for (const bool up : {true, false}) {
    const QRectF part = spinBoxPart(option, up ? QStyle::SC_SpinBoxUp : QStyle::SC_SpinBoxDown, theme);
    const bool allowed =
        option.stepEnabled & (up ? QAbstractSpinBox::StepUpEnabled : QAbstractSpinBox::StepDownEnabled);
    const double y = up ? part.bottom() - side - theme.len(0.5) : part.top() + theme.len(0.5);
    paintIcon(painter, up ? Icon::chevronUp : Icon::chevronDown, QRectF(part.center().x() - side / 2, y, side, side),
              allowed ? markColour(option, theme) : theme.disabledText);
  }
}

void drawFloating(QPainter& painter, const QRect& rect, const Theme& theme) {
  painter.fillRect(rect, theme.raised);
  paint::box(painter, rect, 0, QColor(), theme.dark || theme.strong ? theme.edge : theme.line, theme.hairline());
}

QSize menuItemSize(const QStyleOptionMenuItem& option, const Theme& theme) {
  if (option.menuItemType == QStyleOptionMenuItem::Separator) return {theme.px(40), theme.px(9)};
  const QStringList parts = option.text.split(QLatin1Char('\t'));
  int width = option.fontMetrics.horizontalAdvance(parts[0]) + 2 * theme.px(kMenuSide) + theme.px(kMenuIcon + 10);
  if (parts.size() > 1) width += option.fontMetrics.horizontalAdvance(parts[1]) + theme.px(32);
  if (option.menuItemType == QStyleOptionMenuItem::SubMenu) width += theme.px(24);
  return {width, std::max(theme.px(kMenuRow), option.fontMetrics.height() + theme.px(8))};
}

void drawMenuItem(QPainter& painter, const QStyleOptionMenuItem& option, const Theme& theme) {
  const QRectF rect = option.rect;
  if (option.menuItemType == QStyleOptionMenuItem::Separator) {
    painter.fillRect(QRectF(rect.left(), rect.center().y(), rect.width(), theme.hairline()), theme.line);
    return;
  }
  const bool enabled = option.state & QStyle::State_Enabled, selected = option.state & QStyle::State_Selected;
  const QColor colour = enabled ? theme.text : theme.disabledText;
  if (selected && enabled) paint::box(painter, rect.adjusted(4, 0, -4, 0), theme.len(radius::field), theme.selection);
  const double side = theme.len(kMenuIcon), margin = theme.len(kMenuSide);
  const QRectF mark(rect.left() + margin, rect.center().y() - side / 2, side, side);
  if (option.checked) {
    paintIcon(painter, Icon::check, mark, enabled ? theme.accent : theme.disabledText);
  } else if (const auto drawn = iconOf(option.icon)) {
    paintIcon(painter, *drawn, mark, colour);
  }
  const QStringList parts = option.text.split(QLatin1Char('\t'));
  const QRectF body(mark.right() + theme.len(10), rect.top(), rect.right() - margin - mark.right() - theme.len(10),
                    rect.height());
  paint::text(painter, body, Qt::AlignLeft, QString(parts[0]).remove(QLatin1Char('&')), option.font, colour);
  if (parts.size() > 1) {
    paint::text(painter, body, Qt::AlignRight, parts[1], option.font, enabled ? theme.muted : theme.disabledText);
  }
  if (option.menuItemType == QStyleOptionMenuItem::SubMenu) {
    paintIcon(painter, Icon::chevronRight, QRectF(body.right() - side, mark.top(), side, side), colour);
  }
}

void drawGroupHeader(QPainter& painter, const QStyleOptionGroupBox& option, const Theme& theme) {
  const double height = theme.len(30);
  paint::text(painter, QRectF(option.rect.left(), option.rect.top(), option.rect.width(), height), Qt::AlignLeft,
              option.text, theme.font(TextRole::bodyStrong),
              option.state & QStyle::State_Enabled ? theme.text : theme.disabledText);
}

}  // namespace gradus::style
