#pragma once
// The settings of the open demo. Live ones become actions of the run while they are moved; those that need a restart
// wait until the person says so; data and seed are made anew at once.
#include <QWidget>

#include "app/window/engine_bridge.h"
#include "widgets/controls/control_panel.h"

namespace gradus {

class ControlsTab : public QWidget {
  Q_OBJECT
 public:
  explicit ControlsTab(EngineBridge* bridge, QWidget* parent = nullptr);

  ControlPanel* panel() const { return panel_; }
  /// Settings waiting for a restart.
  QStringList pending() const;
  void newSeed();

 Q_SIGNALS:
  /// "Your file" was chosen where none has been given.
  void fileWanted();

 private:
  void demoOpened();
  void refresh();
  void edited(const QString& name, const QVariant& value, bool finished);
  void restart();
  void showPending();

  EngineBridge* bridge_;
  ControlPanel* panel_;
  NamedValues pending_;
  QString dragged_;  // live setting held by the pointer: the engine must not move it
  int64_t gesture_ = 0;
  Settings shown_;
  std::string troubled_;
  uint64_t shownSeed_ = 0;
  uint64_t generation_ = 0;
};

}  // namespace gradus
