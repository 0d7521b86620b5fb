#include "app/window/top_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QStyle>

#include "app/window/commands.h"
#include "app/window/logo.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"

namespace gradus {

PaletteOpener::PaletteOpener(const QString& hint, const QString& key, QWidget* parent)
    : QPushButton(parent), hint_(hint), key_(key) {
  setAccessibleName(hint);
  setCursor(Qt::IBeamCursor);
}

QSize PaletteOpener::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.textPx(372), theme.px(theme.presenting ? 52 : 34)};
}

void PaletteOpener::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF box = QRectF(rect()).adjusted(2, 2, -2, -2);
  paint::box(painter, box, theme.len(radius::button), theme.raised, underMouse() ? theme.edge : theme.line,
             theme.hairline());
  const double side = theme.len(16);
  paintIcon(painter, Icon::search, QRectF(box.left() + theme.len(10), box.center().y() - side / 2, side, side),
            theme.muted);
  const QFont caption = theme.font(TextRole::caption);
  const double keyWide = QFontMetricsF(caption).horizontalAdvance(key_) + theme.len(12);
  const QRectF key(box.right() - keyWide - theme.len(8), box.top() + theme.len(5), keyWide,
                   box.height() - theme.len(10));
  paint::box(painter, key, theme.len(radius::formula), {}, theme.line, theme.hairline());
  paint::text(painter, key, Qt::AlignHCenter, key_, caption, theme.muted);
  const double x = box.left() + theme.len(36);
  const double room = key.left() - x - theme.len(8);
  const bool fits = QFontMetricsF(theme.font(TextRole::body)).horizontalAdvance(hint_) <= room;
  paint::text(painter, QRectF(x, box.top(), room, box.height()), Qt::AlignLeft, fits ? hint_ : tr("Search"),
              theme.font(TextRole::body), theme.muted);
}

void PaletteOpener::keyPressEvent(QKeyEvent* event) {
  const QString text = event->text();
  const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
  if (plain && !text.isEmpty() && text.front().isPrint() && !text.front().isSpace()) {
    Q_EMIT typed(text);
  } else {
    QPushButton::keyPressEvent(event);
  }
}

QToolButton* TopBar::button(const Commands& commands, const QString& id, const QString& text) {
  auto* made = new QToolButton(this);
  QAction* action = commands[id];
  made->setIcon(action->icon());
  made->setText(text);
  made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  made->setAutoRaise(true);
  made->setFocusPolicy(Qt::StrongFocus);
  made->setToolTip(commands.tip(id));
  made->setAccessibleName(action->text());
  connect(made, &QToolButton::clicked, action, &QAction::trigger);
  return made;
}

TopBar::TopBar(const Commands& commands, QWidget* parent) : Pane(Qt::BottomEdge, Ground::panel, parent) {
  setAccessibleName(tr("Top bar"));
  logo_ = new Logo(26, this);
  connect(logo_, &Logo::clicked, this, &TopBar::homeClicked);
  divider_ = new QLabel(QStringLiteral("|"), this);
  divider_->setForegroundRole(QPalette::Mid);
  chapter_ = new QToolButton(this);
  chapter_->setAutoRaise(true);
  chapter_->setFocusPolicy(Qt::StrongFocus);
  chapter_->setToolTip(tr("Show the chapter in the catalogue"));
  connect(chapter_, &QToolButton::clicked, this, &TopBar::chapterClicked);
  arrow_ = new QLabel(QStringLiteral("›"), this);
  arrow_->setForegroundRole(QPalette::PlaceholderText);
  demo_ = new QLabel(this);
  setTextRole(demo_, TextRole::bodyStrong);
  opener_ = new PaletteOpener(tr("Search demos, settings, commands"), tr("Ctrl K"), this);
  undo_ = button(commands, QStringLiteral("undo"), tr("Undo"));
  redo_ = button(commands, QStringLiteral("redo"), tr("Redo"));
  undoTip_ = undo_->toolTip();
  redoTip_ = redo_->toolTip();
  code_ = button(commands, QStringLiteral("code"), tr("Code"));
  export_ = button(commands, QStringLiteral("export"), tr("Export"));
  menu_ = new QToolButton(this);
  menu_->setIcon(icon(Icon::menu));
  menu_->setAutoRaise(true);
  menu_->setFocusPolicy(Qt::StrongFocus);
  menu_->setPopupMode(QToolButton::InstantPopup);
  menu_->setToolTip(tr("Menu"));
  menu_->setAccessibleName(tr("Menu"));
  auto* menu = new QMenu(menu_);
  for (const char* id : {"home", "open", "save", "save-as", "copy-command", "", "theme", "zoom-in", "zoom-out",
                         "full-screen", "", "settings", "shortcuts", "about"}) {
    if (*id == 0) {
      menu->addSeparator();
    } else {
      menu->addAction(commands[QString::fromLatin1(id)]);
    }
  }
  menu_->setMenu(menu);
  setPlace({}, {});
}

