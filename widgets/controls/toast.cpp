#include "widgets/controls/toast.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kWidth = 360, kIcon = 16, kSide = 14, kSlide = 16;
constexpr int kShownFor = 5000;

}  // namespace

Toast::Toast(QWidget* host)
    : QWidget(host),
      text_(new QLabel(this)),
      action_(new QPushButton(this)),
      close_(new QToolButton(this)),
      motion_(new QPropertyAnimation(this, "pos", this)) {
  auto* line = new QHBoxLayout(this);
  line->addWidget(text_, 1);
  line->addWidget(action_);
  line->addWidget(close_);
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  close_->setIcon(icon(Icon::close));
  close_->setAutoRaise(true);
  close_->setAccessibleName(tr("Close the message"));
  close_->setToolTip(tr("Close (Esc)"));
  timer_.setSingleShot(true);
  motion_->setEasingCurve(QEasingCurve::OutCubic);
  host->installEventFilter(this);
  connect(&timer_, &QTimer::timeout, this, [this] {
    const bool busy = underMouse() || isAncestorOf(focusWidget());
    busy ? timer_.start(kShownFor / 5) : dismiss();
  });
  connect(close_, &QToolButton::clicked, this, &Toast::dismiss);
  connect(action_, &QPushButton::clicked, this, [this] {
    dismiss();
    Q_EMIT actionRequested();
  });
  updateSizes();
  hide();
}

void Toast::tell(const QString& text, ToastKind kind, const QString& action) {
  if (themeOf(this).presenting) return;
  kind_ = kind;
  text_->setText(text);
  action_->setText(action);
  action_->setVisible(!action.isEmpty());
  setAccessibleName(text);
  updateSizes();
  if (kind == ToastKind::error) {
    timer_.stop();
  } else {
    timer_.start(kShownFor);
  }
  slide();
}

void Toast::dismiss() {
  timer_.stop();
  motion_->stop();
  hide();
}

void Toast::setBottomDistance(int pixels) {
  distance_ = pixels;
  if (isVisible()) move(restingPlace());
}

void Toast::updateSizes() {
  const Theme& theme = themeOf(this);
  const int margin = paint::overlayMargin(theme), side = theme.px(kSide);
  layout()->setContentsMargins(margin + side + theme.px(kIcon + 10), margin + theme.px(10), margin + theme.px(8),
                               margin + theme.px(10));
  layout()->setSpacing(theme.px(8));
  text_->setFont(theme.font(TextRole::body));
  close_->setFixedSize(theme.px(26), theme.px(26));
  resize(sizeHint());
  if (isVisible()) move(restingPlace());
}

QSize Toast::sizeHint() const {
  const Theme& theme = themeOf(this);
  const int margin = paint::overlayMargin(theme);
  const int room = parentWidget()->width() - 2 * theme.px(space::s16);
  const int width = std::max(theme.px(200), std::min(theme.px(kWidth), room)) + 2 * margin;
  return {width, std::max(layout()->heightForWidth(width), theme.px(48) + 2 * margin)};
}

QPoint Toast::restingPlace() const {
  const Theme& theme = themeOf(this);
  const int margin = paint::overlayMargin(theme), gap = theme.px(space::s16);
  return {parentWidget()->width() - gap - width() + margin,
          parentWidget()->height() - distance_ - gap - height() + margin};
}

void Toast::slide() {
  const Theme& theme = themeOf(this);
  const QPoint rest = restingPlace();
  raise();
  show();
  const int time = theme.duration(motion::toast);
  motion_->stop();
  if (time == 0) {
    move(rest);
    return;
  }
  motion_->setDuration(time);
  motion_->setStartValue(rest + QPoint(0, theme.px(kSlide)));
  motion_->setEndValue(rest);
  motion_->start();
}

void Toast::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  const int margin = paint::overlayMargin(theme);
  const QRectF card = QRectF(rect()).adjusted(margin, margin, -margin, -margin);
  paint::overlay(painter, card, theme.len(radius::card), theme);
  QColor colour = theme.muted;
  Icon shown = Icon::info;
  if (kind_ == ToastKind::success) colour = theme.ok, shown = Icon::check;
  if (kind_ == ToastKind::warning) colour = theme.warn, shown = Icon::warning;
  if (kind_ == ToastKind::error) colour = theme.error, shown = Icon::warning;
  const double side = theme.len(kIcon);
  paintIcon(painter, shown, QRectF(card.left() + theme.len(kSide), card.center().y() - side / 2, side, side), colour);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
  if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) updateSizes();
  return QWidget::eventFilter(watched, event);
}

void Toast::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateSizes();
}

void Toast::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    dismiss();
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace gradus
