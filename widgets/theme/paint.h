#pragma once
// The few shapes everything is drawn with, so that borders are crisp and alike in the style and in our own widgets.
#include <QPainter>
#include <QPainterPath>
#include <QWidget>

#include "widgets/theme/theme.h"

namespace gradus::paint {

/// A filled rounded box whose border of width `border` lies wholly inside `rect`. An invalid colour draws nothing.
void box(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& stroke = {},
         double border = 1);
/// The path of that box's outer edge.
QPainterPath boxPath(const QRectF& rect, double radius);
/// The focus ring around the thing that occupies `rect`: 2 px wide, 2 px outside.
void focusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme);
/// How far the ring reaches beyond the thing.
int focusReach(const Theme& theme);

/// Groove, part before the thumb and thumb of a horizontal slider; `x` is the thumb's centre, groove from x0 to x1.
struct SliderLook {
  double x0 = 0, x1 = 0, y = 0, x = 0;
  bool enabled = true, hovered = false, pressed = false;
};
void slider(QPainter& painter, const SliderLook& look, const Theme& theme);

struct SwitchLook {
  bool on = false, enabled = true, hovered = false;
};
void switchTrack(QPainter& painter, const QRectF& rect, const SwitchLook& look, const Theme& theme);

/// Field ground and border as combo boxes, line edits and spin boxes share it.
struct FieldLook {
  bool enabled = true, hovered = false, trouble = false;
};
void field(QPainter& painter, const QRectF& rect, const FieldLook& look, const Theme& theme);

/// Ground of everything that floats: raised, `edge` border on dark grounds, else a shadow (drawn around `rect`).
void overlay(QPainter& painter, const QRectF& rect, double radius, const Theme& theme);
/// How far the shadow reaches beyond an overlay on each side.
int overlayMargin(const Theme& theme);

/// Text in one line with its baseline on a whole pixel; elided in the middle where it doesn't fit. Returns its width.
double text(QPainter& painter, const QRectF& rect, int alignment, const QString& text, const QFont& font,
            const QColor& colour);

/// A number from `left` on whose digits stand in cells of equal width, so that a running value doesn't tremble with
/// fonts that can't be asked for tabular figures. Returns its width; numberWidth() is that width without drawing.
double number(QPainter& painter, double left, const QRectF& rect, const QString& text, const QFont& font,
              const QColor& colour);
double numberWidth(const QString& text, const QFont& font);

}  // namespace gradus::paint
