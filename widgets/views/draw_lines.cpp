#include "widgets/views/draw_lines.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "widgets/views/marks.h"

namespace gradus {

QPen linePen(const QColor& colour, double width, LineStyle style) {
  // Thick lines stretch the dashes with them, or they would close up.
  const double k = std::max(1.0, width / 2);
  if (style == LineStyle::dashed) return dashed(colour, width, {7 * k, 4 * k});
  if (style == LineStyle::dotted) return dashed(colour, width, {2 * k, 4 * k});
  return solid(colour, width);
}

namespace {

/// Pixels of a line; breaks at missing values. A series of pieces.
std::vector<QPolygonF> pieces(const PlotMap& map, const Polyline& line) {
  std::vector<QPolygonF> result(1);
  const int n = line.dims > 0 ? static_cast<int>(line.coordinates.size()) / line.dims : 0;
  for (int i = 0; i < n; ++i) {
    QPointF p = map.pixel(line.coordinates[i * line.dims], line.coordinates[i * line.dims + 1]);
    if (!isFinite(p)) {
      if (!result.back().isEmpty()) result.emplace_back();
      continue;
    }
    // The raster engine counts in 24.8 bits; what lies far outside is clipped anyway.
    p = {std::clamp(p.x(), -30000.0, 30000.0), std::clamp(p.y(), -30000.0, 30000.0)};
    result.back() << p;
  }
  if (line.closed && result.size() == 1 && result[0].size() > 2) result[0] << result[0].first();
  return result;
}

void drawFading(QPainter& painter, const std::vector<QPolygonF>& polygons, QColor colour, const Polyline& line,
                double width) {
  constexpr int steps = 24;
  qsizetype total = 0, done = 0;
  for (const QPolygonF& p : polygons) total += std::max<qsizetype>(0, p.size() - 1);
  if (total == 0) return;
  for (const QPolygonF& p : polygons) {
    const qsizetype chunk = std::max<qsizetype>(1, total / steps);
    for (qsizetype from = 0; from + 1 < p.size(); from += chunk) {
      const qsizetype count = std::min(chunk, p.size() - 1 - from);
      const double share = total > 1 ? static_cast<double>(done + count / 2) / static_cast<double>(total - 1) : 1;
      painter.setPen(linePen(withOpacity(colour, 0.25 + 0.75 * std::min(1.0, share)), width, line.style));
      painter.drawPolyline(p.constData() + from, static_cast<int>(count + 1));
      done += count;
    }
  }
}

double lineWidth(const Theme& theme, float width) {
  return theme.plotLines().line / 2 * width;
}

}  // namespace

void drawPolylines(QPainter& painter, const PlotMap& map, const std::vector<Polyline>& lines, double opacity,
                   bool ghost) {
  const Theme& theme = *map.theme;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setBrush(Qt::NoBrush);
  for (const Polyline& line : lines) {
    if (line.dims < 2) continue;
    const std::vector<QPolygonF> polygons = pieces(map, line);
    const double width = ghost ? theme.plotLines().secondary : lineWidth(theme, line.width);
    const QColor ink = inkOf(theme, line.paint);
    const QColor colour = ghost ? theme.ghost(ink) : withOpacity(ink, line.opacity * opacity);
    if (line.casing && !ghost) {
      painter.setPen(solid(withOpacity(theme.canvas, 0.8 * opacity), width + theme.len(3)));
      for (const QPolygonF& p : polygons) painter.drawPolyline(p);
    }
    if (line.fade && !ghost) {
      drawFading(painter, polygons, colour, line, width);
      continue;
    }
    painter.setPen(linePen(colour, width, line.style));
    for (const QPolygonF& p : polygons) painter.drawPolyline(p);
  }
  painter.restore();
}

void drawLineLabels(QPainter& painter, const PlotMap& map, const std::vector<Polyline>& lines) {
  const Theme& theme = *map.theme;
  const QFont font = theme.font(TextRole::caption);
  const QFontMetricsF metrics(font);
  for (const Polyline& line : lines) {
    const size_t n = line.dims >= 2 ? line.coordinates.size() / line.dims : 0;
    if (line.label.empty() || n == 0) continue;
    // The last point inside the axes carries the label.
    QPointF at(std::nan(""), 0);
    for (size_t i = n; i-- > 0 && !isFinite(at);) {
      const QPointF p = map.pixel(line.coordinates[i * line.dims], line.coordinates[i * line.dims + 1]);
      if (isFinite(p) && map.rect.contains(p)) at = p;
    }
    if (!isFinite(at)) continue;
    const QString text = QString::fromStdString(line.label);
    const double width = metrics.horizontalAdvance(text);
    const bool fitsRight = at.x() + theme.len(6) + width < map.rect.right();
    const QPointF place(fitsRight ? at.x() + theme.len(6) : at.x() - theme.len(6) - width, at.y() - theme.len(5));
    drawHaloText(painter, place, text, font, inkOf(theme, line.paint), theme.canvas, theme.len(3));
  }
}

void drawArrows(QPainter& painter, const PlotMap& map, const Arrows& arrows, double opacity) {
  const Theme& theme = *map.theme;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const bool many = arrows.values.size() > 4 * 60;
  const QColor ink = withOpacity(arrows.refused ? theme.classes[4].ink : inkOf(theme, arrows.paint), opacity);
  const double width = theme.len(arrows.refused ? 1.2 : many ? 1 : 1.5) * (theme.presenting ? 2 : 1);
  const QPen shaft = arrows.refused ? dashed(withOpacity(ink, 0.85), width, {3, 3}) : solid(ink, width);
  MarkStyle cross;
  cross.body = MarkStyle::Body::stroke;
  cross.outline = ink;
  cross.radius = theme.len(4.5) * (theme.presenting ? 1.5 : 1);
  cross.outlineWidth = theme.len(1.8) * (theme.presenting ? 1.5 : 1);
  for (size_t i = 0; i + 3 < arrows.values.size(); i += 4) {
    const float* v = arrows.values.data() + i;
    const QPointF from = map.pixel(v[0], v[1]), to = map.pixel(v[0] + v[2], v[1] + v[3]);
    if (!isFinite(from) || !isFinite(to)) continue;
    painter.setPen(shaft);
    painter.drawLine(from, to);
    if (arrows.refused) {
      drawMark(painter, to, cross);
      continue;
    }
    const double angle = std::atan2(from.y() - to.y(), from.x() - to.x());
    const double length = std::hypot(from.x() - to.x(), from.y() - to.y());
    const double head = std::min(theme.len(many ? 4 : 6), 0.5 * length);
    for (const double turn : {-0.45, 0.45}) {
      painter.drawLine(to, to + head * QPointF(std::cos(angle + turn), std::sin(angle + turn)));
    }
  }
  painter.restore();
}

QPainterPath ringPath(const PlotMap& map, const Ring& ring) {
  QPolygonF polygon;
  for (int i = 0; i <= 96; ++i) {
    const double t = 2 * std::numbers::pi * i / 96;
    polygon << map.pixel(ring.x + ring.ax * std::cos(t) + ring.bx * std::sin(t),
                         ring.y + ring.ay * std::cos(t) + ring.by * std::sin(t));
  }
  QPainterPath path;
  if (std::all_of(polygon.begin(), polygon.end(), isFinite)) path.addPolygon(polygon);
  return path;
}

double ringReach(const PlotMap&, const Ring& ring, const QPointF& data) {
  const double dx = data.x() - ring.x, dy = data.y() - ring.y;
  const double determinant = ring.ax * ring.by - ring.ay * ring.bx;
  if (std::fabs(determinant) < 1e-300) return 0;
  const double u = (dx * ring.by - dy * ring.bx) / determinant, v = (ring.ax * dy - ring.ay * dx) / determinant;
  return std::hypot(u, v);
}

void drawRing(QPainter& painter, const PlotMap& map, const Ring& ring, bool handles, double opacity) {
  const Theme& theme = *map.theme;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor ink = withOpacity(inkOf(theme, ring.paint), opacity);
  const double width = theme.plotLines().secondary;
  painter.setPen(ring.style == LineStyle::dashed ? dashed(ink, width, {5, 3}) : linePen(ink, width, ring.style));
  painter.setBrush(withOpacity(ink, 0.06));
  painter.drawPath(ringPath(map, ring));
  if (handles) {
    const QPointF tip = map.pixel(ring.x + ring.ax, ring.y + ring.ay);
    painter.setPen(solid(ink, theme.len(2)));
    painter.setBrush(theme.canvas);
    if (isFinite(tip)) painter.drawEllipse(tip, theme.len(4.5), theme.len(4.5));
  }
  painter.restore();
}

void drawHalo(QPainter& painter, const QPointF& at, const QString& text, const QFont& font, const QColor& halo,
              double width) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath path;
  path.addText(at, font, text);
  painter.strokePath(path, QPen(halo, 2 * width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.restore();
}

void drawHaloText(QPainter& painter, const QPointF& at, const QString& text, const QFont& font, const QColor& ink,
                  const QColor& halo, double width) {
  drawHalo(painter, at, text, font, halo, width);
  painter.save();
  painter.setFont(font);
  painter.setPen(ink);
  painter.drawText(at, text);
  painter.restore();
}

void drawReadout(QPainter& painter, const QRectF& bounds, const QPointF& at, const QString& text, const Theme& theme) {
  const QFont strong = theme.font(TextRole::bodyStrong), plain = theme.font(TextRole::caption);
  const QStringList lines = text.split(u'\n');
  double width = 0;
  for (qsizetype i = 0; i < lines.size(); ++i) {
    width = std::max(width, QFontMetricsF(i == 0 ? strong : plain).horizontalAdvance(lines[i]));
  }
  const double pad = theme.len(8), strongHeight = theme.lineHeight(TextRole::bodyStrong),
               plainHeight = theme.lineHeight(TextRole::caption);
  const QSizeF size(width + 2 * pad, strongHeight + plainHeight * (lines.size() - 1) + pad);
  const double offset = theme.len(12);
  QPointF corner(at.x() + offset, at.y() - offset - size.height());
  if (corner.x() + size.width() > bounds.right()) corner.setX(at.x() - offset - size.width());
  if (corner.y() < bounds.top()) corner.setY(at.y() + offset);
  corner.setX(
      std::clamp(corner.x(), bounds.left() + 2, std::max(bounds.left() + 2, bounds.right() - size.width() - 2)));
  corner.setY(
      std::clamp(corner.y(), bounds.top() + 2, std::max(bounds.top() + 2, bounds.bottom() - size.height() - 2)));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(theme.edge, theme.hairline()));
  painter.setBrush(theme.raised);
  painter.drawRoundedRect(QRectF(corner, size), theme.len(radius::button), theme.len(radius::button));
  double y = corner.y() + pad / 2;
  for (qsizetype i = 0; i < lines.size(); ++i) {
    const double height = i == 0 ? strongHeight : plainHeight;
    painter.setFont(i == 0 ? strong : plain);
    painter.setPen(i == 0 ? theme.text : theme.muted);
    painter.drawText(QRectF(corner.x() + pad, y, width + 1, height), Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
    y += height;
  }
  painter.restore();
}

}  // namespace gradus
