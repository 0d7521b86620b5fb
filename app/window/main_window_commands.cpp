// What the window can be told to do, and by which keys.
#include <QApplication>
#include <QKeyEvent>
#include <QMenu>
#include <cmath>

#include "app/window/about_page.h"
#include "app/window/catalogue.h"
#include "app/window/command_palette.h"
#include "app/window/control_specs.h"
#include "app/window/controls_tab.h"
#include "app/window/file_actions.h"
#include "app/window/home_page.h"
#include "app/window/main_window.h"
#include "app/window/panels.h"
#include "app/window/settings_page.h"
#include "app/window/shortcut_sheet.h"
#include "app/window/side_panel.h"
#include "app/window/stage.h"
#include "app/window/status_bar.h"
#include "app/window/timeline_strip.h"
#include "app/window/top_bar.h"
#include "core/run/recipe.h"
#include "widgets/controls/toast.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {

using Keys = Commands::Keys;

void MainWindow::addCommands() {
  addRunCommands();
  addFileCommands();
  addViewCommands();
}

void MainWindow::addRunCommands() {
  const QString run = tr("Run");
  const auto key = [](const char* text) { return QKeySequence(QLatin1String(text)); };
  commands_->add(QStringLiteral("run"), run, tr("Run or pause"), Icon::run,
                 {{key("Ctrl+R")}, {QStringLiteral("Space")}}, [this] { bridge_->toggleRun(); });
  commands_->add(QStringLiteral("step"), run, tr("Step"), Icon::step, {{}, {QStringLiteral("Right")}},
                 [this] { bridge_->step(1); });
  commands_->add(QStringLiteral("step-back"), run, tr("Step back"), Icon::stepBack, {{}, {QStringLiteral("Left")}},
                 [this] { bridge_->step(-1); });
  commands_->add(QStringLiteral("half-step"), run, tr("Half a step"), Icon::halfStep, {{}, {QStringLiteral(".")}},
                 [this] { bridge_->halfStep(); });
  commands_->add(QStringLiteral("reset"), run, tr("Reset to the same start"), Icon::reset, {{}, {QStringLiteral("R")}},
                 [this] { bridge_->reset(); });
  commands_->add(QStringLiteral("run-to-end"), run, tr("Run to the end"), Icon::run,
                 {{}, {QStringLiteral("Shift+End")}}, [this] {
                   if (!bridge_->demo()) return;
                   bridge_->setSpeed(0);
                   bridge_->run();
                 });
  commands_->add(QStringLiteral("first-step"), run, tr("Go to step 0"), Icon::stepBack, {{}, {QStringLiteral("Home")}},
                 [this] { bridge_->seekStep(0); });
  commands_->add(QStringLiteral("last-step"), run, tr("Go to the last recorded step"), Icon::step,
                 {{}, {QStringLiteral("End")}}, [this] {
                   if (bridge_->demo()) bridge_->runner().seek(bridge_->snapshot()->recordedTicks);
                 });
  commands_->add(QStringLiteral("new-seed"), run, tr("New seed"), Icon::dice, {{}, {QStringLiteral("N")}},
                 [this] { side_->controls()->newSeed(); });
  commands_->add(QStringLiteral("faster"), run, tr("Faster"), Icon::plus, {{}, {QStringLiteral("]")}}, [this] {
    bridge_->setSpeed(Transport::speedOf(std::min(100, Transport::positionOf(bridge_->speed()) + 8)));
  });
  commands_->add(QStringLiteral("slower"), run, tr("Slower"), Icon::minus, {{}, {QStringLiteral("[")}}, [this] {
    bridge_->setSpeed(Transport::speedOf(std::max(0, Transport::positionOf(bridge_->speed()) - 8)));
  });
  commands_->add(QStringLiteral("undo"), tr("Edit"), tr("Undo"), Icon::undo, {{key("Ctrl+Z")}, {}},
                 [this] { bridge_->runner().undo(); });
  commands_->add(QStringLiteral("redo"), tr("Edit"), tr("Redo"), Icon::redo, {{key("Ctrl+Shift+Z"), key("Ctrl+Y")}, {}},
                 [this] { bridge_->runner().redo(); });
}

