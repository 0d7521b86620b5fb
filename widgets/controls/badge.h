#pragma once
#include <QPushButton>

namespace gradus {

enum class BadgeKind { neutral, accent, warn, error, ok };

/// A word about the state of things, 22 high: "Two spirals", "2 changed", "from step 300", "density". With
/// setPressable(true) it can be clicked ("2 settings changed" lists them) and takes the keyboard.
class Badge : public QPushButton {
  Q_OBJECT
 public:
  explicit Badge(const QString& text = {}, BadgeKind kind = BadgeKind::neutral, QWidget* parent = nullptr);
  void setKind(BadgeKind kind);
  BadgeKind kind() const { return kind_; }
  void setPressable(bool pressable);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  BadgeKind kind_;
  bool pressable_ = false;
};

}  // namespace gradus
