#include "widgets/views/marks.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace gradus {

QColor fillOf(const Theme& theme, const Paint& paint) {
  switch (paint.kind) {
    case PaintKind::classColour:
      return paint.index < 0 ? theme.muted : theme.classColour(paint.index).fill;
    case PaintKind::run:
      return theme.runColour(paint.index).fill;
    case PaintKind::second:
      return theme.runColour(1).fill;
    case PaintKind::text:
      return theme.text;
    case PaintKind::muted:
      return theme.muted;
    case PaintKind::axis:
      return theme.axis;
    case PaintKind::truth:
      return mix(theme.canvas, theme.axis, 0.55);
    case PaintKind::accepted:
      return theme.classes[0].fill;
    case PaintKind::rejected:
      return theme.classes[4].fill;
    case PaintKind::ok:
      return theme.ok;
    case PaintKind::warn:
      return theme.warn;
    case PaintKind::error:
      return theme.error;
    case PaintKind::accent:
      return theme.accent;
    case PaintKind::value:
      return markRamp(theme, std::clamp(paint.index, 0, 255) / 255.0);
  }
  return theme.text;
}

QColor inkOf(const Theme& theme, const Paint& paint) {
  switch (paint.kind) {
    case PaintKind::classColour:
      return paint.index < 0 ? theme.muted : theme.ink(paint.index);
    case PaintKind::run:
      return theme.runColour(paint.index).ink;
    case PaintKind::second:
      return theme.runColour(1).ink;
    case PaintKind::accepted:
      return theme.classes[0].ink;
    case PaintKind::rejected:
      return theme.classes[4].ink;
    default:
      return fillOf(theme, paint);
  }
}

QColor markRamp(const Theme& theme, double t) {
  return theme.sequentialAt(theme.dark ? 0.2 + 0.8 * t : t);
}

QColor withOpacity(QColor colour, double opacity) {
  colour.setAlphaF(static_cast<float>(colour.alphaF() * std::clamp(opacity, 0.0, 1.0)));
  return colour;
}

namespace {

QPainterPath polygon(int corners, double radius, double start, double inner = 0) {
  QPainterPath path;
  const int n = inner > 0 ? 2 * corners : corners;
  for (int i = 0; i < n; ++i) {
    const double angle = start + 2 * std::numbers::pi * i / n;
    const double r = inner > 0 && i % 2 == 1 ? inner : radius;
    const QPointF p(r * std::cos(angle), r * std::sin(angle));
    i == 0 ? path.moveTo(p) : path.lineTo(p);
  }
  path.closeSubpath();
  return path;
}

/// A plus with thick arms; turned by 45 degrees it is the cross.
QPainterPath thickPlus(double radius) {
  const double a = radius * 0.36, b = radius * 1.12;
  QPainterPath path;
  path.addPolygon(QPolygonF(
      {{-a, -b}, {a, -b}, {a, -a}, {b, -a}, {b, a}, {a, a}, {a, b}, {-a, b}, {-a, a}, {-b, a}, {-b, -a}, {-a, -a}}));
  path.closeSubpath();
  return path;
}

}  // namespace

QPainterPath markPath(MarkShape shape, double radius) {
  constexpr double up = -std::numbers::pi / 2;
  QPainterPath path;
  switch (shape) {
    case MarkShape::circle:
      path.addEllipse(QPointF(), radius, radius);
      return path;
    case MarkShape::square:
      path.addRect(QRectF(-0.89 * radius, -0.89 * radius, 1.78 * radius, 1.78 * radius));
      return path;
    case MarkShape::triangleUp:
      return polygon(3, 1.42 * radius, up).translated(0, 0.18 * radius);
    case MarkShape::diamond:
      return polygon(4, 1.25 * radius, up);
    case MarkShape::triangleDown:
      return polygon(3, 1.42 * radius, -up).translated(0, -0.18 * radius);
    case MarkShape::plus:
      return thickPlus(radius);
    case MarkShape::star:
      return polygon(5, 1.45 * radius, up, 0.66 * radius);
    case MarkShape::cross:
      return QTransform().rotate(45).map(thickPlus(radius));
  }
  return path;
}

void drawMark(QPainter& painter, const QPointF& at, const MarkStyle& style) {
  painter.save();
  painter.translate(at);
  painter.setRenderHint(QPainter::Antialiasing);
  if (style.body == MarkStyle::Body::stroke) {
    const double r = style.radius * 0.75;
    painter.setPen(solid(style.outline, style.outlineWidth));
    painter.drawLine(QPointF(-r, -r), QPointF(r, r));
    painter.drawLine(QPointF(-r, r), QPointF(r, -r));
    painter.restore();
    return;
  }
  if (style.ringed) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.ring);
    painter.drawPath(markPath(style.shape, style.radius + style.outlineWidth / 2));
    painter.setBrush(style.fill);
    painter.drawPath(markPath(style.shape, style.radius - style.outlineWidth / 2));
    painter.restore();
    return;
  }
  const QPainterPath path = markPath(style.shape, style.radius);
  const bool filled = style.body == MarkStyle::Body::filled;
  // A hollow mark's outline carries its class alone, so it is a little stronger.
  painter.setPen(style.outlineWidth > 0 ? QPen(style.outline, filled ? style.outlineWidth : style.outlineWidth * 1.4)
                                        : QPen(Qt::NoPen));
  painter.setBrush(filled ? QBrush(style.fill) : Qt::NoBrush);
  painter.drawPath(path);
  if (style.body == MarkStyle::Body::dotted) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(style.outline);
    painter.drawEllipse(QPointF(), style.radius * 0.3, style.radius * 0.3);
  }
  painter.restore();
}

const QImage& SpriteCache::sprite(const MarkStyle& style, double pixelRatio) {
  QByteArray key;
  key.reserve(48);
  const auto add = [&key](const auto& value) { key.append(reinterpret_cast<const char*>(&value), sizeof value); };
  add(style.shape), add(style.body), add(style.ringed);
  add(style.fill.rgba()), add(style.outline.rgba()), add(style.ring.rgba());
  add(static_cast<float>(style.radius)), add(static_cast<float>(style.outlineWidth)),
      add(static_cast<float>(pixelRatio));
  const auto found = sprites_.constFind(key);
  if (found != sprites_.constEnd()) return *found;
  if (sprites_.size() > 4096) sprites_.clear();
  const int half = static_cast<int>(std::ceil((style.radius * 1.45 + style.outlineWidth + 1) * pixelRatio));
  QImage image(2 * half + 1, 2 * half + 1, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QPainter painter(&image);
  painter.scale(pixelRatio, pixelRatio);
  drawMark(painter, QPointF((half + 0.5) / pixelRatio, (half + 0.5) / pixelRatio), style);
  painter.end();
  return *sprites_.insert(key, image);
}

}  // namespace gradus
