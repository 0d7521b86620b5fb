#include "widgets/lesson/formula_cache.h"

#include <QPaintEngine>
#include <QSvgRenderer>
#include <cmath>

namespace gradus {
namespace {

constexpr int cacheKilobytes = 16 * 1024;

bool drawsOutlines(const QPainter& painter) {
  const auto* engine = painter.paintEngine();
  return engine != nullptr && (engine->type() == QPaintEngine::SVG || engine->type() == QPaintEngine::Pdf ||
                               engine->type() == QPaintEngine::Picture);
}

}  // namespace

FormulaCache::FormulaCache(const FormulaStore& store) : store_(store), images_(cacheKilobytes) {}

QByteArray FormulaCache::coloured(const Formula& formula, const QColor& colour) const {
  return store_.svg(formula).replace("currentColor", colour.name().toLatin1());
}

FormulaImage FormulaCache::image(const Formula& formula, double em, const QColor& colour, double pixelRatio) {
  const auto key = QStringLiteral("%1 %2 %3 %4").arg(formula.hash).arg(em).arg(colour.rgba()).arg(pixelRatio);
  if (const auto* kept = images_.object(key)) return *kept;
  const double unit = em * pixelRatio;
  const double ascent = (formula.height - formula.depth) * unit;
  // One pixel of air on each side for antialiasing; the baseline falls between two rows of pixels.
  const int rowsAbove = static_cast<int>(std::ceil(ascent)) + 1;
  const int rowsBelow = std::max(0, static_cast<int>(std::ceil(formula.depth * unit))) + 1;
  QImage image(static_cast<int>(std::ceil(formula.width * unit)) + 1, rowsAbove + rowsBelow,
               QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  QSvgRenderer renderer(coloured(formula, colour));
  QPainter painter(&image);
  painter.setRenderHint(QPainter::Antialiasing);
  renderer.render(&painter, QRectF(0, rowsAbove - ascent, formula.width * unit, formula.height * unit));
  painter.end();
  image.setDevicePixelRatio(pixelRatio);
  const FormulaImage result{image, rowsAbove / pixelRatio};
  images_.insert(key, new FormulaImage(result), std::max<int>(1, static_cast<int>(image.sizeInBytes() / 1024)));
  return result;
}

void FormulaCache::draw(QPainter& painter, QPointF at, const Formula& formula, double em, const QColor& colour) {
  if (drawsOutlines(painter)) {
    QSvgRenderer renderer(coloured(formula, colour));
    const double ascent = (formula.height - formula.depth) * em;
    renderer.render(&painter, QRectF(at.x(), at.y() - ascent, formula.width * em, formula.height * em));
    return;
  }
  const double ratio = painter.device() != nullptr ? painter.device()->devicePixelRatioF() : 1.0;
  const FormulaImage drawn = image(formula, em, colour, ratio);
  // Whole device pixels: an image between two pixels would be blurred.
  const QTransform toDevice = painter.deviceTransform();
  const QPointF corner = toDevice.map(QPointF(at.x(), at.y() - drawn.ascent));
  const QPointF snapped(std::round(corner.x()), std::round(corner.y()));
  painter.drawImage(toDevice.inverted().map(snapped), drawn.image);
}

}  // namespace gradus
