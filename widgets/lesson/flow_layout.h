#pragma once
// Items from left to right, and on to the next row where the width ends (chips, the options of the predict card).
#include <QLayout>
#include <QList>

namespace gradus {

class FlowLayout : public QLayout {
 public:
  FlowLayout(QWidget* parent, int horizontalGap, int verticalGap);
  ~FlowLayout() override;

  void setGaps(int horizontal, int vertical);

  void addItem(QLayoutItem* item) override { items_.append(item); }
  int count() const override { return static_cast<int>(items_.size()); }
  QLayoutItem* itemAt(int index) const override { return items_.value(index); }
  QLayoutItem* takeAt(int index) override;
  Qt::Orientations expandingDirections() const override { return {}; }
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override { return place(QRect(0, 0, width, 0), false); }
  void setGeometry(const QRect& rect) override;
  QSize sizeHint() const override { return minimumSize(); }
  QSize minimumSize() const override;

 private:
  int place(const QRect& rect, bool move) const;

  QList<QLayoutItem*> items_;
  int horizontalGap_;
  int verticalGap_;
};

}  // namespace gradus