void TopBar::setPlace(const QString& chapter, const QString& demo) {
  chapter_->setText(chapter);
  chapter_->setAccessibleName(tr("Chapter %1").arg(chapter));
  demo_->setText(demo);
  for (QWidget* part : {static_cast<QWidget*>(divider_), static_cast<QWidget*>(chapter_), static_cast<QWidget*>(arrow_),
                        static_cast<QWidget*>(demo_)})
    part->setVisible(!demo.isEmpty());
  place();
}

void TopBar::setUndo(bool can, const QString& undoText, bool canRedo, const QString& redoText) {
  undo_->setEnabled(can);
  redo_->setEnabled(canRedo);
  undo_->setToolTip(undoText.isEmpty() ? undoTip_ : undoTip_ + QStringLiteral("\n") + undoText);
  redo_->setToolTip(redoText.isEmpty() ? redoTip_ : redoTip_ + QStringLiteral("\n") + redoText);
}

void TopBar::setDemoOpen(bool open) {
  for (QToolButton* part : {undo_, redo_, code_, export_}) part->setVisible(open);
  place();
}

void TopBar::setCompact(bool compact) {
  compact_ = compact;
  place();
}

void TopBar::resizeEvent(QResizeEvent*) {
  place();
}

void TopBar::changeEvent(QEvent* event) {
  Pane::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) place();
}

void TopBar::place() {
  if (!menu_) return;
  const Theme& theme = themeOf(this);
  setFixedHeight(theme.px(compact_ ? 44 : 48));
  const bool crowded = width() < theme.textPx(1400);
  for (QToolButton* part : {undo_, redo_, code_, export_})
    part->setToolButtonStyle(crowded ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
  int x = theme.px(8);
  const auto put = [&](QWidget* part, int gap) {
    if (part->isHidden()) return;
    const QSize size = part->sizeHint();
    part->setGeometry(x, (height() - size.height()) / 2, size.width(), size.height());
    x += size.width() + theme.px(gap);
  };
  put(logo_, 4);
  put(divider_, 0);
  put(chapter_, 0);
  put(arrow_, 8);
  put(demo_, 12);
  const int leftEnd = x;
  x = width() - theme.px(12);
  for (QToolButton* part : {menu_, export_, code_, redo_, undo_}) {
    if (part->isHidden()) continue;
    const QSize size = part->sizeHint();
    x -= size.width();
    part->setGeometry(x, (height() - size.height()) / 2, size.width(), size.height());
    x -= theme.px(2);
  }
  // The search stands in the middle of the bar where there is room, else of what is left.
  const int room = x - leftEnd - theme.px(16);
  const QSize wanted = opener_->sizeHint();
  const int wide = std::min(wanted.width(), room);
  opener_->setVisible(wide > theme.px(90));
  const int middle = std::clamp((width() - wide) / 2, leftEnd, std::max(leftEnd, x - theme.px(8) - wide));
  opener_->setGeometry(middle, (height() - wanted.height()) / 2, wide, wanted.height());
}

}  // namespace gradus
