#pragma once
#include <QRadioButton>
#include <QWidget>

#include "widgets/controls/control_spec.h"

namespace gradus {

/// Up to four short options side by side, one of them chosen. Each segment is a radio button to assistive technology;
/// one Tab stop, arrow keys move the choice.
class SegmentedControl : public QWidget {
  Q_OBJECT
 public:
  explicit SegmentedControl(QWidget* parent = nullptr);

  void setOptions(const std::vector<ControlOption>& options);
  QString value() const;
  /// Shows the choice without a signal; an unknown value shows none.
  void setValue(const QString& value);
  /// `label` is prefixed to each option's accessible name: "Activation: tanh".
  void setAccessible(const QString& label, const QString& description);
  void setTroubledFrame(bool troubled);
  /// Width that all labels need side by side in `theme`; decides between segments and a list.
  static int widthNeeded(const std::vector<ControlOption>& options, const QWidget* widget);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void chosen(const QString& value);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void place();

  std::vector<ControlOption> options_;
  std::vector<QRadioButton*> segments_;
  bool troubled_ = false;
};

}  // namespace gradus
