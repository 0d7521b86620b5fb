#include "widgets/theme/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPaintEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <cmath>

namespace gradus {
namespace {

constexpr double kGrid = 16, kStroke = 1.5;
constexpr double kCachedUpTo = 64;
constexpr QLatin1String kPrefix("gradus:");

/// Paints one of our drawings in the application's text colour, for places that our style doesn't draw.
class DrawnIconEngine : public QIconEngine {
 public:
  explicit DrawnIconEngine(Icon icon) : icon_(icon) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    paintIcon(*painter, icon_, rect, QGuiApplication::palette().color(group, QPalette::ButtonText));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }
  QIconEngine* clone() const override { return new DrawnIconEngine(icon_); }
  QString key() const override { return QStringLiteral("gradus"); }
  QString iconName() override { return QString(kPrefix) + QString::number(static_cast<int>(icon_)); }

 private:
  Icon icon_;
};

void drawPaths(QPainter& painter, const IconDrawing& drawing, const QColor& colour) {
  painter.setRenderHint(QPainter::Antialiasing);
  if (!drawing.fill.isEmpty()) painter.fillPath(drawing.fill, colour);
  if (!drawing.stroke.isEmpty()) painter.strokePath(drawing.stroke, solid(colour, kStroke));
}

}  // namespace

void paintIcon(QPainter& painter, Icon icon, const QRectF& rect, const QColor& colour) {
  const double side = std::min(rect.width(), rect.height());
  if (side <= 0) return;
  const IconDrawing& drawing = iconDrawing(icon);
  const QPointF corner(rect.center().x() - side / 2, rect.center().y() - side / 2);
  const QTransform& device = painter.deviceTransform();
  const auto kind = painter.paintEngine()->type();
  const bool pixels = kind == QPaintEngine::Raster && device.type() <= QTransform::TxScale && side <= kCachedUpTo;
  if (!pixels) {
    painter.save();
    painter.translate(corner);
    painter.scale(side / kGrid, side / kGrid);
    drawPaths(painter, drawing, colour);
    painter.restore();
    return;
  }
  // As many pixels as it covers on the device, at whole ones, or the strokes blur.
  const double ratio = device.m11();
  const QString key = QString(kPrefix) +
                      QStringLiteral("%1/%2/%3/%4").arg(static_cast<int>(icon)).arg(colour.rgba()).arg(side).arg(ratio);
  QPixmap pixmap;
  if (!QPixmapCache::find(key, &pixmap)) {
    pixmap = QPixmap((QSizeF(side, side) * ratio).toSize());
    pixmap.fill(Qt::transparent);
    QPainter p(&pixmap);
    p.scale(pixmap.width() / kGrid, pixmap.height() / kGrid);
    drawPaths(p, drawing, colour);
    p.end();
    QPixmapCache::insert(key, pixmap);
  }
  const QPointF at = device.map(corner);
  painter.save();
  painter.setTransform(device.inverted() * painter.transform());
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  painter.drawPixmap(QPointF(std::round(at.x()), std::round(at.y())), pixmap);
  painter.restore();
}

QIcon icon(Icon icon) {
  return QIcon(new DrawnIconEngine(icon));
}

std::optional<Icon> iconOf(const QIcon& icon) {
  const QString name = icon.name();
  if (!name.startsWith(kPrefix)) return std::nullopt;
  return static_cast<Icon>(name.mid(kPrefix.size()).toInt());
}

}  // namespace gradus
