#include "app/window/home_cards.h"

#include <QEvent>
#include <QPainter>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr double cardWidth = 212, pictureHeight = 156, captionHeight = 40, recentHeight = 92, recentPicture = 132;

/// The whole picture in the middle of the box: nothing is cut, nothing distorted.
void paintWhole(QPainter& painter, const QRectF& box, const QImage& picture) {
  if (picture.isNull() || box.isEmpty()) return;
  const QSizeF size = QSizeF(picture.size()).scaled(box.size(), Qt::KeepAspectRatio);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size), picture);
}

/// The picture fills the box, centred, nothing distorted.
void paintCover(QPainter& painter, const QRectF& box, const QImage& picture) {
  if (picture.isNull() || box.isEmpty()) return;
  const QSizeF size = picture.size();
  const double scale = std::max(box.width() / size.width(), box.height() / size.height());
  const QSizeF part(box.width() / scale, box.height() / scale);
  const QRectF source(QPointF((size.width() - part.width()) / 2, (size.height() - part.height()) / 2), part);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.drawImage(box, picture, source);
}

void drawCardFace(QPainter& painter, const QRectF& rect, bool hovered, const Theme& theme) {
  paint::box(painter, rect, theme.len(radius::card), theme.panel, hovered ? theme.edge : theme.line, theme.hairline());
}

void clipToCard(QPainter& painter, const QRectF& rect, const Theme& theme) {
  const double line = theme.hairline();
  painter.setClipPath(paint::boxPath(rect.adjusted(line, line, -line, -line), theme.len(radius::card) - line));
}

}  // namespace

DemoCard::DemoCard(const QString& id, int number, const QString& name, const QString& count, QWidget* parent)
    : QAbstractButton(parent), id_(id), name_(name), count_(count), number_(number) {
  setFocusPolicy(Qt::StrongFocus);
  setCursor(Qt::PointingHandCursor);
  setText(name);
  setAccessibleName(name);
  setCornerRadius(this, radius::card);
  setAttribute(Qt::WA_Hover);
}

QSize DemoCard::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(cardWidth),
          theme.px(pictureHeight) + std::max(theme.px(captionHeight), theme.lineHeight(TextRole::body) + theme.px(16))};
}

int DemoCard::heightFor(int width) const {
  const QSize usual = sizeHint();
  return usual.height() + qRound((width - usual.width()) * pictureHeight / cardWidth * 0.9);
}

void DemoCard::setPicture(const QImage& picture) {
  picture_ = picture;
  update();
}

void DemoCard::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = rect();
  drawCardFace(painter, box, underMouse(), theme);
  const double caption = std::max(theme.px(captionHeight), theme.lineHeight(TextRole::body) + theme.px(16));
  const QRectF area(0, 0, width(), height() - caption);
  painter.save();
  clipToCard(painter, box, theme);
  painter.fillRect(area, theme.panel);
  paintWhole(painter, area.adjusted(1, 1, -1, 0), picture_);
  painter.fillRect(QRectF(0, area.bottom(), width(), theme.hairline()), theme.line);
  painter.restore();
  const QRectF line(theme.len(12), area.bottom(), width() - theme.len(24), caption);
  double x = line.left();
  if (number_ > 0)
    x += paint::text(painter, line, Qt::AlignLeft, formatCount(number_), theme.font(TextRole::body), theme.muted) +
         theme.len(8);
  const double countWide =
      count_.isEmpty() ? 0 : QFontMetricsF(theme.font(TextRole::caption)).horizontalAdvance(count_) + theme.len(8);
  paint::text(painter, QRectF(x, line.top(), line.right() - x - countWide, caption), Qt::AlignLeft, name_,
              theme.font(TextRole::bodyStrong), theme.text);
  if (!count_.isEmpty()) paint::text(painter, line, Qt::AlignRight, count_, theme.font(TextRole::caption), theme.muted);
}

RecentCard::RecentCard(const RecentState& state, const QString& title, QWidget* parent)
    : QAbstractButton(parent), state_(state), title_(title), picture_(state.thumbnail) {
  setFocusPolicy(Qt::StrongFocus);
  setCornerRadius(this, radius::card);
  setAttribute(Qt::WA_Hover);
  const bool there = state.exists();
  setEnabled(there);
  setCursor(there ? Qt::PointingHandCursor : Qt::ArrowCursor);
  setAccessibleName(there ? tr("%1, %2").arg(title, state.detail) : tr("%1, the file is missing").arg(title));
  setToolTip(there ? state.path : tr("%1 is no longer there").arg(state.path));
}

