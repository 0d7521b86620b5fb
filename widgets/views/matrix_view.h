#pragma once
// A matrix of coloured cells with row and column names, values printed where they fit; the cell is the message.
#include "widgets/views/live_view.h"

namespace gradus {

class MatrixView : public LiveView {
  Q_OBJECT
 public:
  explicit MatrixView(const View& view, QWidget* parent = nullptr) : LiveView(view, parent) {}
  QString textSummary() const override;
  QString copyValues() const override;
  QString readout(const QPointF& position) const override;

 protected:
  void draw(QPainter& painter, const QSizeF& size) override;
  void frameChanged(const ViewFrame& previous) override;
  void drawOverlay(QPainter& painter) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;

 private:
  struct Layout {
    QRectF cells;
    double cell = 0;
  };
  const MatrixData* matrix() const;
  Layout layoutFor(const QSizeF& size) const;
  QPoint cellAt(const QPointF& position) const;  // (column, row), (-1, -1) outside
  QString cellText(const MatrixData& m, int row, int column) const;
  void drawNames(QPainter& painter, const MatrixData& m, const Layout& layout) const;
  QPoint cursor_{-1, -1};
};

}  // namespace gradus
