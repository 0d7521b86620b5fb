#pragma once
#include <QPushButton>

namespace gradus {

/// A preset to try, 30 high; filled while the settings match it (setChecked by whoever knows). A click asks for it and
/// leaves the check mark as it is.
class Chip : public QPushButton {
  Q_OBJECT
 public:
  explicit Chip(const QString& text = {}, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void nextCheckState() override {}
};

}  // namespace gradus