QSize RecentCard::sizeHint() const {
  const Theme& theme = themeOf(this);
  const int text = theme.lineHeight(TextRole::body) + 2 * theme.lineHeight(TextRole::caption) + theme.px(28);
  return {theme.px(372), std::max(theme.px(recentHeight), text)};
}

void RecentCard::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  drawCardFace(painter, rect(), underMouse() && isEnabled(), theme);
  const QRectF area(0, 0, theme.len(recentPicture), height());
  painter.save();
  clipToCard(painter, rect(), theme);
  painter.fillRect(area, theme.canvas);
  if (!isEnabled()) painter.setOpacity(0.35);
  paintCover(painter, area, picture_);
  painter.setOpacity(1);
  painter.fillRect(QRectF(area.right(), 0, theme.hairline(), height()), theme.line);
  painter.restore();
  const QColor strong = isEnabled() ? theme.text : theme.disabledText,
               weak = isEnabled() ? theme.muted : theme.disabledText;
  const double x = area.right() + theme.len(14), wide = width() - x - theme.len(10);
  const double first = theme.lineHeight(TextRole::body), second = theme.lineHeight(TextRole::caption);
  double y = (height() - first - 2 * second - theme.len(4)) / 2;
  paint::text(painter, QRectF(x, y, wide, first), Qt::AlignLeft, title_, theme.font(TextRole::bodyStrong), strong);
  y += first + theme.len(2);
  paint::text(painter, QRectF(x, y, wide, second), Qt::AlignLeft, state_.detail, theme.font(TextRole::caption), weak);
  y += second + theme.len(2);
  paint::text(painter, QRectF(x, y, wide, second), Qt::AlignLeft,
              isEnabled() ? ago(state_.when, QDateTime::currentDateTime()) : tr("file missing"),
              theme.font(TextRole::caption), weak);
}

InvitationCard::InvitationCard(Icon icon, const QString& headline, const QString& text, const QString& button,
                               bool dashed, QWidget* parent)
    : QWidget(parent),
      icon_(icon),
      headline_(headline),
      text_(text),
      button_(new QPushButton(button, this)),
      dashed_(dashed) {
  button_->setAccessibleName(headline + QStringLiteral(": ") + button);
}

QSize InvitationCard::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(dashed_ ? 320 : 480), theme.px(dashed_ ? pictureHeight + captionHeight : recentHeight)};
}

void InvitationCard::place() {
  const Theme& theme = themeOf(this);
  const QSize size = button_->sizeHint();
  if (dashed_) {
    button_->setGeometry((width() - size.width()) / 2, height() - size.height() - theme.px(22), size.width(),
                         size.height());
  } else {
    button_->setGeometry(width() - size.width() - theme.px(18), (height() - size.height()) / 2, size.width(),
                         size.height());
  }
}

void InvitationCard::resizeEvent(QResizeEvent*) {
  place();
}

void InvitationCard::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && button_) place();
}

void InvitationCard::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
  const double side = theme.len(22);
  if (dashed_) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(dashed(theme.edge, theme.len(1), {theme.len(4), theme.len(4)}));
    painter.drawRoundedRect(box, theme.len(radius::card), theme.len(radius::card));
    const double middle = (button_->y()) / 2.0;
    const double line = theme.lineHeight(TextRole::body);
    paintIcon(painter, icon_, QRectF((width() - side) / 2, middle - line - side - theme.len(2), side, side),
              theme.accent);
    paint::text(painter, QRectF(8, middle - line + theme.len(8), width() - 16, line), Qt::AlignHCenter, headline_,
                theme.font(TextRole::bodyStrong), theme.text);
    paint::text(painter, QRectF(8, middle + theme.len(12), width() - 16, line), Qt::AlignHCenter, text_,
                theme.font(TextRole::caption), theme.muted);
    return;
  }
  paint::box(painter, rect(), theme.len(radius::card), theme.panel, theme.line, theme.hairline());
  paintIcon(painter, icon_, QRectF(theme.len(22), (height() - side) / 2, side, side), theme.accent);
  const double x = theme.len(62), wide = button_->x() - x - theme.len(14);
  painter.setFont(theme.font(TextRole::caption));
  const QRectF words = painter.boundingRect(QRectF(x, 0, wide, height()), Qt::TextWordWrap, text_);
  const double head = theme.lineHeight(TextRole::body), y = (height() - head - theme.len(3) - words.height()) / 2;
  paint::text(painter, QRectF(x, y, wide, head), Qt::AlignLeft, headline_, theme.font(TextRole::bodyStrong),
              theme.text);
  painter.setFont(theme.font(TextRole::caption));
  painter.setPen(theme.muted);
  painter.drawText(QRectF(x, y + head + theme.len(3), wide, height() - y - head), Qt::TextWordWrap, text_);
}

}  // namespace gradus
