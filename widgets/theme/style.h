#pragma once
// One proxy style over Fusion draws every standard control from the theme; there are no style sheets. Each control asks
// themeOf() its own widget, so two windows can wear two themes at once.
#include <QProxyStyle>

#include "widgets/theme/theme.h"

class QAbstractButton;

namespace gradus {

class Style : public QProxyStyle {
  Q_OBJECT
 public:
  explicit Style(const Theme& theme);

  /// The theme of widgets that stand in no window with a ThemeService (tooltips, drag pictures).
  const Theme& theme() const { return theme_; }
  void setTheme(const Theme& theme) { theme_ = theme; }
  /// Whether the desktop's own palette, before ours replaced it, was a dark one.
  bool desktopIsDark() const { return desktopIsDark_; }

  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override;
  void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                   const QWidget* widget) const override;
  void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter,
                          const QWidget* widget) const override;
  QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl sub,
                       const QWidget* widget) const override;
  QRect subElementRect(SubElement element, const QStyleOption* option, const QWidget* widget) const override;
  QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
                         const QWidget* widget) const override;
  int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override;
  QPalette standardPalette() const override { return palette(theme_); }
  void polish(QWidget* widget) override;
  using QProxyStyle::polish;

 private:
  Theme theme_;
  bool desktopIsDark_ = false;
};

/// Marks the one primary action of an area: filled with accent.
void setPrimary(QAbstractButton* button, bool primary = true);
bool isPrimary(const QWidget* widget);
/// Corner radius (at scale 1) that the focus ring follows; buttons and fields need not say it.
void setCornerRadius(QWidget* widget, double radius);
double cornerRadius(const QWidget* widget);
/// For widgets that draw the focus ring themselves, around the part that has the keyboard (a slider's thumb, a point).
void setOwnFocusRing(QWidget* widget);
bool hasOwnFocusRing(const QWidget* widget);
/// Draws a field with the border of trouble.
void setTroubled(QWidget* widget, bool troubled);
bool isTroubled(const QWidget* widget);

}  // namespace gradus
