#pragma once
// The mark (a stair that climbs over contour lines) and the wordmark, from resources/icons.
#include <QIcon>
#include <QPixmap>
#include <QRectF>

#include "widgets/theme/theme.h"

class QPainter;

namespace gradus {

/// Draws the mark in `rect` (square); below 24 px the contour lines are left out.
void paintLogo(QPainter& painter, const QRectF& rect);
/// Mark and word, word in the text colour; the width follows from the height (230 : 64).
void paintWordmark(QPainter& painter, const QPointF& corner, double height, const QColor& text);
inline constexpr double wordmarkRatio = 230.0 / 64;
/// The mark in the sizes window managers ask for.
QIcon applicationIcon();

}  // namespace gradus
