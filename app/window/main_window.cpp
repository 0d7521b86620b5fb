#include "app/window/main_window.h"

#include <QApplication>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QStackedWidget>
#include <QThread>
#include <QVBoxLayout>

#include "app/demos/registry.h"
#include "app/import/shipped_tables.h"
#include "app/window/about_page.h"
#include "app/window/catalogue.h"
#include "app/window/catalogue_rail.h"
#include "app/window/code_tab.h"
#include "app/window/command_palette.h"
#include "app/window/controls_tab.h"
#include "app/window/data_tab.h"
#include "app/window/file_actions.h"
#include "app/window/home_page.h"
#include "app/window/lesson_tab.h"
#include "app/window/panels.h"
#include "app/window/settings_page.h"
#include "app/window/shortcut_sheet.h"
#include "app/window/side_panel.h"
#include "app/window/stage.h"
#include "app/window/status_bar.h"
#include "app/window/thumbnail_popup.h"
#include "app/window/thumbnails.h"
#include "app/window/timeline_strip.h"
#include "app/window/top_bar.h"
#include "widgets/controls/toast.h"
#include "widgets/theme/logo.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {

MainWindow::MainWindow(const WindowOptions& options, QWidget* parent)
    : QWidget(parent), preferences_(options.configFolder, options.resetSettings), recent_(preferences_.folder()) {
  sinceStart_.start();
  setObjectName(QStringLiteral("gradus"));
  setWindowTitle(tr("Gradus"));
  setWindowIcon(applicationIcon());
  setAcceptDrops(true);
  setFocusPolicy(Qt::ClickFocus);
  themes_ = new ThemeService(this);
  themes_->setChoice(options.theme.value_or(preferences_.theme()));
  themes_->setScale(options.scale.value_or(preferences_.textScale()));
  if (preferences_.reducedMotion()) themes_->setReducedMotion(true);
  if (preferences_.cividis()) themes_->setSequentialMap(SequentialMap::cividis);
  bridge_ = new EngineBridge(runnerOptions(), this);
  files_ = new FileActions(this);
  commands_ = new Commands(this);
  addCommands();
  build();
  connectParts();
  recall(options);
  showHome();
  if (!preferences_.complaint().isEmpty()) tell(preferences_.complaint(), true);
}

MainWindow::~MainWindow() = default;

RunnerOptions MainWindow::runnerOptions() const {
  RunnerOptions options;
  options.threads = preferences_.threads();
  options.keyframeBudget = static_cast<size_t>(preferences_.keyframeBudget()) << 20;
  options.readShipped = shippedTables();
  return options;
}

