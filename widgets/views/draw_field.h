#pragma once
// Fields as images through the theme's colour maps, and the colour bar that shows the part of the map in use.
#include <QImage>
#include <QRectF>
#include <QString>
#include <functional>

#include "core/view/view_data.h"
#include "widgets/theme/theme.h"

class QPainter;

namespace gradus {

/// Colour of a value of the field. Under points a diverging map keeps to its quiet middle.
std::function<QColor(double)> fieldColours(const Theme& theme, FieldMap map, double low, double high, double centre,
                                           bool underPoints);

/// One pixel per cell, top row first; missing values transparent.
QImage fieldImage(const Theme& theme, const Field& field, bool underPoints);
/// A grid of values, `bottomUp` where row 0 is the lowest.
QImage gridImage(const std::vector<float>& values, int nx, int ny, bool bottomUp,
                 const std::function<QColor(double)>& colours, double low, double high);

/// Paints the image over `area`; hatches what is missing.
void drawField(QPainter& painter, const Theme& theme, const QImage& image, const QRectF& area, bool smooth = true);
/// 45 degrees, 6 px, slate: missing values.
void drawHatch(QPainter& painter, const Theme& theme, const QRectF& area);

struct ColourBar {
  std::function<QColor(double)> colours;
  double low = 0, high = 1;
  QString lowText, middleText, highText;
  bool below = false, above = false;  ///< values lie outside: a triangle at that end
};
/// Height of a bar with its labels.
double colourBarHeight(const Theme& theme);
void drawColourBar(QPainter& painter, const Theme& theme, const QRectF& area, const ColourBar& bar);

}  // namespace gradus
