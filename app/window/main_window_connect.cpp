// Which part of the window tells which other one.
#include "app/window/catalogue.h"
#include "app/window/catalogue_rail.h"
#include "app/window/code_tab.h"
#include "app/window/controls_tab.h"
#include "app/window/data_tab.h"
#include "app/window/file_actions.h"
#include "app/window/home_page.h"
#include "app/window/lesson_tab.h"
#include "app/window/main_window.h"
#include "app/window/panels.h"
#include "app/window/side_panel.h"
#include "app/window/stage.h"
#include "app/window/thumbnail_popup.h"
#include "app/window/thumbnails.h"
#include "app/window/top_bar.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {

void MainWindow::connectParts() {
  connectStage();
  connectSide();
  connectNavigation();
}

void MainWindow::connectStage() {
  connect(bridge_, &EngineBridge::snapshotChanged, this, &MainWindow::onSnapshot);
  connect(bridge_, &EngineBridge::demoChanged, this, &MainWindow::onDemo);
  connect(bridge_, &EngineBridge::refused, this, [this](const QString& text) { tell(text, true); });
  connect(stage_, &Stage::gesture, bridge_, &EngineBridge::gesture);
  connect(stage_, &Stage::displayRequest, this, [this](const QString& channel, int nx, int ny, const Extent& extent) {
    bridge_->setDisplayRequest(channel.toStdString(), nx, ny, extent);
  });
  connect(stage_, &Stage::visibleViewsChanged, this, [this] {
    bridge_->setVisibleViews(stage_->visibleViews());
    onSnapshot();  // a view that comes into sight shows what there is at once
  });
  connect(stage_, &Stage::changedBadgeClicked, this, &MainWindow::showChanges);
  connect(stage_, &Stage::exportRequested, files_, &FileActions::exportView);
  connect(stage_, &Stage::described, this, [this](const QString& text) { tell(text); });
  connect(stage_, &Stage::spaceTapped, bridge_, &EngineBridge::toggleRun);
  connect(stage_, &Stage::viewHovered, side_->lesson()->panel(), &LessonPanel::setHighlightedView);
  connect(side_->controls()->panel(), &ControlPanel::hovered, this, [this](const QString& name, bool over) {
    side_->lesson()->panel()->setHighlightedControl(over ? name : QString());
  });
}

void MainWindow::connectSide() {
  connect(side_->lesson(), &LessonTab::demoRequested, this, &MainWindow::openDemo);
  connect(side_->lesson(), &LessonTab::speaksOf, this, [this](const QString& control, const QString& view) {
    side_->controls()->panel()->highlight(control);
    stage_->highlight(view.toStdString());
  });
  connect(side_->lesson(), &LessonTab::controlRequested, this, [this](const QString& name) {
    side_->showPage(SidePanel::Page::controls);
    side_->controls()->panel()->reveal(name);
  });
  connect(side_->lesson(), &LessonTab::viewRequested, this, [this](const QString& view) {
    if (LiveView* live = stage_->live(view.toStdString())) live->setFocus(Qt::OtherFocusReason);
  });
  connect(side_->controls(), &ControlsTab::fileWanted, files_, &FileActions::chooseFile);
  connect(side_->data(), &DataTab::fileRequested, files_, &FileActions::chooseFile);
  connect(side_->code(), &CodeTab::copied, this, [this] { tell(tr("Python code copied")); });
}

void MainWindow::connectNavigation() {
  connect(catalogue_, &Catalogue::demoChosen, this, &MainWindow::openDemo);
  connect(catalogue_, &Catalogue::demoHovered, this, [this](const QString& id, const QRect& row) {
    if (popup_) popup_->hide();
    const std::shared_ptr<const Demo> demo = demoById(id);
    if (!demo || !thumbnails_) return;
    if (!popup_) popup_ = new ThumbnailPopup(this);
    popup_->showFor(id, translated(demo->promise), row, thumbnails_->get(id));
  });
  connect(rail_, &CatalogueRail::chapterChosen, this, [this](int number) {
    panels_->showCatalogue();
    catalogue_->showChapter(number);
  });
  connect(topBar_, &TopBar::homeClicked, this, &MainWindow::showHome);
  connect(topBar_, &TopBar::chapterClicked, this, [this] {
    panels_->showCatalogue();
    if (bridge_->demo()) catalogue_->showChapter(bridge_->demo()->chapterNumber);
  });
  for (PaletteOpener* opener : {topBar_->opener(), home_->opener()}) {
    connect(opener, &QAbstractButton::clicked, this, [this] { openPalette({}); });
    connect(opener, &PaletteOpener::typed, this, &MainWindow::openPalette);
  }
  connect(home_, &HomePage::demoChosen, this, &MainWindow::openDemo);
  connect(home_, &HomePage::stateChosen, files_, &FileActions::openState);
  connect(home_, &HomePage::fileRequested, files_, &FileActions::chooseFile);
  connect(home_, &HomePage::tourRequested, this, [this] { openDemo(QStringLiteral("clustering/k-means")); });
  connect(themes_, &ThemeService::changed, this, &MainWindow::adapt);
}

}  // namespace gradus
