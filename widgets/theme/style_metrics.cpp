// Sizes, places and habits of the style; the drawing is in style.cpp and the files it hands out to.
#include <QMenu>
#include <QStyleOption>
#include <QWidget>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/style_parts.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                            const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  if (const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option)) {
    if (control == CC_ScrollBar) return style::scrollBarPart(*slider, sub, theme);
    if (control == CC_Slider) return sub == SC_SliderHandle ? style::sliderHandle(*slider, theme) : slider->rect;
  }
  if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
      combo && sub != SC_ComboBoxListBoxPopup) {
    return visualRect(combo->direction, combo->rect, style::comboBoxPart(*combo, sub, theme));
  }
  if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option)) {
    return visualRect(spin->direction, spin->rect, style::spinBoxPart(*spin, sub, theme));
  }
  if (const auto* group = qstyleoption_cast<const QStyleOptionGroupBox*>(option)) {
    const int header = theme.px(30);
    if (sub == SC_GroupBoxContents) return group->rect.adjusted(0, header, 0, 0);
    if (sub == SC_GroupBoxLabel) return {group->rect.left(), group->rect.top(), group->rect.width(), header};
  }
  return QProxyStyle::subControlRect(control, option, sub, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  if (element == SE_LineEditContents) {
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    const int side = frame != nullptr && frame->lineWidth > 0 ? theme.px(8) : 0;
    return option->rect.adjusted(side, 0, -side, 0);
  }
  return QProxyStyle::subElementRect(element, option, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                              const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  const int fieldHeight = std::max(size.height() + theme.px(6), theme.rowHeight() - theme.px(8));
  if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option); button && type == CT_PushButton) {
    return style::buttonSize(*button, theme);
  }
  if (const auto* tool = qstyleoption_cast<const QStyleOptionToolButton*>(option); tool && type == CT_ToolButton) {
    return style::toolButtonSize(*tool, theme);
  }
  if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option); item && type == CT_MenuItem) {
    return style::menuItemSize(*item, theme);
  }
  switch (type) {
    case CT_LineEdit:
      return {size.width() + theme.px(16), fieldHeight};
    case CT_ComboBox:
      return {size.width() + theme.px(46), fieldHeight};
    case CT_SpinBox:
      return {size.width() + theme.px(28), fieldHeight};
    case CT_ItemViewItem: {
      const QSize plain = QProxyStyle::sizeFromContents(type, option, size, widget);
      return {plain.width(), std::max(plain.height() + theme.px(4), theme.px(28))};
    }
    case CT_TabBarTab:
      return {size.width() + theme.px(8), std::max(size.height(), theme.px(40))};
    default:
      return QProxyStyle::sizeFromContents(type, option, size, widget);
  }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  const Theme& theme = widget != nullptr ? themeOf(widget) : theme_;
  switch (metric) {
    case PM_ScrollBarExtent:
      return theme.px(12);
    case PM_ScrollBarSliderMin:
      return theme.px(28);
    case PM_SliderThickness:
    case PM_SliderControlThickness:
    case PM_SliderLength:
      return theme.px(16);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
      return theme.px(16);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
      return theme.px(8);
    case PM_ButtonIconSize:
    case PM_ToolBarIconSize:
    case PM_TabBarIconSize:
    case PM_SmallIconSize:
      return theme.px(16);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
      return 0;
    case PM_DefaultFrameWidth:
    case PM_ComboBoxFrameWidth:
    case PM_SpinBoxFrameWidth:
      return std::max(1, qRound(theme.fieldLine()));
    case PM_MenuPanelWidth:
      return 1;
    case PM_MenuVMargin:
      return theme.px(5);
    case PM_MenuHMargin:
      return 0;
    case PM_ToolTipLabelFrameWidth:
      return theme.px(7);
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
      return paint::focusReach(theme);
    case PM_TabBarTabHSpace:
      return theme.px(24);
    case PM_TabBarTabVSpace:
      return theme.px(16);
    case PM_SplitterWidth:
      return theme.px(5);
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const {
  switch (hint) {
    case SH_FocusFrame_AboveWidget:
      return 1;
    case SH_ComboBox_Popup:
      return 0;
    case SH_Slider_AbsoluteSetButtons:
      return Qt::LeftButton;
    case SH_ScrollBar_LeftClickAbsolutePosition:
      return 1;
    case SH_ItemView_ShowDecorationSelected:
      return 1;
    case SH_ToolTip_WakeUpDelay:
      return 450;
    case SH_UnderlineShortcut:
      return 0;
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
      return 0;
    default:
      return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

}  // namespace gradus
