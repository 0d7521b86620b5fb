#pragma once
// A stretch of chrome: panel (or window) ground with hairlines at the edges where another area begins.
#include <QPainter>
#include <QWidget>

#include "widgets/theme/theme_service.h"

namespace gradus {

class Pane : public QWidget {
  Q_OBJECT
 public:
  enum class Ground { panel, window };
  explicit Pane(Qt::Edges lines, Ground ground = Ground::panel, QWidget* parent = nullptr)
      : QWidget(parent), lines_(lines), ground_(ground) {}

  void setLines(Qt::Edges lines) {
    lines_ = lines;
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), ground_ == Ground::panel ? theme.panel : theme.window);
    const double thick = theme.hairline();
    if (lines_ & Qt::TopEdge) painter.fillRect(QRectF(0, 0, width(), thick), theme.line);
    if (lines_ & Qt::BottomEdge) painter.fillRect(QRectF(0, height() - thick, width(), thick), theme.line);
    if (lines_ & Qt::LeftEdge) painter.fillRect(QRectF(0, 0, thick, height()), theme.line);
    if (lines_ & Qt::RightEdge) painter.fillRect(QRectF(width() - thick, 0, thick, height()), theme.line);
  }

 private:
  Qt::Edges lines_;
  Ground ground_;
};

}  // namespace gradus
