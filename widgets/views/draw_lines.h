#pragma once
// Lines, arrows, rings and texts inside axes.
#include <QFont>
#include <QPointF>
#include <QString>

#include "core/view/view_data.h"
#include "widgets/views/plot_map.h"

class QPainter;
class QPainterPath;

namespace gradus {

/// Pen of a line; dashes are validation (7-4) and test (2-4).
QPen linePen(const QColor& colour, double width, LineStyle style);
void drawPolylines(QPainter& painter, const PlotMap& map, const std::vector<Polyline>& lines, double opacity = 1,
                   bool ghost = false);
/// The direct labels at the ends; drawn above the marks.
void drawLineLabels(QPainter& painter, const PlotMap& map, const std::vector<Polyline>& lines);
void drawArrows(QPainter& painter, const PlotMap& map, const Arrows& arrows, double opacity = 1);
void drawRing(QPainter& painter, const PlotMap& map, const Ring& ring, bool handles, double opacity = 1);
QPainterPath ringPath(const PlotMap& map, const Ring& ring);
/// How many times its own size the ring must have to pass through `at`.
double ringReach(const PlotMap& map, const Ring& ring, const QPointF& at);

/// Text with a 3 px rim of `halo` under it; `at` is the left end of the base line.
void drawHaloText(QPainter& painter, const QPointF& at, const QString& text, const QFont& font, const QColor& ink,
                  const QColor& halo, double width);
void drawHalo(QPainter& painter, const QPointF& at, const QString& text, const QFont& font, const QColor& halo,
              double width);
/// A small panel with lines of text near `at`, kept inside `bounds` and never over `at`.
void drawReadout(QPainter& painter, const QRectF& bounds, const QPointF& at, const QString& text, const Theme& theme);

}  // namespace gradus
