#pragma once
// The legend in a card's header: marks and names from right to left; what has no room is left out from the end, so that
// nothing is ever cut.
#include <QWidget>
#include <vector>

#include "widgets/views/live_view.h"

namespace gradus {

class LegendStrip : public QWidget {
  Q_OBJECT
 public:
  explicit LegendStrip(QWidget* parent = nullptr);
  void setEntries(std::vector<LegendEntry> entries);
  /// Shows as many entries as fit into `room` pixels, from the first on.
  void fitInto(int room);
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double widthOf(const LegendEntry& entry) const;
  std::vector<LegendEntry> entries_;
  size_t shown_ = 0;
};

}  // namespace gradus
