#include "app/window/view_card.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QRegularExpression>
#include <cmath>

#include "app/window/paint_bar.h"
#include "widgets/controls/badge.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

/// Whether two frames look the same. Only curves depend on the present step by itself.
bool samePicture(const ViewFrame& a, const ViewFrame& b, ViewKind kind) {
  const bool sameNow = kind != ViewKind::curves || a.now == b.now || (std::isnan(a.now) && std::isnan(b.now));
  return sameNow && a.layers == b.layers && a.marginalX == b.marginalX && a.marginalY == b.marginalY &&
         a.staleSince == b.staleSince && a.ghost == b.ghost;
}

}  // namespace

ViewCard::ViewCard(const View& view, const Demo& demo, QWidget* parent) : Card(translated(view.title), parent) {
  name_ = translated(view.title);
  legend_ = new LegendStrip(this);
  addLegend(legend_);
  enlarge_ = new QToolButton(this);
  enlarge_->setIcon(icon(Icon::enlarge));
  enlarge_->setAutoRaise(true);
  enlarge_->setFocusPolicy(Qt::StrongFocus);
  addLegend(enlarge_);
  auto* content = new QWidget(this);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  live_ = makeView(view, content).release();
  live_->installEventFilter(this);
  live_->setToolTip({});
  if (PaintBar::isFor(view)) {
    paintBar_ = new PaintBar(view, demo, content);
    connect(paintBar_, &PaintBar::toolChanged, live_, &LiveView::setTool);
    live_->setTool(paintBar_->tool());
    column->addWidget(paintBar_);
  }
  column->addWidget(live_, 1);
  setContent(content);
  setContentMargins(8, 8, 8);
  auto* menu = new QMenu(this);
  menu->addActions(live_->actions());
  menuButton()->setMenu(menu);
  menuButton()->setFocusPolicy(Qt::StrongFocus);
  menuButton()->show();
  connect(enlarge_, &QToolButton::clicked, this, &ViewCard::enlargeClicked);
  connect(this, &Card::headerDoubleClicked, this, &ViewCard::enlargeClicked);
  connect(live_, &LiveView::legendChanged, this, [this] { fitLegend(); });
  connect(live_, &LiveView::badgesChanged, this, &ViewCard::refreshBadges);
  setEnlarged(false);
  layOut();
  fitLegend();
}

void ViewCard::layOut() {
  const Theme& theme = themeOf(this);
  enlarge_->setFixedSize(theme.px(26), theme.px(26));
}

void ViewCard::changeEvent(QEvent* event) {
  Card::changeEvent(event);
  if (event->type() == QEvent::StyleChange && enlarge_) {
    layOut();
    fitLegend();
  }
}

void ViewCard::resizeEvent(QResizeEvent* event) {
  Card::resizeEvent(event);
  fitLegend();
}

/// The legend takes what title, badges and buttons leave.
void ViewCard::fitLegend() {
  const Theme& theme = themeOf(this);
  int taken = theme.px(2 * space::cardSide + 6 * space::s12);
  if (!title().isEmpty()) taken += QFontMetrics(theme.font(TextRole::bodyStrong)).horizontalAdvance(title());
  for (const QWidget* badge : badges_) taken += badge->sizeHint().width() + theme.px(space::s8);
  for (const QWidget* button : {static_cast<QWidget*>(enlarge_), static_cast<QWidget*>(menuButton())})
    if (!button->isHidden()) taken += theme.px(26);
  legend_->setEntries(live_->legend());
  legend_->fitInto(std::max(0, width() - taken));
}

void ViewCard::setFrame(const ViewFrame& frame) {
  if (shown_ && samePicture(live_->frame(), frame, view().kind)) return;  // a view at rest is not drawn again
  shown_ = true;
  live_->setFrame(frame);
  if (paintBar_) paintBar_->setFrame(frame);
}

void ViewCard::refreshBadges() {
  for (QWidget* badge : badges_) {
    badge->hide();
    badge->deleteLater();  // a change of theme may be walking over all widgets at this moment
  }
  badges_.clear();
  static const QRegularExpression digits(QStringLiteral("\\d"));
  for (const QString& text : live_->badges()) {
    // "from step 300" warns; "density" only says how it is drawn.
    auto* badge = new Badge(text, text.contains(digits) ? BadgeKind::warn : BadgeKind::neutral, this);
    badges_ << badge;
    addBadge(badge);
    badge->show();
  }
  fitLegend();
}

void ViewCard::setEnlarged(bool enlarged) {
  enlarged_ = enlarged;
  live_->setEnlarged(enlarged);
  enlarge_->setIcon(icon(enlarged ? Icon::close : Icon::enlarge));
  enlarge_->setToolTip(enlarged ? tr("Back to all views (Esc)") : tr("Enlarge (E)"));
  enlarge_->setAccessibleName(enlarged ? tr("Back to all views") : tr("Enlarge %1").arg(name_));
}

void ViewCard::setBare(bool bare) {
  enlarge_->setVisible(!bare);
  menuButton()->setVisible(!bare);
  if (paintBar_) paintBar_->setVisible(!bare);
}

void ViewCard::setTitleShown(bool shown) {
  setTitle(shown ? name_ : QString());
  setAccessibleName(name_);
  menuButton()->setAccessibleName(tr("Menu of %1").arg(name_));
}

void ViewCard::contextMenuEvent(QContextMenuEvent* event) {
  // The right button erases on planes that are painted: their menu is in the header.
  if (paintBar_ && event->reason() == QContextMenuEvent::Mouse) return;
  menuButton()->menu()->popup(event->globalPos());
}

bool ViewCard::eventFilter(QObject* watched, QEvent* event) {
  if (watched == live_) {
    if (event->type() == QEvent::Enter) Q_EMIT hovered(true);
    if (event->type() == QEvent::Leave) Q_EMIT hovered(false);
    if (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::FocusOut) spaceDown_ = false;
    if (event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease) {
      const auto* key = static_cast<QKeyEvent*>(event);
      if (key->key() == Qt::Key_Space && !key->isAutoRepeat() && key->modifiers() == Qt::NoModifier) {
        const bool tapped = spaceDown_ && event->type() == QEvent::KeyRelease;
        spaceDown_ = event->type() == QEvent::KeyPress;
        if (tapped) Q_EMIT spaceTapped();
      }
    }
  }
  return Card::eventFilter(watched, event);
}

}  // namespace gradus
