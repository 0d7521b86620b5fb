#include "widgets/theme/style.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QSlider>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QVariant>

#include "widgets/theme/paint.h"
#include "widgets/theme/style_parts.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr auto kPrimary = "gradusPrimary";
constexpr auto kRadius = "gradusRadius";
constexpr auto kOwnRing = "gradusOwnFocusRing";
constexpr auto kTroubled = "gradusTroubled";

void setFlag(QWidget* widget, const char* name, bool on) {
  if (widget->property(name).toBool() == on) return;
  widget->setProperty(name, on);
  widget->update();
}

}  // namespace

void setPrimary(QAbstractButton* button, bool primary) {
  setFlag(button, kPrimary, primary);
}
bool isPrimary(const QWidget* widget) {
  return widget != nullptr && widget->property(kPrimary).toBool();
}
void setTroubled(QWidget* widget, bool troubled) {
  setFlag(widget, kTroubled, troubled);
}
bool isTroubled(const QWidget* widget) {
  return widget != nullptr && widget->property(kTroubled).toBool();
}
void setOwnFocusRing(QWidget* widget) {
  widget->setProperty(kOwnRing, true);
}
bool hasOwnFocusRing(const QWidget* widget) {
  return widget->property(kOwnRing).toBool();
}
void setCornerRadius(QWidget* widget, double radius) {
  widget->setProperty(kRadius, radius);
}

double cornerRadius(const QWidget* widget) {
  const QVariant own = widget->property(kRadius);
  if (own.isValid()) return own.toDouble();
  if (qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QComboBox*>(widget)) return radius::field;
  return radius::button;
}

Style::Style(const Theme& theme) : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))), theme_(theme) {
  const QPalette desktop = QGuiApplication::palette();
  desktopIsDark_ = desktop.color(QPalette::Window).lightnessF() < desktop.color(QPalette::WindowText).lightnessF();
  setObjectName(QStringLiteral("gradus"));
}

void Style::polish(QWidget* widget) {
  QProxyStyle::polish(widget);
  if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) || qobject_cast<QLineEdit*>(widget) ||
      qobject_cast<QSlider*>(widget) || qobject_cast<QScrollBar*>(widget) || qobject_cast<QTabBar*>(widget)) {
    widget->setAttribute(Qt::WA_Hover);
  }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  switch (element) {
    case PE_FrameFocusRect:
      return;  // the focus ring stands outside and has a widget of its own
    case PE_PanelLineEdit: {
      const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
      // Inside a spin or combo box that one has drawn the ground already.
      if (frame == nullptr || frame->lineWidth <= 0) return;
      paint::field(*painter, option->rect,
                   {bool(option->state & State_Enabled), bool(option->state & State_MouseOver), isTroubled(widget)},
                   theme);
      return;
    }
    case PE_FrameLineEdit:
      return;
    case PE_Frame: {
      // The list that a combo box drops floats: without a shadow it needs the stronger line.
      const bool floats = widget != nullptr && widget->inherits("QComboBoxPrivateContainer");
      const bool list = qobject_cast<const QAbstractItemView*>(widget) != nullptr;
      paint::box(*painter, option->rect, 0, QColor(), list || floats ? theme.edge : theme.line, theme.hairline());
      return;
    }
    case PE_FrameMenu:
    case PE_PanelMenu:
    case PE_PanelTipLabel:
      style::drawFloating(*painter, option->rect, theme);
      return;
    case PE_FrameGroupBox:
      return;
    case PE_FrameTabBarBase:
      painter->fillRect(QRectF(option->rect.left(), option->rect.bottom() + 1 - theme.hairline(), option->rect.width(),
                               theme.hairline()),
                        theme.line);
      return;
    case PE_IndicatorCheckBox:
      style::drawMark(*painter, *option, theme, false);
      return;
    case PE_IndicatorRadioButton:
      style::drawMark(*painter, *option, theme, true);
      return;
    case PE_IndicatorItemViewItemCheck:
      style::drawMark(*painter, *option, theme, false);
      return;
    default:
      QProxyStyle::drawPrimitive(element, option, painter, widget);
  }
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                        const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
  switch (element) {
    case CE_PushButtonBevel:
      if (button != nullptr) style::drawButton(*painter, *button, theme, widget);
      return;
    case CE_PushButtonLabel:
      if (button != nullptr) style::drawButtonLabel(*painter, *button, theme, widget);
      return;
    case CE_TabBarTab:
      if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option)) style::drawTab(*painter, *tab, theme);
      return;
    case CE_MenuItem:
      if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option)) {
        style::drawMenuItem(*painter, *item, theme);
      }
      return;
    case CE_MenuEmptyArea:
    case CE_MenuHMargin:
    case CE_MenuVMargin:
      return;
    case CE_ProgressBar:
      if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option)) {
        style::drawProgress(*painter, *bar, theme);
      }
      return;
    case CE_FocusFrame: {
      const int reach = paint::focusReach(theme);
      const double radius = widget != nullptr ? theme.len(cornerRadius(widget)) : theme.len(radius::button);
      paint::focusRing(*painter, QRectF(option->rect).adjusted(reach, reach, -reach, -reach), radius, theme);
      return;
    }
    default:
      QProxyStyle::drawControl(element, option, painter, widget);
  }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                               const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option); control == CC_ToolButton && tool) {
    style::drawToolButton(*painter, *tool, theme, widget);
  } else if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
             slider && control == CC_Slider) {
    style::drawSlider(*painter, *slider, theme);
  } else if (slider && control == CC_ScrollBar) {
    style::drawScrollBar(*painter, *slider, theme);
  } else if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
             control == CC_ComboBox && combo) {
    style::drawComboBox(*painter, *combo, theme, widget);
  } else if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option); control == CC_SpinBox && spin) {
    style::drawSpinBox(*painter, *spin, theme, widget);
  } else if (const auto* group = qstyleoption_cast<const QStyleOptionGroupBox*>(option);
             control == CC_GroupBox && group) {
    style::drawGroupHeader(*painter, *group, theme);
  } else {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
  }
}

}  // namespace gradus
