// What the window remembers, what it does when it is shown, hidden, resized, and what trouble looks like.
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QScreen>
#include <cmath>

#include "app/window/about_page.h"
#include "app/window/control_specs.h"
#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "app/window/palette_entries.h"
#include "app/window/panels.h"
#include "app/window/side_panel.h"
#include "app/window/stage.h"
#include "core/run/recipe.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr QSize usualSize(1440, 900), smallestSize(800, 560);

}  // namespace

void MainWindow::recall(const WindowOptions&) {
  setMinimumSize(smallestSize);
  const QByteArray geometry = preferences_.value("window/geometry").toByteArray();
  if (geometry.isEmpty() || !restoreGeometry(geometry)) {
    QSize size = usualSize;
    if (const QScreen* screen = QGuiApplication::primaryScreen()) size = size.boundedTo(screen->availableSize());
    resize(size);
  }
  panels_->restoreState(preferences_.value("window/panels").toByteArray());
  side_->restoreSplitter(preferences_.value("window/lesson").toByteArray());
  recalled_ = true;
}

void MainWindow::remember() {
  preferences_.set("window/geometry", saveGeometry());
  preferences_.set("window/panels", panels_->saveState());
  preferences_.set("window/lesson", side_->splitterState());
  preferences_.sync();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  if (recalled_) adapt();
}

void MainWindow::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  adapt();
  updateSuspended();
}

void MainWindow::hideEvent(QHideEvent* event) {
  QWidget::hideEvent(event);
  updateSuspended();
}

void MainWindow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::WindowStateChange && recalled_) updateSuspended();
}

void MainWindow::closeEvent(QCloseEvent* event) {
  keepCurrent();
  remember();
  QWidget::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.front().isLocalFile()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.isEmpty() || !urls.front().isLocalFile()) return;
  event->acceptProposedAction();
  files_->openPath(urls.front().toLocalFile());
}

void MainWindow::showTrouble(const Snapshot& snapshot) {
  NoticeBar* bar = stage_->notice();
  using Choice = NoticeBar::Choice;
  if (snapshot.status == Status::failed && snapshot.failure) {
    const QString message = translated(*snapshot.failure);
    std::vector<Choice> choices;
    choices.push_back({tr("Reset"), Icon::reset, [this] { bridge_->reset(); }});
    if (snapshot.canUndo)
      choices.push_back({tr("Undo the last change"), Icon::undo, [this] { bridge_->runner().undo(); }});
    choices.push_back({tr("Copy report"), Icon::copy, [this, message] {
                         const std::shared_ptr<const Snapshot>& now = bridge_->snapshot();
                         QString report = AboutPage::diagnostics() + QStringLiteral("\n\n") + message;
                         if (now->recipe)
                           report += QStringLiteral("\n\n") + QString::fromStdString(recipeToJson(*now->recipe));
                         QGuiApplication::clipboard()->setText(report);
                         tell(tr("Report copied"));
                       }});
    bar->showNotice(NoticeBar::Kind::error, tr("The run could not go on"), message, std::move(choices));
    shownTrouble_ = true;
    return;
  }
  if (snapshot.status == Status::diverged && snapshot.divergence) {
    const Divergence& trouble = *snapshot.divergence;
    const QString step = formatNumber(std::floor(static_cast<double>(trouble.tick) / snapshot.demo->ticksPerStep));
    const QString title = tr("Paused at step %1: in the next step %2 is no longer a finite number")
                              .arg(step, translated(trouble.quantity));
    std::vector<Choice> choices;
    const Setting* setting = snapshot.demo->setting(trouble.setting);
    if (setting && setting->kind == SettingKind::number && snapshot.settings.has(setting->name)) {
      const double now = snapshot.settings.number(setting->name), tenth = std::max(setting->minimum, now / 10);
      if (tenth < now)
        choices.push_back({tr("%1 ÷ 10, run again").arg(translated(setting->title)), Icon::reset,
                           [this, name = setting->name, tenth] {
                             bridge_->runner().retryWithSetting(name, tenth, 0);
                             bridge_->run();
                           }});
    }
    choices.push_back({tr("Rewind to step 0"), Icon::undo, [this] { bridge_->seekStep(0); }});
    choices.push_back({tr("Reset"), Icon::reset, [this] { bridge_->reset(); }});
    if (setting)
      choices.push_back(
          {tr("Show %1").arg(translated(setting->title)), Icon::settings,
           [this, name = QString::fromStdString(setting->name)] { paletteContext().revealSetting(name); }});
    const QString cause = trouble.cause.empty() ? QString() : tr("Likely cause: %1").arg(translated(trouble.cause));
    bar->showNotice(NoticeBar::Kind::error, title, cause, std::move(choices));
    shownTrouble_ = true;
    return;
  }
  if (shownTrouble_) {
    shownTrouble_ = false;
    bar->hide();
  }
}

}  // namespace gradus
