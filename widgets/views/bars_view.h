#pragma once
// Named bars, with an optional line over them (cumulative share).
#include "widgets/views/plot_view.h"

namespace gradus {

class BarsView : public PlotView {
  Q_OBJECT
 public:
  explicit BarsView(const View& view, QWidget* parent = nullptr);
  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QString readout(const QPointF& position) const override;

 protected:
  Extent contentExtent() const override;
  Extent roundedExtent(const Extent& content) const override;
  void frameChanged(const ViewFrame& previous) override;
  bool press(const QPointF& at, Qt::MouseButton button, Qt::KeyboardModifiers modifiers) override;
  bool key(int key, Qt::KeyboardModifiers modifiers) override;
  void drawOverlay(QPainter& painter) override;

 private:
  const Bars* bars() const;
  int barAt(const QPointF& position) const;
  QString barText(const Bars& b, int i) const;
  void paintBars(QPainter& painter, const PlotMap& map) const;
  int cursor_ = -1;  // bar under the keyboard cursor
};

}  // namespace gradus
