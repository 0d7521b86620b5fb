#pragma once
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QWidget>
#include <map>

#include "widgets/controls/control_group.h"
#include "widgets/controls/control_row.h"

namespace gradus {

/// "Restart to apply 2 changes", with a button; stands above the controls while there is something to apply.
class RestartBar : public QWidget {
  Q_OBJECT
 public:
  explicit RestartBar(QWidget* parent = nullptr);
  void setCount(int count);
  int count() const { return count_; }

 Q_SIGNALS:
  void requested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void updateMargins();

  QLabel* text_;
  QPushButton* button_;
  int count_ = 0;
};

/// The settings of a demo: one row each, in groups that fold, under a scroll bar where they don't fit.
class ControlPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ControlPanel(QWidget* parent = nullptr);

  /// Builds the rows anew, in the given order; groups stand in the order of their first setting.
  void setControls(const std::vector<ControlSpec>& specs);
  ControlRow* row(const QString& name) const;
  ControlGroup* group(const QString& name) const;
  QStringList names() const { return order_; }
  QVariant value(const QString& name) const;
  /// Shows a value without a signal.
  void setValue(const QString& name, const QVariant& value);
  void setSummary(const QString& group, const QString& text);
  /// The settings that wait for a restart; marks their rows and shows the bar.
  void setPendingRestart(const QStringList& names);
  void setTrouble(const QString& name, const QString& text);
  /// Lights one row (none with an empty name) and brings it into view.
  void highlight(const QString& name);
  /// Names whose label, name, help or option labels contain `text`, best matches (start of the label) first.
  QStringList find(const QString& text) const;
  /// Opens the group, scrolls there and gives the control the keyboard.
  void reveal(const QString& name);

 Q_SIGNALS:
  void edited(const QString& name, const QVariant& value, bool finished);
  void hovered(const QString& name, bool over);
  void restartRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void open(const QString& name);
  void placeScrollBar();

  RestartBar* bar_;
  QScrollArea* area_;
  QScrollBar* scroll_;
  QWidget* content_ = nullptr;
  std::map<QString, ControlRow*> rows_;
  std::map<QString, ControlGroup*> groups_;
  QStringList order_;
};

}  // namespace gradus
