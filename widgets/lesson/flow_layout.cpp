#include "widgets/lesson/flow_layout.h"

#include <QStyle>
#include <QWidget>
#include <algorithm>

namespace gradus {

FlowLayout::FlowLayout(QWidget* parent, int horizontalGap, int verticalGap)
    : QLayout(parent), horizontalGap_(horizontalGap), verticalGap_(verticalGap) {
  setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() {
  qDeleteAll(items_);
}

void FlowLayout::setGaps(int horizontal, int vertical) {
  horizontalGap_ = horizontal;
  verticalGap_ = vertical;
  invalidate();
}

QLayoutItem* FlowLayout::takeAt(int index) {
  return index >= 0 && index < items_.size() ? items_.takeAt(index) : nullptr;
}

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  place(rect, true);
}

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const auto* item : items_) size = size.expandedTo(item->minimumSize());
  const auto margins = contentsMargins();
  return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

/// Returns the height used; moves the items only if asked to.
int FlowLayout::place(const QRect& rect, bool move) const {
  const QRect inside = rect.marginsRemoved(contentsMargins());
  int x = inside.x();
  int y = inside.y();
  int rowHeight = 0;
  for (auto* item : items_) {
    if (item->isEmpty()) continue;
    const QSize size = item->sizeHint().boundedTo(QSize(std::max(inside.width(), 1), QWIDGETSIZE_MAX));
    if (rowHeight > 0 && x + size.width() > inside.right() + 1) {
      x = inside.x();
      y += rowHeight + verticalGap_;
      rowHeight = 0;
    }
    if (move) item->setGeometry(QStyle::visualRect(Qt::LeftToRight, inside, QRect(QPoint(x, y), size)));
    x += size.width() + horizontalGap_;
    rowHeight = std::max(rowHeight, size.height());
  }
  return y + rowHeight - rect.y() + contentsMargins().bottom();
}

}  // namespace gradus
