// The axis turned by hand in the plane of two columns.
#include <cmath>

#include "core/decomposition/pca.h"

namespace gradus::pca {

PlaneCovariance planeCovariance(const Matrix& x, size_t xColumn, size_t yColumn) {
  assert(xColumn < x.cols && yColumn < x.cols);
  PlaneCovariance c;
  c.rows = x.rows;
  for (size_t i = 0; i < x.rows; ++i) {  // running means (Welford 1962): exact for data far from zero
    const double count = static_cast<double>(i) + 1;
    const double dx = x(i, xColumn) - c.meanX, dy = x(i, yColumn) - c.meanY;
    c.meanX += dx / count;
    c.meanY += dy / count;
    c.xx += dx * (x(i, xColumn) - c.meanX);
    c.xy += dx * (x(i, yColumn) - c.meanY);
    c.yy += dy * (x(i, yColumn) - c.meanY);
  }
  const double degrees = x.rows > 1 ? static_cast<double>(x.rows) - 1 : 1;
  c.xx /= degrees;
  c.xy /= degrees;
  c.yy /= degrees;
  return c;
}

AxisReading readAxis(const PlaneCovariance& c, double angle) {
  const double cosine = std::cos(angle), sine = std::sin(angle);
  return {c.xx * cosine * cosine + 2 * c.xy * cosine * sine + c.yy * sine * sine,
          c.xx * sine * sine - 2 * c.xy * cosine * sine + c.yy * cosine * cosine};
}

double bestAngle(const PlaneCovariance& c) {
  return 0.5 * std::atan2(2 * c.xy, c.xx - c.yy);
}

}  // namespace gradus::pca
