#pragma once
#include <QComboBox>
#include <QLineEdit>

#include "widgets/controls/control_editor.h"
#include "widgets/controls/segmented_control.h"
#include "widgets/controls/switch_button.h"

namespace gradus {

/// A list that lets the page scroll under the wheel unless it has the keyboard.
class ChoiceBox : public QComboBox {
  Q_OBJECT
 public:
  explicit ChoiceBox(QWidget* parent = nullptr) : QComboBox(parent) { setFocusPolicy(Qt::StrongFocus); }

 protected:
  void wheelEvent(QWheelEvent* event) override;
};

/// Up to four short options as segments, else a list.
class ChoiceEditor : public ControlEditor {
  Q_OBJECT
 public:
  ChoiceEditor(const ControlSpec& spec, QWidget* parent);
  QVariant value() const override { return value_; }
  void setValue(const QVariant& value) override;
  void setTroubled(bool troubled) override;
  QWidget* target() const override;
  bool hasSegments() const { return shownSegments_; }

 protected:
  void place(const QRect& control, const QRect& value) override;

 private:
  void take(const QString& value);

  QString value_;
  SegmentedControl* segments_ = nullptr;
  ChoiceBox* list_;
  bool shownSegments_ = false;
};

class ToggleEditor : public ControlEditor {
  Q_OBJECT
 public:
  ToggleEditor(const ControlSpec& spec, QWidget* parent);
  QVariant value() const override { return switch_->isChecked(); }
  void setValue(const QVariant& value) override;
  void setTroubled(bool) override {}
  QWidget* target() const override { return switch_; }

 protected:
  void place(const QRect& control, const QRect& value) override;

 private:
  SwitchButton* switch_;
};

class TextEditor : public ControlEditor {
  Q_OBJECT
 public:
  TextEditor(const ControlSpec& spec, QWidget* parent);
  QVariant value() const override { return text_; }
  void setValue(const QVariant& value) override;
  void setTroubled(bool troubled) override;
  QWidget* target() const override { return field_; }

 protected:
  void place(const QRect& control, const QRect& value) override;

 private:
  QString text_;
  QLineEdit* field_;
};

}  // namespace gradus