void MainWindow::build() {
  pages_ = new QStackedWidget(this);
  home_ = new HomePage(*commands_, &recent_, pages_);
  lab_ = new QWidget(pages_);
  topBar_ = new TopBar(*commands_, lab_);
  catalogue_ = new Catalogue(&search_, lab_);
  rail_ = new CatalogueRail(*commands_, lab_);
  stage_ = new Stage(lab_);
  side_ = new SidePanel(bridge_, lab_);
  panels_ = new Panels(catalogue_, rail_, stage_, side_, lab_);
  timeline_ = new TimelineStrip(bridge_, *commands_, lab_);
  status_ = new StatusBar(this);
  toast_ = new Toast(this);
  auto* lab = new QVBoxLayout(lab_);
  lab->setContentsMargins(0, 0, 0, 0);
  lab->setSpacing(0);
  lab->addWidget(topBar_);
  lab->addWidget(panels_, 1);
  lab->addWidget(timeline_);
  pages_->addWidget(home_);
  pages_->addWidget(lab_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(pages_, 1);
  column->addWidget(status_);
}

bool MainWindow::isHome() const {
  return pages_->currentWidget() == home_;
}

void MainWindow::showHome() {
  keepCurrent();
  if (bridge_->demo()) bridge_->runner().pause();
  home_->refreshRecent();
  pages_->setCurrentWidget(home_);
  setFocus();  // keys act on the window; no ring is drawn before somebody steps through the page
  setWindowTitle(tr("Gradus"));
  status_->setHome(static_cast<int>(demoRegistry().size()),
                   preferences_.threads() > 0 ? preferences_.threads() : QThread::idealThreadCount());
  updateSuspended();
}

void MainWindow::openDemo(const QString& id) {
  const std::shared_ptr<const Demo> demo = demoById(id);
  if (!demo) {
    tell(tr("There is no demo %1. Search for it with Ctrl K.").arg(id), true);
    return;
  }
  if (bridge_->demo() == demo) {
    pages_->setCurrentWidget(lab_);
    onDemo();
    onSnapshot();
    return;
  }
  keepCurrent();
  Recipe recipe;
  if (const auto left = visited_.constFind(id); left != visited_.constEnd()) recipe = *left;
  recipe.demo = demo->id;
  recipe.tick = 0;  // settings and drawings are as they were; the run begins at once instead of being computed again
  openRecipe(demo, std::move(recipe));
}

void MainWindow::openRecipe(std::shared_ptr<const Demo> demo, Recipe recipe) {
  files_->setPath({});
  pages_->setCurrentWidget(lab_);
  bridge_->setSpeed(preferences_.value(("speed/" + demo->id).c_str(), demo->stepsPerSecond).toDouble());
  bridge_->open(std::move(demo), std::move(recipe));
}

void MainWindow::openArgument(const QString& argument) {
  if (demoById(argument)) {
    openDemo(argument);
  } else if (QFileInfo::exists(argument)) {
    files_->openPath(argument);
  } else {
    tell(tr("%1 is neither a demo nor a file.").arg(argument), true);
  }
}

void MainWindow::keepCurrent() {
  const std::shared_ptr<const Snapshot>& snapshot = bridge_->snapshot();
  if (!snapshot->demo || !snapshot->recipe || snapshot->status == Status::failed || snapshot->revision == 0) return;
  const QString id = QString::fromStdString(snapshot->demo->id);
  visited_.insert(id, *snapshot->recipe);
  preferences_.set(("speed/" + snapshot->demo->id).c_str(), bridge_->speed());
  if (stage_->cards().empty()) return;
  LiveView* live = stage_->cards().front()->live();
  recent_.keep(*snapshot, live->render(QSize(264, 184), 1));
  QSet<QString> changed;
  for (auto it = visited_.cbegin(); it != visited_.cend(); ++it)
    if (!it->settings.empty() || !it->actions.empty()) changed.insert(it.key());
  catalogue_->setChanged(changed);
}

void MainWindow::onDemo() {
  const std::shared_ptr<const Demo>& demo = bridge_->demo();
  if (!demo) return;
  const QString id = QString::fromStdString(demo->id);
  pages_->setCurrentWidget(lab_);
  stage_->setDemo(demo);
  topBar_->setPlace(translated(demo->chapter), translated(demo->title));
  topBar_->setDemoOpen(true);
  catalogue_->setCurrent(id);
  rail_->setCurrentChapter(demo->chapterNumber);
  panels_->closeOverlays();
  setWindowTitle(tr("%1 – Gradus").arg(translated(demo->title)));
  bridge_->setVisibleViews(stage_->visibleViews());
  updateSuspended();
  setFocus();
  if (firstFrame_ >= 0) QTimer::singleShot(0, side_->lesson(), &LessonTab::load);
  onSnapshot();
}

void MainWindow::onSnapshot() {
  const std::shared_ptr<const Snapshot>& snapshot = bridge_->snapshot();
  if (!snapshot->demo || isHome()) return;
  stage_->setSnapshot(*snapshot, [this](const View& view) { return bridge_->frameOf(view); });
  status_->setSnapshot(*snapshot);
  const auto text = [](const Text& what) { return what.empty() ? QString() : translated(what); };
  topBar_->setUndo(snapshot->canUndo, text(snapshot->undoText), snapshot->canRedo, text(snapshot->redoText));
  (*commands_)[QStringLiteral("undo")]->setEnabled(snapshot->canUndo);
  (*commands_)[QStringLiteral("redo")]->setEnabled(snapshot->canRedo);
  showTrouble(*snapshot);
  if (snapshot->revision != toldRevision_ && !snapshot->remarks.empty()) {
    toldRevision_ = snapshot->revision;
    QStringList remarks;
    for (const Text& remark : snapshot->remarks) remarks << translated(remark);
    tell(remarks.join(QLatin1Char('\n')));
  }
}

void MainWindow::tell(const QString& text, bool error) {
  toast_->tell(text, error ? ToastKind::error : ToastKind::information);
}

void MainWindow::adapt() {
  const double scale = themes_->theme().scale;
  const Panels::Form form = Panels::formFor(width() / scale, height() / scale);
  const bool low = height() / scale < 800, compact = form == Panels::Form::compact;
  const Density wanted = low ? Density::compact : Density::comfortable;
  if (themes_->theme().density != wanted) themes_->setDensity(wanted);
  panels_->setForm(form);
  side_->setCompact(compact);
  topBar_->setCompact(low);
  timeline_->setCompact(low);
  status_->setCompact(low);
  toast_->setBottomDistance(status_->height() + (isHome() ? 0 : timeline_->height()) + themes_->theme().px(12));
}

void MainWindow::updateSuspended() {
  const bool hidden = !isVisible() || isMinimized() || isHome();
  bridge_->setSuspended(hidden);
}

void MainWindow::afterFirstFrame() {
  firstFrame_ = sinceStart_.elapsed();
  // What the first frame can do without: lessons with their formulas, pictures of demos.
  QTimer::singleShot(0, this, [this] {
    side_->lesson()->load();
    thumbnails_ = new Thumbnails(preferences_.folder(), this, [this] { return !bridge_->isRunning(); });
    home_->setThumbnails(thumbnails_);
    connect(thumbnails_, &Thumbnails::ready, this, [this](const QString& id) {
      if (popup_) popup_->setPicture(id, thumbnails_->get(id));
    });
  });
}

void MainWindow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), themes_->theme().window);
  if (firstFrame_ < 0) afterFirstFrame();
}

}  // namespace gradus
