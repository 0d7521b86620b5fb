#pragma once
// The lesson of the open demo; its links change the run, and link and control or view light each other up.
#include <QWidget>

#include "app/window/engine_bridge.h"
#include "widgets/lesson/lesson_panel.h"

namespace gradus {

class LessonTab : public QWidget {
  Q_OBJECT
 public:
  explicit LessonTab(EngineBridge* bridge, QWidget* parent = nullptr);
  LessonPanel* panel() const { return panel_; }
  /// Reads the lesson of the open demo, if that has not been done. The window calls it after its first frame.
  void load();
  /// Carries out what a link of a lesson asks for. Throws UserError for values the demo refuses.
  static void follow(EngineBridge& bridge, const LessonLink& link);

 Q_SIGNALS:
  void demoRequested(const QString& id);
  /// The control or view that the link under the pointer speaks of; both empty when it was left.
  void speaksOf(const QString& control, const QString& view);
  void controlRequested(const QString& name);
  void viewRequested(const QString& name);

 private:
  void demoOpened();
  void refresh();
  void activate(const LessonLink& link);
  void hover(const LessonLink& link);
  QString matchingPreset(const Settings& settings) const;

  EngineBridge* bridge_;
  LessonPanel* panel_;
  QString loaded_;
  Settings shown_;
};

}  // namespace gradus
