// How a layer of points is painted: sprites up to 20 000, an image layer above, a density image above 200 000.
#include <QCoreApplication>
#include <QPaintDevice>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/views/format.h"
#include "widgets/views/marks.h"

namespace gradus {
using namespace Qt::StringLiterals;

namespace {

MarkStyle roleStyle(const Theme& theme, MarkStyle style, MarkRole role, int shown) {
  const double size = theme.presenting ? 1.5 : 1;
  switch (role) {
    case MarkRole::data:
      break;
    case MarkRole::sample:
      style.radius = std::min(style.radius, theme.len(shown > 300 ? 1.8 : 3) * size);
      style.outlineWidth = 0;
      style.fill = withOpacity(style.fill, shown > 300 ? 0.6 : 0.9);
      break;
    case MarkRole::current:
      style.radius = theme.len(7) * size;
      style.ringed = true;
      style.outlineWidth = theme.len(2) * size;
      break;
    case MarkRole::start:
      style.radius = theme.len(5.5) * size;
      style.body = MarkStyle::Body::hollow;
      style.outline = theme.text;
      style.outlineWidth = theme.len(1.5) * size;
      break;
    case MarkRole::centre:
      style.radius = theme.len(8) * size;
      style.ringed = true;
      style.outlineWidth = theme.len(2.2) * size;
      break;
    case MarkRole::refused:
      style.radius = theme.len(4.5) * size;
      style.body = MarkStyle::Body::stroke;
      style.outline = theme.classes[4].ink;
      style.outlineWidth = theme.len(1.8) * size;
      break;
    case MarkRole::optimum:
      style.radius = theme.len(8) * size;
      style.body = MarkStyle::Body::stroke;
      style.outline = theme.text;
      style.outlineWidth = theme.len(2) * size;
      break;
    case MarkRole::neighbour:
      style.radius += theme.len(3) * size;
      style.body = MarkStyle::Body::hollow;
      style.outline = theme.text;
      style.outlineWidth = theme.len(1.5) * size;
      break;
  }
  return style;
}

Paint paintOf(const Points& points, size_t i) {
  if (i < points.classes.size()) return {PaintKind::classColour, points.classes[i]};
  return points.paint;
}

/// Position on the colour ramp in 64 steps, so that the sprite cache stays small.
double rampPosition(const Points& points, size_t i) {
  const double span = points.valueHigh - points.valueLow;
  const double t = span > 0 ? (points.values[i] - points.valueLow) / span : 0.5;
  return std::isfinite(t) ? std::round(std::clamp(t, 0.0, 1.0) * 63) / 63 : std::numeric_limits<double>::quiet_NaN();
}

void drawLabels(QPainter& painter, const PlotMap& map, const Points& points, const PointsLook& look) {
  const Theme& theme = *map.theme;
  painter.setFont(theme.font(TextRole::caption));
  const QFontMetricsF metrics(painter.font());
  const QRectF visible = map.rect.adjusted(-8, -8, 8, 8);
  for (size_t i = 0; i < points.size() && i < points.labels.size(); ++i) {
    if (static_cast<int>(i) == look.without) continue;
    const QPointF p = map.pixel(points.coordinates[i * points.dims], points.coordinates[i * points.dims + 1]);
    if (!isFinite(p) || !visible.contains(p)) continue;
    const QString text = QString::fromStdString(points.labels[i]);
    painter.setPen(withOpacity(inkOf(theme, paintOf(points, i)), look.opacity));
    painter.drawText(QPointF(p.x() - metrics.horizontalAdvance(text) / 2, p.y() + metrics.capHeight() / 2), text);
  }
}

void drawSprites(QPainter& painter, const PlotMap& map, const Points& points, SpriteCache& sprites,
                 const PointsLook& look) {
  const Theme& theme = *map.theme;
  const int shown = static_cast<int>(points.size());
  const QRectF visible = map.rect.adjusted(-12, -12, 12, 12);
  if (look.opacity < 1) painter.setOpacity(look.opacity);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  for (int i = 0; i < shown; ++i) {
    if (i == look.without) continue;
    const QPointF p = map.pixel(points.coordinates[i * points.dims], points.coordinates[i * points.dims + 1]);
    if (!isFinite(p) || !visible.contains(p)) continue;
    MarkStyle style = markStyle(theme, points, i, shown);
    if (look.radius > 0) style.radius = look.radius, style.outlineWidth = 0;
    if (look.ghost) {
      style.body = MarkStyle::Body::hollow;
      style.outline = theme.ghost(style.outline);
    }
    if (map.vector) {
      drawMark(painter, p, style);
      continue;
    }
    const QImage& sprite = sprites.sprite(style, map.pixelRatio);
    // Whole device pixels: sprites are never resampled.
    const double left = std::round(p.x() * map.pixelRatio - sprite.width() / 2.0);
    const double top = std::round(p.y() * map.pixelRatio - sprite.height() / 2.0);
    painter.drawImage(QRectF(left / map.pixelRatio, top / map.pixelRatio, sprite.width() / map.pixelRatio,
                             sprite.height() / map.pixelRatio),
                      sprite);
  }
  painter.setOpacity(1);
}

/// `over` with 70 of 256 parts on premultiplied pixels: the soft corners of a dot.
inline QRgb softened(QRgb under, QRgb over) {
  constexpr uint32_t part = 70, keep = 256 - part, mask = 0x00ff00ff;
  const uint32_t even = ((over & mask) * part + (under & mask) * keep) >> 8;
  const uint32_t odd = ((over >> 8) & mask) * part + ((under >> 8) & mask) * keep;
  return (even & mask) | (odd & ~mask);
}

/// Dots of 3 x 3 device pixels (times the ratio) straight into an image.
QImage pointImage(const PlotMap& map, const Points& points) {
  const int width = static_cast<int>(map.rect.width() * map.pixelRatio),
            height = static_cast<int>(map.rect.height() * map.pixelRatio);
  QImage image(std::max(1, width), std::max(1, height), QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  auto* pixels = reinterpret_cast<QRgb*>(image.bits());
  const int reach = std::max(1, static_cast<int>(std::lround(1.5 * map.pixelRatio)) - 1);
  // Colours are looked up once per class or ramp step, not once per point.
  std::array<QRgb, 64> table{};
  const bool ramp = !points.values.empty();
  for (int k = 0; k < 64; ++k) {
    table[k] = ramp ? markRamp(*map.theme, k / 63.0).rgb() : fillOf(*map.theme, {PaintKind::classColour, k}).rgb();
  }
  const QRgb single = fillOf(*map.theme, points.paint).rgb(), muted = map.theme->muted.rgb();
  const double span = points.valueHigh - points.valueLow;
  for (size_t i = 0; i < points.size(); ++i) {
    const QPointF p =
        map.pixel(points.coordinates[i * points.dims], points.coordinates[i * points.dims + 1]) - map.rect.topLeft();
    const double px = p.x() * map.pixelRatio, py = p.y() * map.pixelRatio;
    // Also false for missing values.
    if (!(px >= -reach && py >= -reach && px < width + reach && py < height + reach)) continue;
    const int cx = static_cast<int>(px + 16) - 16, cy = static_cast<int>(py + 16) - 16;
    QRgb colour = single;
    if (ramp) {
      const double t = span > 0 ? (points.values[i] - points.valueLow) / span : 0.5;
      colour = std::isfinite(t) ? table[static_cast<int>(std::clamp(t, 0.0, 1.0) * 63)] : muted;
    } else if (i < points.classes.size()) {
      colour = points.classes[i] < 0 ? muted : table[points.classes[i] % 64];
    }
    for (int y = std::max(0, cy - reach); y <= std::min(height - 1, cy + reach); ++y) {
      QRgb* row = pixels + static_cast<size_t>(y) * width;
      const bool edge = y == cy - reach || y == cy + reach;
      for (int x = std::max(0, cx - reach); x <= std::min(width - 1, cx + reach); ++x) {
        const bool corner = edge && (x == cx - reach || x == cx + reach);
        row[x] = corner ? softened(row[x], colour) : colour;
      }
    }
  }
  return image;
}

/// Counts per cell of two device pixels, on a logarithmic scale through the sequential map.
QImage densityImage(const PlotMap& map, const Points& points) {
  const int width = std::max(1, static_cast<int>(map.rect.width() * map.pixelRatio / 2));
  const int height = std::max(1, static_cast<int>(map.rect.height() * map.pixelRatio / 2));
  std::vector<int> counts(static_cast<size_t>(width) * height, 0);
  int most = 1;
  for (size_t i = 0; i < points.size(); ++i) {
    const QPointF p =
        map.pixel(points.coordinates[i * points.dims], points.coordinates[i * points.dims + 1]) - map.rect.topLeft();
    if (!isFinite(p)) continue;
    const int x = static_cast<int>(std::floor(p.x() / map.rect.width() * width)),
              y = static_cast<int>(std::floor(p.y() / map.rect.height() * height));
    if (x < 0 || y < 0 || x >= width || y >= height) continue;
    most = std::max(most, ++counts[static_cast<size_t>(y) * width + x]);
  }
  std::array<QRgb, 256> table{};
  for (int k = 0; k < 256; ++k) table[k] = map.theme->sequentialAt(k / 255.0).rgb();
  QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  const double scale = 255 / std::log(1.0 + most);
  for (int y = 0; y < height; ++y) {
    auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
    for (int x = 0; x < width; ++x) {
      const int count = counts[static_cast<size_t>(y) * width + x];
      if (count > 0) row[x] = table[std::min(255, static_cast<int>(scale * std::log(1.0 + count)))];
    }
  }
  return image;
}

}  // namespace

PointDrawing drawingFor(const Points& points) {
  if (points.size() > densityAbove) return PointDrawing::density;
  return points.size() > imageAbove ? PointDrawing::image : PointDrawing::sprites;
}

MarkStyle markStyle(const Theme& theme, const Points& points, size_t i, int shown) {
  MarkStyle style;
  const Paint paint = paintOf(points, i);
  style.radius = theme.markRadius(shown);
  style.outlineWidth = theme.markOutline();
  style.ring = theme.text;
  style.fill = fillOf(theme, paint);
  style.outline = theme.dark ? theme.canvas : inkOf(theme, paint);
  if (paint.kind == PaintKind::classColour && paint.index >= 0) style.shape = theme.classColour(paint.index).shape;
  if (i < points.values.size()) {
    const double t = rampPosition(points, i);
    style.fill = std::isfinite(t) ? markRamp(theme, t) : theme.muted;
    style.outline = theme.dark ? theme.canvas : mix(style.fill, theme.text, 0.35);
    if (i >= points.classes.size()) style.shape = MarkShape::circle;
  }
  if (i < points.groups.size() && points.groups[i] != PointGroup::train) {
    style.body = points.groups[i] == PointGroup::validation ? MarkStyle::Body::hollow : MarkStyle::Body::dotted;
    style.outline = i < points.values.size() ? style.fill : inkOf(theme, paint);
  }
  if (points.role == MarkRole::data && shown > 3000) style.outlineWidth = 0;
  return roleStyle(theme, style, points.role, shown);
}

void drawPoints(QPainter& painter, const PlotMap& map, const Points& points, SpriteCache& sprites,
                const PointsLook& look) {
  if (points.dims < 2 || points.size() == 0) return;
  painter.save();
  if (!points.labels.empty()) {
    drawLabels(painter, map, points, look);
  } else if (drawingFor(points) == PointDrawing::sprites) {
    drawSprites(painter, map, points, sprites, look);
  } else {
    painter.setOpacity(look.opacity);
    const bool density = drawingFor(points) == PointDrawing::density;
    painter.drawImage(map.rect, density ? densityImage(map, points) : pointImage(map, points));
  }
  painter.restore();
}

int pointAt(const PlotMap& map, const Points& points, const QPointF& at, double reach) {
  int best = -1;
  double nearest = reach * reach;
  if (points.dims < 2) return best;
  for (size_t i = 0; i < points.size(); ++i) {
    const QPointF d = map.pixel(points.coordinates[i * points.dims], points.coordinates[i * points.dims + 1]) - at;
    const double squared = d.x() * d.x() + d.y() * d.y();
    if (squared <= nearest) {
      nearest = squared;
      best = static_cast<int>(i);
    }
  }
  return best;
}

std::vector<int> classesOf(const Points& points) {
  std::vector<int> found;
  int last = -1;
  for (const int c : points.classes) {
    if (c < 0 || c == last) continue;
    last = c;
    const auto at = std::lower_bound(found.begin(), found.end(), c);
    if (at == found.end() || *at != c) found.insert(at, c);
  }
  return found;
}

QString pointReadout(const Points& points, size_t i) {
  QStringList numbers;
  for (int d = 0; d < points.dims; ++d) numbers << formatNumber(points.coordinates[i * points.dims + d]);
  QString text = u"("_s + numbers.join(u", "_s) + u")"_s;
  if (i < points.values.size())
    text += QCoreApplication::translate("gradus", ", value %1").arg(formatNumber(points.values[i]));
  const int cls = i < points.classes.size() ? points.classes[i] : -1;
  QStringList second;
  if (cls >= 0 && cls < static_cast<int>(points.classNames.size()))
    second << QString::fromStdString(points.classNames[cls]);
  if (i < points.labels.size()) second << QString::fromStdString(points.labels[i]);
  const bool isData = points.role == MarkRole::data;
  const qint64 row = i < points.rows.size() ? points.rows[i] : static_cast<qint64>(i);
  if (isData) second << QCoreApplication::translate("gradus", "row %1").arg(formatCount(row));
  if (i < points.groups.size() && points.groups[i] != PointGroup::train) {
    second << (points.groups[i] == PointGroup::validation ? QCoreApplication::translate("gradus", "validation")
                                                          : QCoreApplication::translate("gradus", "test"));
  }
  return second.isEmpty() ? text : text + u'\n' + second.join(u", "_s);
}

}  // namespace gradus
