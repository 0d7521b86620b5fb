#pragma once
// A histogram in axes of its own, with the exact curve over the bars.
#include "widgets/views/plot_view.h"

namespace gradus {

class HistogramView : public PlotView {
  Q_OBJECT
 public:
  explicit HistogramView(const View& view, QWidget* parent = nullptr);
  QString textSummary() const override;
  QString copyValues() const override;
  std::vector<LegendEntry> legend() const override;
  QString readout(const QPointF& position) const override;

 protected:
  Extent contentExtent() const override;
  Extent roundedExtent(const Extent& content) const override;

 private:
  const Histogram* histogram() const;
};

}  // namespace gradus
