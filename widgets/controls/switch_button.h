#pragma once
#include <QCheckBox>

namespace gradus {

/// A switch of 36 x 20, on with the accent, off with the edge colour; a check box to assistive technology.
class SwitchButton : public QCheckBox {
  Q_OBJECT
 public:
  explicit SwitchButton(QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  bool hitButton(const QPoint& point) const override;
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace gradus
