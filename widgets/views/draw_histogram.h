#pragma once
// Bars of a histogram with the exact curve over them, as a margin of a plane or in axes of its own.
#include "core/view/view_data.h"
#include "widgets/views/plot_map.h"

class QPainter;

namespace gradus {

/// Highest of bars and exact curve.
double histogramTop(const Histogram& histogram);
/// Positions come from the axis of `map` that the bars stand on. `margin`: heights fill `area`, a base line is drawn;
/// otherwise heights are mapped by the other axis.
void drawHistogram(QPainter& painter, const PlotMap& map, const Histogram& histogram, const QRectF& area, bool margin);

}  // namespace gradus
