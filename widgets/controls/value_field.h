#pragma once
#include <QLineEdit>

#include "widgets/controls/number_scale.h"

namespace gradus {

/// A number in a box of fixed width, right-aligned before its unit. Takes expressions (`1/3`, `2e-3`); Enter or leaving
/// applies, Escape brings the value in force back. What can't be read or lies outside the range is not applied: the
/// text stays, refused() says why.
class ValueField : public QLineEdit {
  Q_OBJECT
 public:
  explicit ValueField(QWidget* parent = nullptr);

  void setScale(const NumberScale& scale) { scale_ = scale; }
  void setUnit(const QString& unit);
  double value() const { return value_; }
  /// Shows `value` and forgets what was typed.
  void setValue(double value);

 Q_SIGNALS:
  void committed(double value);
  /// `steps` up or down of `size` (1, Shift 10, Ctrl 0.1).
  void stepRequested(int steps, double size);
  void refused(const QString& why);
  void reverted();

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void commit();
  void revert();
  void updateMargins();

  NumberScale scale_;
  QString unit_;
  double value_ = 0;
};

/// One step, ten with Shift, a tenth with Ctrl.
double stepSize(Qt::KeyboardModifiers modifiers);
/// The wheel turns a control that has the keyboard, or one that stands in nothing that scrolls; else the page scrolls.
bool wheelBelongsTo(const QWidget* widget);
/// Whole notches of the wheel, upwards positive, whichever axis the platform turns with Shift or Alt held.
int wheelNotches(const QWheelEvent& event);

}  // namespace gradus