void MainWindow::addFileCommands() {
  const QString file = tr("File");
  const auto key = [](const char* text) { return QKeySequence(QLatin1String(text)); };
  commands_->add(QStringLiteral("open"), file, tr("Open a state or a table"), Icon::open, {{key("Ctrl+O")}, {}},
                 [this] { files_->chooseFile(); });
  commands_->add(QStringLiteral("save"), file, tr("Save the state"), Icon::save, {{key("Ctrl+S")}, {}}, [this] {
    if (!isHome()) files_->save();
  });
  commands_->add(QStringLiteral("save-as"), file, tr("Save the state as"), Icon::save, {{key("Ctrl+Shift+S")}, {}},
                 [this] {
                   if (!isHome()) files_->saveAs();
                 });
  commands_->add(QStringLiteral("export"), file, tr("Export pictures and numbers"), Icon::exporting,
                 {{key("Ctrl+E")}, {}}, [this] {
                   if (!isHome()) files_->showExportMenu(topBar_);
                 });
  commands_->add(QStringLiteral("copy-command"), file, tr("Copy as command"), Icon::copy, {{key("Ctrl+Shift+C")}, {}},
                 [this] { files_->copyCommand(); });
  commands_->add(QStringLiteral("quit"), file, tr("Quit"), Icon::close, {{key("Ctrl+Q")}, {}}, [this] { close(); });
}

