#include "app/window/notice_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

NoticeBar::NoticeBar(QWidget* parent) : QWidget(parent) {
  title_ = new QLabel(this);
  setTextRole(title_, TextRole::heading);
  text_ = new QLabel(this);
  text_->setWordWrap(true);
  for (QLabel* label : {title_, text_}) {
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  }
  title_->setWordWrap(true);
  close_ = new QToolButton(this);
  close_->setIcon(icon(Icon::close));
  close_->setAutoRaise(true);
  close_->setFocusPolicy(Qt::StrongFocus);
  close_->setToolTip(tr("Close"));
  close_->setAccessibleName(tr("Close this message"));
  connect(close_, &QToolButton::clicked, this, [this] {
    hide();
    Q_EMIT closed();
  });
  auto* column = new QVBoxLayout(this);
  auto* top = new QHBoxLayout;
  top->addWidget(title_, 1);
  top->addWidget(close_, 0, Qt::AlignTop);
  column->addLayout(top);
  column->addWidget(text_);
  row_ = new QHBoxLayout;
  column->addLayout(row_);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
  layOut();
  hide();
}

void NoticeBar::showNotice(Kind kind, const QString& title, const QString& text, std::vector<Choice> choices) {
  if (!isHidden() && kind == kind_ && title == title_->text() && text == text_->text()) return;
  kind_ = kind;
  title_->setText(title);
  text_->setText(text);
  text_->setVisible(!text.isEmpty());
  setAccessibleName(title);
  setAccessibleDescription(text);
  for (QPushButton* button : buttons_) {
    button->hide();
    button->deleteLater();  // it may be the one whose click led here
  }
  buttons_.clear();
  while (row_->count() > 0) delete row_->takeAt(0);
  for (Choice& choice : choices) {
    auto* button = new QPushButton(icon(choice.icon), choice.text, this);
    setPrimary(button, buttons_.isEmpty() && kind == Kind::error);
    connect(button, &QPushButton::clicked, this, std::move(choice.carryOut));
    row_->addWidget(button);
    buttons_ << button;
  }
  row_->addStretch(1);
  show();
  update();
}

void NoticeBar::layOut() {
  const Theme& theme = themeOf(this);
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->setContentsMargins(theme.px(50), theme.px(12), theme.px(12), theme.px(14));
  column->setSpacing(theme.px(8));
  row_->setSpacing(theme.px(8));
}

void NoticeBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && row_) layOut();
}

void NoticeBar::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor colour = kind_ == Kind::error ? theme.error : kind_ == Kind::warn ? theme.warn : theme.edge;
  const double corner = theme.len(radius::card);
  const QColor ground = kind_ == Kind::neutral ? theme.raised : mix(theme.raised, colour, 0.05);
  paint::box(painter, rect(), corner, ground, colour, theme.hairline());
  painter.setClipPath(paint::boxPath(rect(), corner));
  painter.fillRect(QRectF(0, 0, theme.len(5), height()), colour);
  const double side = theme.len(20);
  paintIcon(painter, kind_ == Kind::neutral ? Icon::info : Icon::warning,
            QRectF(theme.len(18), theme.len(14), side, side), colour);
}

}  // namespace gradus
