#pragma once
#include <QPushButton>

#include "widgets/controls/control_editor.h"
#include "widgets/controls/number_slider.h"
#include "widgets/controls/value_field.h"

namespace gradus {

/// Slider and value field; a field alone where the range has no end.
class NumberEditor : public ControlEditor {
  Q_OBJECT
 public:
  NumberEditor(const ControlSpec& spec, QWidget* parent);
  QVariant value() const override;
  void setValue(const QVariant& value) override;
  void setTroubled(bool troubled) override;
  QWidget* target() const override;

 protected:
  void place(const QRect& control, const QRect& value) override;

 private:
  QVariant typed(double number) const;
  void take(double number, bool finished);

  NumberScale scale_;
  NumberSlider* slider_ = nullptr;
  ValueField* field_;
};

/// A whole number of 64 bits and a button that draws another one.
class SeedEditor : public ControlEditor {
  Q_OBJECT
 public:
  SeedEditor(const ControlSpec& spec, QWidget* parent);
  QVariant value() const override { return seed_; }
  void setValue(const QVariant& value) override;
  void setTroubled(bool troubled) override;
  QWidget* target() const override { return field_; }

 protected:
  void place(const QRect& control, const QRect& value) override;

 private:
  void commit();

  qulonglong seed_ = 0;
  QLineEdit* field_;
  QPushButton* fresh_;
};

/// Numbers with commas between them, such as the widths of hidden layers, and buttons that drop or repeat the last.
class NumberListEditor : public ControlEditor {
  Q_OBJECT
 public:
  NumberListEditor(const ControlSpec& spec, QWidget* parent);
  QVariant value() const override { return list_; }
  void setValue(const QVariant& value) override;
  void setTroubled(bool troubled) override;
  QWidget* target() const override { return field_; }

 protected:
  void place(const QRect& control, const QRect& value) override;

 private:
  void commit();
  void apply(const QStringList& parts);

  QString list_;
  QLineEdit* field_;
  QPushButton* less_;
  QPushButton* more_;
};

}  // namespace gradus
