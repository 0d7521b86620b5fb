#pragma once
// A card on the stage: header with title, badges, legend, enlarge and menu; below it the live view; on planes that can
// be painted a bar of tools between the two.
#include "app/window/legend_strip.h"
#include "core/run/demo.h"
#include "widgets/controls/card.h"
#include "widgets/views/live_view.h"

namespace gradus {

class PaintBar;

class ViewCard : public Card {
  Q_OBJECT
 public:
  /// `demo` declares how many classes a paint action knows.
  ViewCard(const View& view, const Demo& demo, QWidget* parent = nullptr);

  LiveView* live() const { return live_; }
  const View& view() const { return live_->view(); }
  PaintBar* paintBar() const { return paintBar_; }
  void setFrame(const ViewFrame& frame);
  void setEnlarged(bool enlarged);
  bool isEnlarged() const { return enlarged_; }
  /// Buttons and tool bars are left out of pictures made for a page.
  void setBare(bool bare);
  /// False where the title stands in a tab.
  void setTitleShown(bool shown);

 Q_SIGNALS:
  void enlargeClicked();
  /// Space was pressed and released over the view without panning.
  void spaceTapped();
  void hovered(bool inside);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void layOut();
  void refreshBadges();
  void fitLegend();

  QString name_;
  LiveView* live_;
  LegendStrip* legend_;
  QList<QWidget*> badges_;
  QToolButton* enlarge_;
  PaintBar* paintBar_ = nullptr;
  bool enlarged_ = false, spaceDown_ = false, shown_ = false;
};

}  // namespace gradus
