#pragma once
#include <QWidget>
#include <memory>

#include "widgets/controls/control_spec.h"

namespace gradus {

struct Theme;

/// The part of a control row to the right of its label: one subclass per kind of setting. It spans the control column
/// and the value column, and lead() pixels more on the left, where a slider's thumb may reach.
class ControlEditor : public QWidget {
  Q_OBJECT
 public:
  ControlEditor(const ControlSpec& spec, QWidget* parent) : QWidget(parent), spec_(spec) {}

  virtual QVariant value() const = 0;
  /// Shows a value without a signal.
  virtual void setValue(const QVariant& value) = 0;
  /// Marks the field that is out of range or the cause of trouble.
  virtual void setTroubled(bool troubled) = 0;
  /// What gets the keyboard when the row is jumped to.
  virtual QWidget* target() const = 0;

  const ControlSpec& spec() const { return spec_; }

  /// Room on the left of the control column.
  static int lead(const Theme& theme);
  static int gap(const Theme& theme);
  static int valueWidth(const Theme& theme);
  static int fieldHeight(const Theme& theme);

 Q_SIGNALS:
  void edited(const QVariant& value, bool finished);
  void defaultRequested();
  /// Typed text that is not applied, and why; an empty text takes it back.
  void refused(const QString& why);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  /// Places the parts in the control column `control` and the value column `value` (side by side, same height).
  virtual void place(const QRect& control, const QRect& value) = 0;
  /// Name and description of a part for assistive technology.
  void describe(QWidget* part, const QString& suffix = {}) const;

  ControlSpec spec_;

 private:
  void placeParts();
};

/// The editor for a setting: slider and field, segments or list, switch, text, seed, number list. `width` is the room
/// of both columns together, by which options become segments or a list.
ControlEditor* makeEditor(const ControlSpec& spec, QWidget* parent);

}  // namespace gradus
