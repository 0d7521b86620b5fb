#include "app/window/thumbnail_popup.h"

#include <QPainter>

#include "app/window/thumbnails.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr int pictureWidth = 280, pictureHeight = 206;

}  // namespace

ThumbnailPopup::ThumbnailPopup(QWidget* window) : QWidget(window) {
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  hide();
}

void ThumbnailPopup::showFor(const QString& demoId, const QString& promise, const QRect& row, const QImage& picture) {
  id_ = demoId;
  promise_ = promise;
  picture_ = picture;
  const Theme& theme = themeOf(this);
  const int margin = paint::overlayMargin(theme);
  const int wide = theme.px(pictureWidth), inner = wide - theme.px(24);
  const QFontMetrics metrics(theme.font(TextRole::caption));
  const int text = metrics.boundingRect(QRect(0, 0, inner, 1000), Qt::TextWordWrap, promise_).height();
  const QSize size(wide + 2 * margin, theme.px(pictureHeight) + text + theme.px(20) + 2 * margin);
  const QPoint corner = parentWidget()->mapFromGlobal(row.topRight());
  const int y = std::clamp(corner.y() - margin, 0, std::max(0, parentWidget()->height() - size.height()));
  setGeometry(QRect(QPoint(corner.x() + theme.px(4) - margin + theme.px(8), y), size));
  show();
  raise();
  update();
}

void ThumbnailPopup::setPicture(const QString& demoId, const QImage& picture) {
  if (demoId != id_ || isHidden()) return;
  picture_ = picture;
  update();
}

void ThumbnailPopup::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const int margin = paint::overlayMargin(theme);
  const QRectF card = QRectF(rect()).adjusted(margin, margin, -margin, -margin);
  paint::overlay(painter, card, theme.len(radius::card), theme);
  const QRectF area(card.left(), card.top(), card.width(), theme.len(pictureHeight));
  painter.save();
  painter.setClipPath(paint::boxPath(card.adjusted(1, 1, -1, -1), theme.len(radius::card)));
  painter.fillRect(area, theme.canvas);
  if (picture_.isNull()) {
    paint::text(painter, area, Qt::AlignHCenter, tr("The picture is being drawn"), theme.font(TextRole::caption),
                theme.muted);
  } else {
    painter.drawImage(area, picture_);
  }
  painter.restore();
  painter.setFont(theme.font(TextRole::caption));
  painter.setPen(theme.text);
  painter.drawText(QRectF(card.left() + theme.len(12), area.bottom() + theme.len(8), card.width() - theme.len(24),
                          card.bottom() - area.bottom()),
                   Qt::TextWordWrap, promise_);
}

}  // namespace gradus
