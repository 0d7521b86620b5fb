#include "widgets/theme/logo.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

#include "widgets/theme/paint.h"

namespace gradus {
namespace {

constexpr double kSide = 64, kCorner = 14, kPlainBelow = 24;

/// The drawing without what QtSvg doesn't know (the clip, done by us) and, if asked, without the contour lines.
QByteArray drawing(const QString& name, bool contours, const QColor& text) {
  QFile file(QStringLiteral(":/resources/icons/") + name);
  if (!file.open(QIODevice::ReadOnly)) return {};
  QByteArray svg = file.readAll();
  const auto cut = [&svg](const char* from, const char* to) {
    const qsizetype start = svg.indexOf(from), end = start < 0 ? -1 : svg.indexOf(to, start);
    if (end > start) svg.remove(start, end - start + static_cast<qsizetype>(qstrlen(to)));
  };
  cut("<clipPath", "</clipPath>");
  svg.replace(" clip-path=\"url(#tile)\"", "");
  svg.replace("currentColor", text.name().toLatin1());
  if (!contours) cut("<g id=\"contours\"", "</g>");
  return svg;
}

void render(QPainter& painter, const QByteArray& svg, const QRectF& target) {
  QSvgRenderer renderer(svg);
  renderer.render(&painter, target);
}

}  // namespace

void paintLogo(QPainter& painter, const QRectF& rect) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipPath(paint::boxPath(rect, rect.width() * kCorner / kSide), Qt::IntersectClip);
  const bool contours = rect.width() >= kPlainBelow;
  render(painter, drawing(QStringLiteral("icon.svg"), contours, QColor(Qt::black)), rect);
  painter.restore();
}

void paintWordmark(QPainter& painter, const QPointF& corner, double height, const QColor& text) {
  const QRectF whole(corner, QSizeF(height * wordmarkRatio, height));
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipRect(QRectF(whole.left() + height, whole.top(), whole.width() - height, height), Qt::IntersectClip);
  render(painter, drawing(QStringLiteral("wordmark.svg"), false, text), whole);
  painter.restore();
  paintLogo(painter, QRectF(corner, QSizeF(height, height)));
}

QIcon applicationIcon() {
  QIcon result;
  for (const int side : {16, 22, 32, 48, 64, 128, 256}) {
    QPixmap pixmap(side, side);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintLogo(painter, QRectF(0, 0, side, side));
    painter.end();
    result.addPixmap(pixmap);
  }
  return result;
}

}  // namespace gradus
