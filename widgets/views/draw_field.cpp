#include "widgets/views/draw_field.h"

#include <QPainter>
#include <QPolygonF>
#include <array>
#include <cmath>

namespace gradus {

std::function<QColor(double)> fieldColours(const Theme& theme, FieldMap map, double low, double high, double centre,
                                           bool underPoints) {
  const double span = high - low;
  switch (map) {
    case FieldMap::diverging: {
      // Symmetric about the centre: the farther end sets the scale.
      const double half = std::max(high - centre, centre - low);
      const double reach = theme.divergingReach(underPoints);
      return [&theme, half, reach, centre](double v) {
        return theme.divergingAt(0.5 + reach * (half > 0 ? std::clamp((v - centre) / half, -1.0, 1.0) : 0));
      };
    }
    case FieldMap::sequential:
      return [&theme, low, span](double v) { return theme.sequentialAt(span > 0 ? (v - low) / span : 0.5); };
    case FieldMap::resting:
      return [&theme, low, span](double v) { return theme.restingAt(span > 0 ? (v - low) / span : 0); };
    case FieldMap::regions:
      return [&theme](double v) {
        return v < 0 ? theme.canvas : theme.tint(theme.classColour(static_cast<int>(v + 0.5)).fill, 0.2);
      };
  }
  return [&theme](double) { return theme.canvas; };
}

QImage gridImage(const std::vector<float>& values, int nx, int ny, bool bottomUp,
                 const std::function<QColor(double)>& colours, double low, double high) {
  if (nx <= 0 || ny <= 0 || values.size() < static_cast<size_t>(nx) * ny) return {};
  // A table of 512 colours: evaluating the map per cell would cost more than painting it.
  constexpr int levels = 512;
  const double span = high - low;
  std::array<QRgb, levels> table{};
  for (int k = 0; k < levels; ++k) table[k] = colours(low + span * k / (levels - 1)).rgb();
  QImage image(nx, ny, QImage::Format_ARGB32_Premultiplied);
  for (int y = 0; y < ny; ++y) {
    auto* row = reinterpret_cast<QRgb*>(image.scanLine(bottomUp ? ny - 1 - y : y));
    for (int x = 0; x < nx; ++x) {
      const double v = values[static_cast<size_t>(y) * nx + x];
      const double t = span > 0 ? std::clamp((v - low) / span, 0.0, 1.0) : 0.5;
      row[x] = std::isnan(v) ? 0u : table[static_cast<int>(t * (levels - 1) + 0.5)];
    }
  }
  return image;
}

QImage fieldImage(const Theme& theme, const Field& field, bool underPoints) {
  double low = field.low, high = field.high;
  if (field.map == FieldMap::regions) low = -1, high = 510;  // one table entry per class index
  if (field.map == FieldMap::diverging) {
    const double half = std::max(field.high - field.centre, field.centre - field.low);
    low = field.centre - half, high = field.centre + half;
  }
  return gridImage(field.values, field.nx, field.ny, true,
                   fieldColours(theme, field.map, field.low, field.high, field.centre, underPoints), low, high);
}

void drawHatch(QPainter& painter, const Theme& theme, const QRectF& area) {
  painter.save();
  painter.setClipRect(area, Qt::IntersectClip);
  painter.fillRect(area, theme.canvas);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.classes[7].fill, theme.hairline()));
  const double step = theme.len(6);
  for (double x = area.left() - area.height(); x < area.right(); x += step) {
    painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()));
  }
  painter.restore();
}

void drawField(QPainter& painter, const Theme& theme, const QImage& image, const QRectF& area, bool smooth) {
  if (image.isNull() || !area.isValid()) return;
  painter.save();
  bool missing = false;
  for (int y = 0; y < image.height() && !missing; ++y) {
    const auto* row = reinterpret_cast<const QRgb*>(image.constScanLine(y));
    for (int x = 0; x < image.width() && !missing; ++x) missing = qAlpha(row[x]) == 0;
  }
  if (missing) drawHatch(painter, theme, area);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, smooth);
  painter.drawImage(area, image);
  painter.restore();
}

double colourBarHeight(const Theme& theme) {
  return theme.len(7) + theme.lineHeight(TextRole::caption) + theme.len(4);
}

void drawColourBar(QPainter& painter, const Theme& theme, const QRectF& area, const ColourBar& bar) {
  painter.save();
  const double height = theme.len(7);
  const QRectF strip(area.left(), area.top(), area.width(), height);
  constexpr int steps = 256;
  QImage image(steps, 1, QImage::Format_RGB32);
  for (int k = 0; k < steps; ++k)
    image.setPixelColor(k, 0, bar.colours(bar.low + (bar.high - bar.low) * k / (steps - 1)));
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(strip, image);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.text);
  const double mid = strip.center().y(), tip = theme.len(5);
  if (bar.below)
    painter.drawPolygon(
        QPolygonF({{strip.left() - tip - 2, mid}, {strip.left() - 2, mid - tip}, {strip.left() - 2, mid + tip}}));
  if (bar.above)
    painter.drawPolygon(
        QPolygonF({{strip.right() + tip + 2, mid}, {strip.right() + 2, mid - tip}, {strip.right() + 2, mid + tip}}));
  painter.setFont(theme.font(TextRole::caption));
  painter.setPen(theme.muted);
  const QRectF text(area.left(), strip.bottom() + theme.len(2), area.width(), theme.lineHeight(TextRole::caption));
  painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter, bar.lowText);
  painter.drawText(text, Qt::AlignHCenter | Qt::AlignVCenter, bar.middleText);
  painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, bar.highText);
  painter.restore();
}

}  // namespace gradus
