#pragma once
// The window: home page or lab (top bar, catalogue, stage, side panel, timeline), status bar below both. It puts the
// parts together and knows what a file, a key or a dropped table means; the parts know nothing of each other.
#include <QElapsedTimer>
#include <QHash>
#include <QWidget>
#include <memory>

#include "app/window/commands.h"
#include "app/window/demo_search.h"
#include "app/window/engine_bridge.h"
#include "app/window/preferences.h"
#include "app/window/recent_states.h"

class QStackedWidget;
class QMenu;

namespace gradus {

class AboutPage;
class Catalogue;
class CatalogueRail;
class CommandPalette;
class FileActions;
class HomePage;
class Panels;
class SettingsPage;
class ShortcutSheet;
class SidePanel;
class Stage;
class StatusBar;
class ThemeService;
class ThumbnailPopup;
class Thumbnails;
class TimelineStrip;
class Toast;
class TopBar;
struct PaletteContext;

struct WindowOptions {
  QString configFolder;  ///< empty = the user's own
  bool resetSettings = false;
  std::optional<ThemeKind> theme;  ///< for this start only
  std::optional<double> scale;
};

class MainWindow : public QWidget {
  Q_OBJECT
 public:
  explicit MainWindow(const WindowOptions& options, QWidget* parent = nullptr);
  ~MainWindow() override;

  /// A demo id, a .gradus file or a table; complains in the window where it is none of these.
  void openArgument(const QString& argument);
  void openDemo(const QString& id);
  void showHome();

  EngineBridge* bridge() const { return bridge_; }
  Stage* stage() const { return stage_; }
  SidePanel* side() const { return side_; }
  Catalogue* catalogue() const { return catalogue_; }
  Panels* panels() const { return panels_; }
  TimelineStrip* timeline() const { return timeline_; }
  TopBar* topBar() const { return topBar_; }
  StatusBar* status() const { return status_; }
  HomePage* home() const { return home_; }
  Commands& commands() { return *commands_; }
  ThemeService* themes() const { return themes_; }
  Preferences& preferences() { return preferences_; }
  RecentStates& recent() { return recent_; }
  FileActions* files() const { return files_; }
  Toast* toast() const { return toast_; }
  CommandPalette* palette();
  bool isHome() const;
  /// Milliseconds from construction to the first painted frame, -1 before it.
  qint64 firstFrame() const { return firstFrame_; }

  /// The state of the open demo, for going back to it and for the home page.
  void keepCurrent();
  void openRecipe(std::shared_ptr<const Demo> demo, Recipe recipe);
  void tell(const QString& text, bool error = false);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void changeEvent(QEvent* event) override;
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  // main_window.cpp
  void build();
  void connectParts();
  void connectStage();
  void connectSide();
  void connectNavigation();
  void onSnapshot();
  void onDemo();
  void showTrouble(const Snapshot& snapshot);
  void adapt();
  void updateSuspended();
  void afterFirstFrame();
  RunnerOptions runnerOptions() const;
  // main_window_commands.cpp
  void addCommands();
  void addRunCommands();
  void addFileCommands();
  void addViewCommands();
  void cycleFocus(bool forward);
  void setTextScale(double scale);
  void openPalette(const QString& text);
  PaletteContext paletteContext();
  bool escape();
  void showChanges(QWidget* badge);
  // main_window_state.cpp
  void remember();
  void recall(const WindowOptions& options);

  Preferences preferences_;
  RecentStates recent_;
  DemoSearch search_;
  ThemeService* themes_;
  EngineBridge* bridge_;
  Commands* commands_;
  FileActions* files_;
  QStackedWidget* pages_;
  HomePage* home_;
  QWidget* lab_;
  TopBar* topBar_;
  Panels* panels_;
  Catalogue* catalogue_;
  CatalogueRail* rail_;
  Stage* stage_;
  SidePanel* side_;
  TimelineStrip* timeline_;
  StatusBar* status_;
  Toast* toast_;
  Thumbnails* thumbnails_ = nullptr;
  ThumbnailPopup* popup_ = nullptr;
  CommandPalette* palette_ = nullptr;
  ShortcutSheet* sheet_ = nullptr;
  SettingsPage* settings_ = nullptr;
  AboutPage* about_ = nullptr;
  QHash<QString, Recipe> visited_;  // recipes of the demos left, by id
  QElapsedTimer sinceStart_;
  qint64 firstFrame_ = -1;
  uint64_t toldRevision_ = 0;
  bool recalled_ = false, shownTrouble_ = false;
};

}  // namespace gradus
