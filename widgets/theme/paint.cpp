#include "widgets/theme/paint.h"

#include <QFontMetricsF>
#include <QPixmapCache>
#include <cmath>

namespace gradus::paint {
namespace {

/// Outside of an overlay: 10 px down, 28 px wide, 28 %.
constexpr double kShadowDown = 10, kShadowWidth = 28, kShadowShare = 0.28;

/// One corner-and-edge square of the shadow: half the strength at the box, falling off to nothing.
QImage shadowTile(double radius, double reach, double ratio) {
  const int side = static_cast<int>(std::ceil((radius + reach) * 2 * ratio)) + 1;
  QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
  const double centre = side / 2.0, inner = radius * ratio, outer = reach * ratio;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double distance = std::hypot(x + 0.5 - centre, y + 0.5 - centre) - inner;
      const double u = std::clamp(1 - distance / outer, 0.0, 1.0);
      image.setPixelColor(x, y, QColor(0, 0, 0, qRound(255 * kShadowShare / 2 * u * u)));
    }
  }
  return image;
}

/// Draws a square tile as nine patches over `target`; `cut` is the tile's middle in device pixels.
void ninePatch(QPainter& painter, const QPixmap& tile, const QRectF& target) {
  const double ratio = painter.deviceTransform().m11();
  const int cut = tile.width() / 2;
  const double edge = cut / ratio;
  const double xs[] = {target.left(), target.left() + edge, target.right() - edge, target.right()};
  const double ys[] = {target.top(), target.top() + edge, target.bottom() - edge, target.bottom()};
  const int source[] = {0, cut, cut + 1, tile.width()};
  for (int row = 0; row < 3; ++row) {
    for (int column = 0; column < 3; ++column) {
      const QRectF to(QPointF(xs[column], ys[row]), QPointF(xs[column + 1], ys[row + 1]));
      const QRectF from(source[column], source[row], source[column + 1] - source[column],
                        source[row + 1] - source[row]);
      if (to.isValid()) painter.drawPixmap(to, tile, from);
    }
  }
}

void shadow(QPainter& painter, const QRectF& rect, double radius, const Theme& theme) {
  const double reach = theme.len(kShadowWidth), ratio = painter.deviceTransform().m11();
  const QString key = QStringLiteral("gradus-shadow/%1/%2/%3").arg(radius).arg(reach).arg(ratio);
  QPixmap tile;
  if (!QPixmapCache::find(key, &tile)) {
    tile = QPixmap::fromImage(shadowTile(radius, reach, ratio));
    QPixmapCache::insert(key, tile);
  }
  ninePatch(painter, tile, rect.adjusted(-reach, -reach, reach, reach).translated(0, theme.len(kShadowDown)));
}

}  // namespace

QPainterPath boxPath(const QRectF& rect, double radius) {
  QPainterPath path;
  const double r = std::min({radius, rect.width() / 2, rect.height() / 2});
  path.addRoundedRect(rect, r, r);
  return path;
}

void box(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& stroke,
         double border) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  if (!stroke.isValid()) {
    painter.fillPath(boxPath(rect, radius), fill);
  } else {
    const double half = border / 2;
    const QRectF inner = rect.adjusted(half, half, -half, -half);
    painter.setPen(QPen(stroke, border));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter.drawPath(boxPath(inner, std::max(0.0, radius - half)));
  }
  painter.restore();
}

int focusReach(const Theme& theme) {
  return static_cast<int>(std::ceil(theme.focusGap() + theme.focusLine()));
}

void focusRing(QPainter& painter, const QRectF& rect, double radius, const Theme& theme) {
  const double reach = theme.focusGap() + theme.focusLine();
  box(painter, rect.adjusted(-reach, -reach, reach, reach), radius + reach, QColor(), theme.focus, theme.focusLine());
}

