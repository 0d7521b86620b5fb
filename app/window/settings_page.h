#pragma once
// The settings of the program: look and engine. Everything applies at once, except what the engine reads when it
// starts.
#include <QLabel>

#include "app/window/overlay_page.h"
#include "widgets/controls/control_row.h"

namespace gradus {

class Preferences;
class ThemeService;

class SettingsPage : public OverlayPage {
  Q_OBJECT
 public:
  SettingsPage(Preferences* preferences, ThemeService* themes, QWidget* window);
  /// Shows what is in force now.
  void refresh();
  ControlRow* row(const QString& name) const;

 Q_SIGNALS:
  void engineOptionsChanged();

 protected:
  QWidget* firstFocus() const override;

 private:
  void edited(const QString& name, const QVariant& value, bool finished);
  ControlRow* add(const ControlSpec& spec);

  Preferences* preferences_;
  ThemeService* themes_;
  QList<ControlRow*> rows_;
  QLabel* note_;
};

}  // namespace gradus
