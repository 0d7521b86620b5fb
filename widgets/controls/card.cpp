#include "widgets/controls/card.h"

#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kHeader = 36;

/// The title: as wide as it is, cut in the middle where there is no room.
class CardTitle : public QWidget {
 public:
  explicit CardTitle(Card* card) : QWidget(card), card_(card) {
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Expanding);
  }
  QSize sizeHint() const override {
    const Theme& theme = themeOf(this);
    const double width = QFontMetricsF(theme.font(TextRole::bodyStrong)).horizontalAdvance(card_->title());
    return {qRound(std::ceil(width)) + 1, theme.lineHeight(TextRole::body)};
  }
  QSize minimumSizeHint() const override {
    return {std::min(sizeHint().width(), themeOf(this).px(60)), sizeHint().height()};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    paint::text(painter, rect(), Qt::AlignLeft, card_->title(), theme.font(TextRole::bodyStrong), theme.text);
  }
  void resizeEvent(QResizeEvent*) override { setToolTip(width() < sizeHint().width() ? card_->title() : QString()); }

 private:
  Card* card_;
};

}  // namespace

Card::Card(const QString& title, QWidget* parent)
    : QWidget(parent),
      title_(title),
      header_(new QWidget(this)),
      name_(new CardTitle(this)),
      menu_(new QToolButton(header_)),
      badges_(new QHBoxLayout),
      legends_(new QHBoxLayout),
      body_(new QVBoxLayout(this)) {
  body_->setSpacing(0);
  body_->addWidget(header_);
  auto* line = new QHBoxLayout(header_);
  line->addWidget(name_);
  line->addLayout(badges_);
  line->addStretch(1);
  line->addLayout(legends_);
  line->addWidget(menu_);
  menu_->setIcon(icon(Icon::menu));
  menu_->setAutoRaise(true);
  menu_->setPopupMode(QToolButton::InstantPopup);
  menu_->hide();
  setTitle(title);
  updateSizes();
}

void Card::setTitle(const QString& title) {
  title_ = title;
  setAccessibleName(title);
  menu_->setAccessibleName(tr("Menu of %1").arg(title));
  menu_->setToolTip(tr("Copy, export, describe"));
  name_->updateGeometry();
  name_->update();
}

void Card::setContent(QWidget* content) {
  delete content_;
  content_ = content;
  if (content != nullptr) body_->addWidget(content, 1);
}

void Card::addBadge(QWidget* badge) {
  badges_->addWidget(badge);
}
void Card::addLegend(QWidget* legend) {
  legends_->addWidget(legend);
}

void Card::setTopLine(const QColor& colour) {
  topLine_ = colour;
  update();
}

void Card::setContentMargins(int left, int right, int bottom) {
  margins_ = QMargins(left, 0, right, bottom);
  updateSizes();
}

int Card::headerHeight() const {
  const Theme& theme = themeOf(this);
  return std::max(theme.px(kHeader), theme.lineHeight(TextRole::body) + theme.px(12));
}

void Card::updateSizes() {
  const Theme& theme = themeOf(this);
  header_->setFixedHeight(headerHeight());
  header_->layout()->setContentsMargins(theme.px(space::cardSide), 0, theme.px(space::cardTop), 0);
  header_->layout()->setSpacing(theme.px(space::s12));
  badges_->setSpacing(theme.px(space::s8));
  legends_->setSpacing(theme.px(space::s12));
  const int border = qRound(theme.hairline());
  const auto around = [&](int margin) { return border + qRound(theme.len(margin)); };
  body_->setContentsMargins(around(margins_.left()), border, around(margins_.right()), around(margins_.bottom()));
  menu_->setFixedSize(theme.px(26), theme.px(26));
}

void Card::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  const double corner = theme.len(radius::card);
  paint::box(painter, rect(), corner, theme.panel, theme.line, theme.hairline());
  if (!topLine_.isValid()) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setClipPath(paint::boxPath(rect(), corner));
  painter.fillRect(QRectF(0, 0, width(), theme.len(3)), topLine_);
}

void Card::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateSizes();
}

void Card::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->position().y() < headerHeight()) Q_EMIT headerDoubleClicked();
}

}  // namespace gradus
