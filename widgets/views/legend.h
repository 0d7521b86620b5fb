#pragma once
// The legend in a card's header: marks and names in one row.
#include <QPointer>
#include <QWidget>
#include <vector>

#include "widgets/views/live_view.h"

namespace gradus {

/// Width of the row at the theme's size.
double legendWidth(const Theme& theme, const std::vector<LegendEntry>& entries);
/// Paints the row right-aligned into `area`; entries that find no room are left out from the end.
void drawLegend(QPainter& painter, const QRectF& area, const Theme& theme, const std::vector<LegendEntry>& entries);

/// Shows a view's legend and follows its changes.
class LegendBar : public QWidget {
  Q_OBJECT
 public:
  explicit LegendBar(QWidget* parent = nullptr);
  /// Follows `view` (not owned; null = nothing).
  void setView(LiveView* view);
  void setEntries(std::vector<LegendEntry> entries);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  std::vector<LegendEntry> entries_;
  QPointer<LiveView> view_;
};

}  // namespace gradus
