#pragma once
// What style.cpp hands out to the files that draw: each function returns false where it leaves the drawing to Fusion.
#include <QPainter>
#include <QStyleOption>

#include "widgets/theme/theme.h"

namespace gradus::style {

// style_buttons.cpp
void drawButton(QPainter& painter, const QStyleOptionButton& option, const Theme& theme, const QWidget* widget);
void drawButtonLabel(QPainter& painter, const QStyleOptionButton& option, const Theme& theme, const QWidget* widget);
void drawToolButton(QPainter& painter, const QStyleOptionToolButton& option, const Theme& theme, const QWidget* widget);
void drawMark(QPainter& painter, const QStyleOption& option, const Theme& theme, bool round);
void drawTab(QPainter& painter, const QStyleOptionTab& option, const Theme& theme);
QSize toolButtonSize(const QStyleOptionToolButton& option, const Theme& theme);
QSize buttonSize(const QStyleOptionButton& option, const Theme& theme);

// style_sliders.cpp
void drawSlider(QPainter& painter, const QStyleOptionSlider& option, const Theme& theme);
QRect sliderHandle(const QStyleOptionSlider& option, const Theme& theme);
void drawScrollBar(QPainter& painter, const QStyleOptionSlider& option, const Theme& theme);
QRect scrollBarPart(const QStyleOptionSlider& option, QStyle::SubControl part, const Theme& theme);
void drawProgress(QPainter& painter, const QStyleOptionProgressBar& option, const Theme& theme);

// style_fields.cpp
void drawComboBox(QPainter& painter, const QStyleOptionComboBox& option, const Theme& theme, const QWidget* widget);
void drawSpinBox(QPainter& painter, const QStyleOptionSpinBox& option, const Theme& theme, const QWidget* widget);
QRect comboBoxPart(const QStyleOptionComboBox& option, QStyle::SubControl part, const Theme& theme);
QRect spinBoxPart(const QStyleOptionSpinBox& option, QStyle::SubControl part, const Theme& theme);
void drawMenuItem(QPainter& painter, const QStyleOptionMenuItem& option, const Theme& theme);
QSize menuItemSize(const QStyleOptionMenuItem& option, const Theme& theme);
void drawFloating(QPainter& painter, const QRect& rect, const Theme& theme);
void drawGroupHeader(QPainter& painter, const QStyleOptionGroupBox& option, const Theme& theme);

}  // namespace gradus::style
