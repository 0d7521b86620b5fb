#pragma once
// Marks of points: paths by shape, and sprites cached by everything that decides their look.
#include <QHash>
#include <QImage>
#include <QPainterPath>
#include <QPointF>

#include "core/view/view_data.h"
#include "widgets/theme/theme.h"
#include "widgets/views/plot_map.h"

class QPainter;

namespace gradus {

/// Areas and marks / thin lines and coloured text of a Paint.
QColor fillOf(const Theme& theme, const Paint& paint);
QColor inkOf(const Theme& theme, const Paint& paint);
/// Colour of a mark on the sequential map: on dark grounds the part that fades into the canvas is left out.
QColor markRamp(const Theme& theme, double t);
QColor withOpacity(QColor colour, double opacity);

struct MarkStyle {
  enum class Body { filled, hollow, dotted, stroke };  ///< train, validation, test; stroke = lines of a cross only
  MarkShape shape = MarkShape::circle;
  Body body = Body::filled;
  QColor fill, outline;
  double radius = 4.5, outlineWidth = 1;
  bool ringed = false;  ///< 2 px text ring: the current state
  QColor ring;
};

/// Shapes have equal area, so that no class looks heavier.
QPainterPath markPath(MarkShape shape, double radius);
void drawMark(QPainter& painter, const QPointF& at, const MarkStyle& style);

class SpriteCache {
 public:
  const QImage& sprite(const MarkStyle& style, double pixelRatio);
  void clear() { sprites_.clear(); }
  int size() const { return static_cast<int>(sprites_.size()); }

 private:
  QHash<QByteArray, QImage> sprites_;
};

/// The look of point i of a layer in which `shown` points are drawn.
MarkStyle markStyle(const Theme& theme, const Points& points, size_t i, int shown);
/// The classes that occur, in rising order, without -1.
std::vector<int> classesOf(const Points& points);
/// "orange, row 42" and its coordinates: the readout of point i.
QString pointReadout(const Points& points, size_t i);

enum class PointDrawing { sprites, image, density };
inline constexpr size_t imageAbove = 20'000, densityAbove = 200'000;
PointDrawing drawingFor(const Points& points);

struct PointsLook {
  double opacity = 1;
  bool ghost = false;  ///< points of the run before: hollow, no fill
  double radius = 0;   ///< > 0: small marks of this radius without outline
  int without = -1;    ///< index left out because it is being dragged
};
void drawPoints(QPainter& painter, const PlotMap& map, const Points& points, SpriteCache& sprites,
                const PointsLook& look = {});

/// Index of the point nearest to `at` within `reach` pixels, or -1.
int pointAt(const PlotMap& map, const Points& points, const QPointF& at, double reach);

}  // namespace gradus
