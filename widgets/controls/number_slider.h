#pragma once
#include <QSlider>

#include "widgets/controls/number_scale.h"

namespace gradus {

/// A slider for one number: a triangle above the groove marks the default, ticks below the decades or the whole values.
/// Double click returns to the default; wheel and arrows go one step, with Shift ten, with Ctrl a tenth; a drag of a
/// logarithmic slider with Shift snaps to 1, 2, 5. The groove begins and ends half a thumb inside the widget.
class NumberSlider : public QSlider {
  Q_OBJECT
 public:
  explicit NumberSlider(QWidget* parent = nullptr);

  void setScale(const NumberScale& scale);
  void setDefault(double value, bool known);
  double number() const { return number_; }
  /// Moves the thumb without a signal.
  void setNumber(double number);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  /// Distance from the widget's edge to the groove.
  int lead() const;

 Q_SIGNALS:
  /// Many unfinished ones while dragging, one finished at the end; keys and wheel are finished at once.
  void moved(double number, bool finished);
  void defaultRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusInEvent(QFocusEvent* event) override;

 private:
  double placeOf(double number) const;
  void dragTo(double x, Qt::KeyboardModifiers modifiers);
  void go(double number, bool finished);

  NumberScale scale_;
  double number_ = 0, default_ = 0, grip_ = 0;
  bool hasDefault_ = false, ringed_ = false, dragging_ = false, changed_ = false;
};

}  // namespace gradus
