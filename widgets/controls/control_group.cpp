#include "widgets/controls/control_group.h"

#include <QKeyEvent>
#include <QPainter>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kHeader = 30, kChevron = 14, kTitleLeft = 34, kSide = 16;

}  // namespace

GroupHeader::GroupHeader(const QString& title, QWidget* parent) : QPushButton(title, parent) {
  setCheckable(true);
  setChecked(true);
  setFlat(true);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  setCornerRadius(this, radius::formula);
  connect(this, &QPushButton::toggled, this, &GroupHeader::describe);
  describe();
}

void GroupHeader::describe() {
  setAccessibleName(summary_.isEmpty() ? text() : QStringLiteral("%1, %2").arg(text(), summary_));
  setAccessibleDescription(isChecked() ? tr("open; press to fold") : tr("folded; press to open"));
}

void GroupHeader::setSummary(const QString& summary) {
  summary_ = summary;
  describe();
  update();
}

QSize GroupHeader::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(240), std::max(theme.px(kHeader), theme.lineHeight(TextRole::body) + theme.px(8))};
}

QSize GroupHeader::minimumSizeHint() const {
  return {themeOf(this).px(80), sizeHint().height()};
}

void GroupHeader::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  const double side = theme.len(kChevron), left = theme.len(kSide), right = width() - left;
  if (underMouse())
    paint::box(painter, QRectF(rect()).adjusted(theme.len(6), 1, -theme.len(6), -1), theme.len(radius::button),
               theme.hover);
  paintIcon(painter, isChecked() ? Icon::chevronDown : Icon::chevronRight,
            QRectF(left - theme.len(4), (height() - side) / 2, side, side), theme.text);
  const QRectF body(theme.len(kTitleLeft), 0, right - theme.len(kTitleLeft), height());
  const double used = paint::text(painter, body, Qt::AlignLeft, text(), theme.font(TextRole::bodyStrong),
                                  isEnabled() ? theme.text : theme.disabledText);
  const QRectF rest = body.adjusted(used + theme.len(space::s12), 0, 0, 0);
  if (!summary_.isEmpty() && rest.width() > theme.len(24)) {
    paint::text(painter, rest, Qt::AlignRight, summary_, theme.font(TextRole::caption), theme.muted);
  }
}

void GroupHeader::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
      click();
      return;
    case Qt::Key_Left:
      setChecked(false);
      return;
    case Qt::Key_Right:
      setChecked(true);
      return;
    default:
      QPushButton::keyPressEvent(event);
  }
}

ControlGroup::ControlGroup(const QString& title, QWidget* parent)
    : QWidget(parent),
      clip_(new QWidget(this)),
      body_(new QWidget(clip_)),
      rows_(new QVBoxLayout(body_)),
      fold_(new QPropertyAnimation(clip_, "maximumHeight", this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  if (!title.isEmpty()) {
    header_ = new GroupHeader(title, this);
    column->addWidget(header_);
    connect(header_, &QPushButton::toggled, this, [this](bool open) { setOpen(open); });
  }
  column->addWidget(clip_);
  auto* inner = new QVBoxLayout(clip_);
  inner->setContentsMargins(0, 0, 0, 0);
  inner->addWidget(body_);
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(0);
  fold_->setEasingCurve(QEasingCurve::OutCubic);
  connect(fold_, &QPropertyAnimation::finished, this, &ControlGroup::settle);
}

void ControlGroup::addWidget(QWidget* widget) {
  rows_->addWidget(widget);
}

void ControlGroup::setSummary(const QString& summary) {
  if (header_ != nullptr) header_->setSummary(summary);
}

void ControlGroup::setOpen(bool open, bool animated) {
  if (open == open_) return;
  open_ = open;
  if (header_ != nullptr) header_->setChecked(open);
  const int time = animated && isVisible() ? themeOf(this).duration(motion::fold) : 0;
  fold_->stop();
  clip_->setVisible(true);
  if (time == 0) {
    settle();
  } else {
    const int full = body_->sizeHint().height();
    fold_->setDuration(time);
    fold_->setStartValue(open ? 0 : full);
    fold_->setEndValue(open ? full : 0);
    fold_->start();
  }
  Q_EMIT toggled(open);
}

// Folded rows are hidden, so that Tab and the screen reader pass them by.
void ControlGroup::settle() {
  clip_->setMaximumHeight(QWIDGETSIZE_MAX);
  clip_->setVisible(open_);
}

}  // namespace gradus
