#pragma once
// The row of figures over the stage: label, value, one line of judgement with its icon.
#include "widgets/views/live_view.h"

namespace gradus {

class TilesView : public LiveView {
  Q_OBJECT
 public:
  explicit TilesView(const View& view, QWidget* parent = nullptr) : LiveView(view, parent) {}
  QString textSummary() const override;
  QString copyValues() const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void draw(QPainter& painter, const QSizeF& size) override;
  void frameChanged(const ViewFrame&) override {}
  void drawOn(QPaintDevice& device, const QSizeF& size) override;

 private:
  std::vector<Tiles::Tile> tiles() const;
};

}  // namespace gradus
