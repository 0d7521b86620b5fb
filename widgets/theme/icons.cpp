#include "widgets/theme/icons.h"

#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>

namespace gradus {
namespace {

constexpr double kGrid = 16, kStroke = 1.5;
const auto kPrefix = QStringLiteral("gradus:");

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
  QString iconName() override { return kPrefix + QString::number(static_cast<int>(icon_)); }

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
  const bool vector = painter.device()->devType() == QInternal::Picture || painter.device()->devType() == QInternal::Printer;
  const double ratio = painter.device()->devicePixelRatio();
  if (vector || side > 64) {
    painter.save();
    painter.translate(corner);
    painter.scale(side / kGrid, side / kGrid);
    drawPaths(painter, drawing, colour);
    painter.restore();
    return;
  }
  const QString key = kPrefix + QStringLiteral("%1/%2/%3/%4")
                                    .arg(static_cast<int>(icon)).arg(colour.rgba()).arg(side).arg(ratio);
  QPixmap pixmap;
  if (!QPixmapCache::find(key, &pixmap)) {
    pixmap = QPixmap((QSizeF(side, side) * ratio).toSize());
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter p(&pixmap);
    p.scale(side / kGrid, side / kGrid);
    drawPaths(p, drawing, colour);
    p.end();
    QPixmapCache::insert(key, pixmap);
  }
  // On whole device pixels, or the strokes blur.
  painter.drawPixmap(QPointF(std::round(corner.x() * ratio) / ratio, std::round(corner.y() * ratio) / ratio), pixmap);
}

QIcon icon(Icon icon) { return QIcon(new DrawnIconEngine(icon)); }

std::optional<Icon> iconOf(const QIcon& icon) {
  const QString name = icon.name();
  if (!name.startsWith(kPrefix)) return std::nullopt;
  return static_cast<Icon>(name.mid(kPrefix.size()).toInt());
}

}  // namespace gradus