void MainWindow::addViewCommands() {
  const QString view = tr("View"), help = tr("Help");
  const auto key = [](const char* text) { return QKeySequence(QLatin1String(text)); };
  commands_->add(QStringLiteral("palette"), view, tr("Search everything"), Icon::search, {{key("Ctrl+K")}, {}},
                 [this] { openPalette({}); });
  commands_->add(QStringLiteral("filter"), view, tr("Filter the catalogue"), Icon::search, {{}, {QStringLiteral("/")}},
                 [this] {
                   if (isHome()) return openPalette({});
                   panels_->showCatalogue();
                   catalogue_->focusFilter();
                 });
  commands_->add(QStringLiteral("home"), view, tr("Home page"), Icon::home, {{key("Alt+Home")}, {}},
                 [this] { showHome(); });
  commands_->add(QStringLiteral("catalogue"), view, tr("Show or hide the catalogue"), Icon::catalogue,
                 {{key("Ctrl+B")}, {}}, [this] { panels_->toggleCatalogue(); });
  commands_->add(QStringLiteral("panel"), view, tr("Show or hide the side panel"), Icon::panel, {{key("Ctrl+L")}, {}},
                 [this] { panels_->toggleSide(); });
  commands_->add(QStringLiteral("code"), view, tr("The same in Python"), Icon::code, {{key("Ctrl+J")}, {}}, [this] {
    panels_->showSide();
    side_->showPage(SidePanel::Page::code);
  });
  commands_->add(QStringLiteral("enlarge"), view, tr("Enlarge a view, or show all"), Icon::enlarge,
                 {{}, {QStringLiteral("E")}}, [this] {
                   if (stage_->enlarged()) return stage_->enlarge({});
                   const QWidget* focus = QApplication::focusWidget();
                   for (const ViewCard* card : stage_->cards())
                     if (focus && card->isAncestorOf(focus)) return stage_->enlarge(card->view().name);
                   if (!stage_->cards().empty()) stage_->enlarge(stage_->cards().front()->view().name);
                 });
  commands_->add(QStringLiteral("theme"), view, tr("Next theme"), Icon::moon, {{key("Ctrl+T")}, {}}, [this] {
    themes_->cycle();
    preferences_.setTheme(themes_->choice());
  });
  commands_->add(QStringLiteral("zoom-in"), view, tr("Larger text"), Icon::plus, {{key("Ctrl++"), key("Ctrl+=")}, {}},
                 [this] { setTextScale(themes_->scale() + 0.1); });
  commands_->add(QStringLiteral("zoom-out"), view, tr("Smaller text"), Icon::minus, {{key("Ctrl+-")}, {}},
                 [this] { setTextScale(themes_->scale() - 0.1); });
  commands_->add(QStringLiteral("zoom-reset"), view, tr("Text as designed"), Icon::circle, {{key("Ctrl+0")}, {}},
                 [this] { setTextScale(1); });
  commands_->add(QStringLiteral("full-screen"), view, tr("Full screen"), Icon::enlarge, {{key("F11")}, {}},
                 [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
  commands_->add(QStringLiteral("next-area"), view, tr("Next area of the window"), Icon::chevronRight,
                 {{key("F6")}, {}}, [this] { cycleFocus(true); });
  commands_->add(QStringLiteral("previous-area"), view, tr("Previous area of the window"), Icon::chevronLeft,
                 {{key("Shift+F6")}, {}}, [this] { cycleFocus(false); });
  commands_->add(QStringLiteral("settings"), help, tr("Settings"), Icon::settings, {{key("Ctrl+,")}, {}}, [this] {
    if (!settings_) {
      settings_ = new SettingsPage(&preferences_, themes_, this);
      connect(settings_, &SettingsPage::engineOptionsChanged, this, [this] { bridge_->setOptions(runnerOptions()); });
    }
    settings_->open();
  });
  commands_->add(QStringLiteral("shortcuts"), help, tr("Keyboard shortcuts"), Icon::keyboard, {{key("F1")}, {}},
                 [this] {
                   if (!sheet_) sheet_ = new ShortcutSheet(*commands_, this);
                   sheet_->open();
                 });
  commands_->add(QStringLiteral("about"), help, tr("About Gradus"), Icon::info, {}, [this] {
    if (!about_) {
      about_ = new AboutPage(this);
      connect(about_, &AboutPage::copied, this, [this] { tell(tr("Diagnostics copied")); });
    }
    const std::shared_ptr<const Snapshot>& snapshot = bridge_->snapshot();
    about_->setReport(snapshot->recipe ? QString::fromStdString(recipeToJson(*snapshot->recipe)) : QString());
    about_->open();
  });
}

void MainWindow::setTextScale(double scale) {
  themes_->setScale(std::round(scale * 10) / 10);
  preferences_.setTextScale(themes_->scale());
}

CommandPalette* MainWindow::palette() {
  if (!palette_) palette_ = new CommandPalette(this);
  return palette_;
}

PaletteContext MainWindow::paletteContext() {
  PaletteContext context;
  context.commands = commands_;
  context.search = &search_;
  if (!isHome()) context.snapshot = bridge_->snapshot();
  context.openDemo = [this](const QString& id) { openDemo(id); };
  context.revealSetting = [this](const QString& name) {
    panels_->showSide();
    side_->showPage(SidePanel::Page::controls);
    side_->controls()->panel()->reveal(name);
  };
  context.applySettings = [this](const NamedValues& values) {
    try {
      bridge_->applySettings(values);
    } catch (const UserError& error) {
      tell(translated(error.text()), true);
    }
  };
  context.goToStep = [this](double step) { bridge_->seekStep(step); };
  return context;
}

void MainWindow::openPalette(const QString& text) {
  palette()->openWith(text, paletteContext());
}

void MainWindow::cycleFocus(bool forward) {
  QList<QWidget*> areas;
  if (isHome()) {
    areas = {home_, status_};
  } else {
    areas = {topBar_, catalogue_, stage_, side_, timeline_};
  }
  areas.removeIf([](QWidget* area) { return !area->isVisible(); });
  if (areas.isEmpty()) return;
  QWidget* focus = QApplication::focusWidget();
  qsizetype current = -1;
  for (qsizetype i = 0; i < areas.size(); ++i)
    if (focus && (areas[i] == focus || areas[i]->isAncestorOf(focus))) current = i;
  for (qsizetype n = 1; n <= areas.size(); ++n) {
    const qsizetype at = ((current + (forward ? n : -n)) % areas.size() + areas.size()) % areas.size();
    // The stage is entered at its pictures, not at a badge.
    if (areas[at] == stage_ && !stage_->cards().empty()) {
      for (const ViewCard* card : stage_->cards())
        if (card->isVisible()) return card->live()->setFocus(Qt::TabFocusReason);
    }
    for (QWidget* part : areas[at]->findChildren<QWidget*>()) {
      if (!part->isVisible() || !part->isEnabled() || !(part->focusPolicy() & Qt::TabFocus) || part->focusProxy())
        continue;
      part->setFocus(Qt::TabFocusReason);
      return;
    }
  }
}

bool MainWindow::escape() {
  if (stage_->enlarged()) {
    stage_->enlarge({});
    return true;
  }
  if (panels_->closeOverlays()) return true;
  if (!isHome() && !stage_->cards().empty() && !stage_->isAncestorOf(QApplication::focusWidget())) {
    stage_->cards().front()->live()->setFocus(Qt::OtherFocusReason);
    return true;
  }
  return false;
}

void MainWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && escape()) return;
  const QKeySequence key(event->keyCombination().toCombined() & ~static_cast<int>(Qt::KeypadModifier));
  const bool anywhere = key == QKeySequence(Qt::Key_Slash);
  if ((!isHome() || anywhere) && commands_->carryOutPlain(key)) return;
  QWidget::keyPressEvent(event);
}

void MainWindow::showChanges(QWidget* badge) {
  const std::shared_ptr<const Snapshot>& snapshot = bridge_->snapshot();
  auto* menu = new QMenu(this);
  menu->setAttribute(Qt::WA_DeleteOnClose);
  NamedValues initial;
  for (const QString& name : Stage::changedSettings(*snapshot)) {
    const Setting* setting = snapshot->demo->setting(name.toStdString());
    const QString text = tr("%1: %2, was %3")
                             .arg(translated(setting->title), valueLabel(*setting, snapshot->settings[setting->name]),
                                  valueLabel(*setting, setting->initial));
    connect(menu->addAction(text), &QAction::triggered, this, [this, name] { paletteContext().revealSetting(name); });
    initial.emplace_back(setting->name, setting->initial);
  }
  menu->addSeparator();
  connect(menu->addAction(icon(Icon::undo), tr("Back to the initial values")), &QAction::triggered, this,
          [this, initial] { paletteContext().applySettings(initial); });
  menu->popup(badge->mapToGlobal(QPoint(0, badge->height())));
}

}  // namespace gradus
