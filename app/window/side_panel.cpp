#include "app/window/side_panel.h"

#include <QEvent>
#include <QVBoxLayout>

#include "app/window/code_tab.h"
#include "app/window/controls_tab.h"
#include "app/window/data_tab.h"
#include "app/window/lesson_tab.h"

namespace gradus {

SidePanel::SidePanel(EngineBridge* bridge, QWidget* parent) : Pane(Qt::LeftEdge, Ground::panel, parent) {
  setAccessibleName(tr("Side panel"));
  tabs_ = new QTabBar(this);
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  tabs_->setUsesScrollButtons(false);
  tabs_->setAccessibleName(tr("Pages of the side panel"));
  stack_ = new QStackedWidget(this);
  splitter_ = new QSplitter(Qt::Vertical, this);
  splitter_->setChildrenCollapsible(false);
  controls_ = new ControlsTab(bridge, this);
  lesson_ = new LessonTab(bridge, this);
  data_ = new DataTab(bridge, this);
  code_ = new CodeTab(bridge, this);
  splitter_->addWidget(controls_);
  splitter_->addWidget(lesson_);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 1);
  stack_->addWidget(splitter_);
  stack_->addWidget(data_);
  stack_->addWidget(code_);
  auto* column = new QVBoxLayout(this);
  column->addWidget(tabs_);
  column->addWidget(stack_, 1);
  connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
    if (index >= 0) showPage(static_cast<Page>(tabs_->tabData(index).toInt()));
  });
  fillTabs();
  layOut();
}

void SidePanel::layOut() {
  const Theme& theme = themeOf(this);
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->setContentsMargins(theme.px(1), theme.px(2), 0, 0);
  column->setSpacing(0);
  tabs_->setContentsMargins(theme.px(12), 0, 0, 0);
}

void SidePanel::changeEvent(QEvent* event) {
  Pane::changeEvent(event);
  if (event->type() == QEvent::StyleChange && tabs_ && layout()) layOut();
}

void SidePanel::paintEvent(QPaintEvent* event) {
  Pane::paintEvent(event);
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.fillRect(QRectF(0, tabs_->geometry().bottom() + 1 - theme.hairline(), width(), theme.hairline()), theme.line);
}

void SidePanel::fillTabs() {
  const Page current = tabs_->count() > 0 ? page() : Page::controls;
  const QSignalBlocker blocker(tabs_);
  while (tabs_->count() > 0) tabs_->removeTab(0);
  const auto add = [&](Page page, const QString& text) {
    tabs_->setTabData(tabs_->addTab(text), static_cast<int>(page));
  };
  if (compact_) {
    add(Page::controls, tr("Controls"));
    add(Page::lesson, tr("Lesson"));
  } else {
    add(Page::controls, tr("Controls and lesson"));
  }
  add(Page::data, tr("Data"));
  add(Page::code, tr("Code"));
  showPage(current);
}

void SidePanel::setCompact(bool compact) {
  if (compact_ == compact) return;
  compact_ = compact;
  if (compact) {
    stack_->insertWidget(1, lesson_);
  } else {
    splitter_->addWidget(lesson_);
    lesson_->show();
  }
  fillTabs();
}

SidePanel::Page SidePanel::page() const {
  const int index = tabs_->currentIndex();
  return index < 0 ? Page::controls : static_cast<Page>(tabs_->tabData(index).toInt());
}

void SidePanel::showPage(Page page) {
  QWidget* wanted = splitter_;
  if (page == Page::lesson && compact_) wanted = lesson_;
  if (page == Page::data) wanted = data_;
  if (page == Page::code) wanted = code_;
  stack_->setCurrentWidget(wanted);
  const Page tab = page == Page::lesson && !compact_ ? Page::controls : page;
  const QSignalBlocker blocker(tabs_);
  for (int i = 0; i < tabs_->count(); ++i)
    if (tabs_->tabData(i).toInt() == static_cast<int>(tab)) tabs_->setCurrentIndex(i);
}

}  // namespace gradus
