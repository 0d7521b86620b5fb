#pragma once
// Where the cards of a stage stand: main row 60 %, second row 40 %; small stages show the main view plus one, the rest
// as tabs; wide ones a third column; one card alone when it is enlarged.
#include <QComboBox>
#include <QTabBar>
#include <QWidget>
#include <vector>

#include "app/window/view_card.h"

namespace gradus {

class StageGrid : public QWidget {
  Q_OBJECT
 public:
  explicit StageGrid(QWidget* parent = nullptr);

  void setCards(const std::vector<ViewCard*>& cards);
  /// Empty = all.
  void setEnlarged(ViewCard* card);
  ViewCard* enlarged() const { return enlarged_; }
  /// The cards that have a place now.
  std::vector<ViewCard*> placed() const;
  /// Brings a card that stands behind a tab to the front.
  void raiseCard(ViewCard* card);

 Q_SIGNALS:
  void placedChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  enum class Form { rows, tabs, columns };
  Form form() const;
  void place();
  void placeRows(const QRectF& area, const std::vector<ViewCard*>& cards);
  void placeRow(const QRectF& area, const std::vector<ViewCard*>& cards);
  void placeColumn(const QRectF& area, const std::vector<ViewCard*>& cards);
  void placeTabs();
  void placeSelector(QRectF& rest, int first);
  void bringToFront(int index);
  std::vector<ViewCard*> row(int index) const;

  std::vector<ViewCard*> cards_;
  ViewCard* enlarged_ = nullptr;
  QTabBar* tabs_;
  QComboBox* list_;  // instead of the tabs where they do not fit
  int front_ = 0;    // card in front of those that share a place
};

}  // namespace gradus
