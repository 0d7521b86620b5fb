#pragma once
// The ring around whatever has the keyboard: 2 px wide, 2 px outside, on every focusable thing, plots too. It lies
// above the widgets, so that no layout has to leave room for it.
#include <QFocusFrame>
#include <QPointer>

namespace gradus {

class FocusRing : public QObject {
  Q_OBJECT
 public:
  /// Watches the application; one per window with a ThemeService, for the widgets below `root`.
  explicit FocusRing(QWidget* root);
  ~FocusRing() override;
  /// The widget that wears the ring now, or null.
  QWidget* ringed() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void show(QWidget* widget);

  QPointer<QWidget> root_;
  QPointer<QFocusFrame> frame_;
};

}  // namespace gradus
