#include "app/window/overlay_page.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double veilShare = 0.42;

}  // namespace

OverlayPage::OverlayPage(const QString& title, const QSize& size, int top, QWidget* window)
    : QWidget(window), size_(size), top_(top) {
  setAccessibleName(title);
  setFocusPolicy(Qt::NoFocus);
  card_ = new QWidget(this);
  card_->setAccessibleName(title);
  header_ = new QWidget(card_);
  title_ = new QLabel(title, header_);
  setTextRole(title_, TextRole::title);
  close_ = new QToolButton(header_);
  close_->setIcon(icon(Icon::close));
  close_->setAutoRaise(true);
  close_->setFocusPolicy(Qt::StrongFocus);
  close_->setToolTip(tr("Close (Esc)"));
  close_->setAccessibleName(tr("Close %1").arg(title));
  connect(close_, &QToolButton::clicked, this, &OverlayPage::dismiss);
  auto* row = new QHBoxLayout(header_);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(title_, 1);
  row->addWidget(close_);
  body_ = new QWidget(card_);
  auto* column = new QVBoxLayout(card_);
  column->addWidget(header_);
  column->addWidget(body_, 1);
  window->installEventFilter(this);
  hide();
}

void OverlayPage::setHeaderShown(bool shown) {
  header_->setVisible(shown);
}

void OverlayPage::open() {
  if (isVisible()) return;
  before_ = QApplication::focusWidget();
  place();
  show();
  raise();
  Q_EMIT opened();
  QWidget* first = firstFocus();
  (first ? first : close_)->setFocus(Qt::PopupFocusReason);
}

void OverlayPage::dismiss() {
  if (isHidden()) return;
  hide();
  if (before_ && before_->isVisible()) {
    before_->setFocus(Qt::PopupFocusReason);
  } else if (parentWidget()) {
    parentWidget()->setFocus(Qt::PopupFocusReason);
  }
  Q_EMIT dismissed();
}

void OverlayPage::place() {
  const Theme& theme = themeOf(this);
  setGeometry(parentWidget()->rect());
  const int margin = theme.px(16);
  const QSize room = size() - QSize(2 * margin, 2 * margin);
  const QSize wanted = QSize(theme.px(size_.width()), theme.px(size_.height())).boundedTo(room);
  const int top =
      top_ < 0 ? (height() - wanted.height()) / 2 : std::min(theme.px(top_), height() - margin - wanted.height());
  card_->setGeometry((width() - wanted.width()) / 2, std::max(margin, top), wanted.width(), wanted.height());
  auto* column = static_cast<QVBoxLayout*>(card_->layout());
  const bool headed = !header_->isHidden();
  const int side = headed ? theme.px(24) : theme.px(12);
  column->setContentsMargins(side, headed ? theme.px(16) : theme.px(12), side, headed ? theme.px(20) : theme.px(12));
  column->setSpacing(theme.px(12));
}

void OverlayPage::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  QColor veil = theme.veil;
  veil.setAlphaF(veilShare);
  painter.fillRect(rect(), veil);
  painter.setRenderHint(QPainter::Antialiasing);
  paint::overlay(painter, card_->geometry(), theme.len(radius::overlay), theme);
}

void OverlayPage::mousePressEvent(QMouseEvent* event) {
  if (!card_->geometry().contains(event->pos())) dismiss();
}

void OverlayPage::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) dismiss();
  event->accept();  // nothing below is to be steered from here
}

void OverlayPage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && body_ && isVisible()) place();
}

bool OverlayPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) place();
  return QWidget::eventFilter(watched, event);
}

bool OverlayPage::focusNextPrevChild(bool next) {
  QWidget* start = QApplication::focusWidget();
  if (!start || !isAncestorOf(start)) return QWidget::focusNextPrevChild(next);
  for (QWidget* w = next ? start->nextInFocusChain() : start->previousInFocusChain(); w != start;
       w = next ? w->nextInFocusChain() : w->previousInFocusChain()) {
    if (!isAncestorOf(w) || !w->isVisible() || !w->isEnabled() || !(w->focusPolicy() & Qt::TabFocus) || w->focusProxy())
      continue;
    w->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
  }
  return true;
}

}  // namespace gradus
