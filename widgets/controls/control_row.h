#pragma once
#include <QWidget>

#include "widgets/controls/control_spec.h"

namespace gradus {

class ControlEditor;

/// One setting: label (112), control, value (84). Where the panel is too narrow for that at the present text scale, the
/// label stands above. A dot before the label says "differs from the default"; double click on the label returns there.
class ControlRow : public QWidget {
  Q_OBJECT
 public:
  explicit ControlRow(const ControlSpec& spec, QWidget* parent = nullptr);

  const ControlSpec& spec() const;
  /// Types by kind as in ControlSpec::defaultValue.
  QVariant value() const;
  /// Shows a value without a signal; takes back the mark of refused text.
  void setValue(const QVariant& value);
  bool isModified() const;

  /// The value shown differs from the one in force until the next start.
  void setPendingRestart(bool pending);
  /// One line under the control, label and field in the error colour; empty takes it back.
  void setTrouble(const QString& text);
  QString trouble() const { return trouble_; }
  /// Lit by a link of the lesson.
  void setHighlighted(bool highlighted);
  bool isHighlighted() const { return highlighted_; }
  /// Gives the control the keyboard.
  void focusControl();
  ControlEditor* editor() const { return editor_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  /// `finished` is false while a slider is dragged and true once at its end; all else is finished at once.
  void edited(const QVariant& value, bool finished);
  /// The pointer came or went (the views this setting speaks of may light up).
  void hovered(bool over);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void enterEvent(QEnterEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void returnToDefault();
  void refuse(const QString& why);
  void updateTrouble();
  void updateLayout();
  QString note() const;
  QStringList labelLines() const;
  int labelWidth() const;
  void paintLabel(QPainter& painter, const QRectF& place) const;

  ControlEditor* editor_;
  QString trouble_, refused_;
  bool pendingRestart_ = false, highlighted_ = false, stacked_ = false;
};

}  // namespace gradus