void slider(QPainter& painter, const SliderLook& look, const Theme& theme) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const double thick = theme.len(4), thumb = theme.len(16);
  const QColor rest = mix(theme.panel, theme.edge, 0.55);
  const QColor done = look.enabled ? theme.accent : theme.disabledText;
  const QRectF groove(look.x0, look.y - thick / 2, look.x1 - look.x0, thick);
  box(painter, groove, thick / 2, rest);
  if (look.x > look.x0) box(painter, QRectF(groove.topLeft(), QPointF(look.x, groove.bottom())), thick / 2, done);
  const QColor inside = look.pressed   ? theme.selection
                        : look.hovered ? mix(theme.raised, theme.accent, 0.12)
                                       : theme.raised;
  box(painter, QRectF(look.x - thumb / 2, look.y - thumb / 2, thumb, thumb), thumb / 2, inside, done, theme.len(2));
  painter.restore();
}

void switchTrack(QPainter& painter, const QRectF& rect, const SwitchLook& look, const Theme& theme) {
  const double knob = rect.height() - theme.len(6), inset = theme.len(3);
  QColor track = look.on ? theme.accent : theme.edge;
  if (look.hovered) track = mix(track, theme.text, 0.12);
  if (!look.enabled) track = mix(theme.panel, track, 0.4);
  box(painter, rect, rect.height() / 2, track);
  const double left = look.on ? rect.right() - inset - knob : rect.left() + inset;
  const QColor disc = look.on ? theme.onAccent : theme.dark ? theme.canvas : theme.raised;
  box(painter, QRectF(left, rect.top() + inset, knob, knob), knob / 2, disc);
}

void field(QPainter& painter, const QRectF& rect, const FieldLook& look, const Theme& theme) {
  QColor border = look.enabled ? theme.edge : theme.line;
  if (look.hovered && look.enabled) border = mix(theme.edge, theme.text, 0.4);
  double width = theme.fieldLine();
  if (look.trouble) {
    border = theme.error;
    width = std::max(theme.len(2), width);
  }
  box(painter, rect, theme.len(radius::field), look.enabled ? theme.field : theme.panel, border, width);
}

int overlayMargin(const Theme& theme) {
  return theme.dark || theme.strong ? 0 : theme.px(kShadowWidth + kShadowDown);
}

void overlay(QPainter& painter, const QRectF& rect, double radius, const Theme& theme) {
  const bool bordered = theme.dark || theme.strong;
  if (!bordered) shadow(painter, rect, radius, theme);
  box(painter, rect, radius, theme.raised, bordered ? theme.edge : theme.line, theme.hairline());
}

double text(QPainter& painter, const QRectF& rect, int alignment, const QString& text, const QFont& font,
            const QColor& colour) {
  const QFontMetricsF metrics(font);
  const QString shown = metrics.elidedText(text, Qt::ElideMiddle, rect.width() + 0.5);
  painter.setFont(font);
  painter.setPen(colour);
  const double width = metrics.horizontalAdvance(shown);
  double x = rect.left();
  if (alignment & Qt::AlignRight) x = rect.right() - width;
  if (alignment & Qt::AlignHCenter) x = rect.center().x() - width / 2;
  double y = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
  if (alignment & Qt::AlignTop) y = rect.top() + metrics.ascent();
  painter.drawText(QPointF(x, std::round(y)), shown);
  return width;
}

namespace {

double digitWidth(const QFontMetricsF& metrics) {
  double widest = 0;
  for (char c = '0'; c <= '9'; ++c) widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(c)));
  return widest;
}

}  // namespace

double numberWidth(const QString& text, const QFont& font) {
  const QFontMetricsF metrics(font);
  const double cell = digitWidth(metrics);
  double width = 0;
  for (const QChar c : text) width += c.isDigit() ? cell : metrics.horizontalAdvance(c);
  return width;
}

double number(QPainter& painter, double left, const QRectF& rect, const QString& text, const QFont& font,
              const QColor& colour) {
  const QFontMetricsF metrics(font);
  const double cell = digitWidth(metrics);
  const double y = std::round(rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent());
  painter.setFont(font);
  painter.setPen(colour);
  double x = left;
  for (const QChar c : text) {
    const double own = metrics.horizontalAdvance(c), width = c.isDigit() ? cell : own;
    painter.drawText(QPointF(x + (width - own) / 2, y), QString(c));
    x += width;
  }
  return x - left;
}

}  // namespace gradus::paint
