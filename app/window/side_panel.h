#pragma once
// The panel at the right: controls above the lesson, data, code. In small windows controls and lesson are tabs of their
// own.
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>

#include "app/window/pane.h"

namespace gradus {

class CodeTab;
class ControlsTab;
class DataTab;
class EngineBridge;
class LessonTab;

class SidePanel : public Pane {
  Q_OBJECT
 public:
  explicit SidePanel(EngineBridge* bridge, QWidget* parent = nullptr);

  enum class Page { controls, lesson, data, code };
  void showPage(Page page);
  Page page() const;
  /// Controls and lesson apart.
  void setCompact(bool compact);
  ControlsTab* controls() const { return controls_; }
  LessonTab* lesson() const { return lesson_; }
  DataTab* data() const { return data_; }
  CodeTab* code() const { return code_; }
  QTabBar* tabs() const { return tabs_; }
  QByteArray splitterState() const { return splitter_->saveState(); }
  void restoreSplitter(const QByteArray& state) { splitter_->restoreState(state); }

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void fillTabs();
  void layOut();

  QTabBar* tabs_;
  QStackedWidget* stack_;
  QSplitter* splitter_;
  ControlsTab* controls_;
  LessonTab* lesson_;
  DataTab* data_;
  CodeTab* code_;
  bool compact_ = false;
};

}  // namespace gradus
