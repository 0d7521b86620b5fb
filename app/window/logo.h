#pragma once
// The wordmark as a button that leads home.
#include <QWidget>

namespace gradus {

class Logo : public QWidget {
  Q_OBJECT
 public:
  /// `height` of the icon at text scale 1.
  explicit Logo(double height, QWidget* parent = nullptr);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 Q_SIGNALS:
  void clicked();

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  double height_;
};

}  // namespace gradus
