#pragma once
// From data units to pixels of one plot, and back; shared by everything that paints into axes.
#include <QPointF>
#include <QRectF>
#include <cmath>
#include <limits>

#include "core/view/view_data.h"
#include "widgets/theme/theme.h"

namespace gradus {

/// `range` is in axis units: on a logarithmic axis the decimal logarithm of the data.
struct PlotMap {
  QRectF rect;
  Extent range;
  bool logX = false, logY = false;
  double pixelRatio = 1;
  bool vector = false;  ///< the device keeps shapes (SVG, PDF): no sprites
  const Theme* theme = nullptr;

  static double axisValue(double value, bool logarithmic) {
    if (!logarithmic) return value;
    return value > 0 ? std::log10(value) : std::numeric_limits<double>::quiet_NaN();
  }
  double pixelX(double x) const {
    return rect.left() + (axisValue(x, logX) - range.x0) / (range.x1 - range.x0) * rect.width();
  }
  double pixelY(double y) const {
    return rect.bottom() - (axisValue(y, logY) - range.y0) / (range.y1 - range.y0) * rect.height();
  }
  QPointF pixel(double x, double y) const { return {pixelX(x), pixelY(y)}; }
  QPointF data(const QPointF& p) const {
    const double x = range.x0 + (p.x() - rect.left()) / rect.width() * (range.x1 - range.x0);
    const double y = range.y0 + (rect.bottom() - p.y()) / rect.height() * (range.y1 - range.y0);
    return {logX ? std::pow(10.0, x) : x, logY ? std::pow(10.0, y) : y};
  }
  QRectF area(const Extent& e) const { return QRectF(pixel(e.x0, e.y1), pixel(e.x1, e.y0)); }
  /// Pixels per axis unit.
  double scaleX() const { return rect.width() / (range.x1 - range.x0); }
  double scaleY() const { return rect.height() / (range.y1 - range.y0); }
};

inline bool isFinite(const QPointF& p) {
  return std::isfinite(p.x()) && std::isfinite(p.y());
}

}  // namespace gradus
