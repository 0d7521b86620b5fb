#pragma once
// The middle of the window: title and badges, notices, the row of figures, the cards of the demo's views. It knows no
// engine: it is given snapshots and frames, and says what a person did.
#include <QWidget>
#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "app/window/notice_bar.h"
#include "app/window/stage_grid.h"
#include "core/run/snapshot.h"

class QHBoxLayout;
class QVBoxLayout;

namespace gradus {

class Badge;
class FittingLabel;

class Stage : public QWidget {
  Q_OBJECT
 public:
  explicit Stage(QWidget* parent = nullptr);

  void setDemo(std::shared_ptr<const Demo> demo);
  /// Title, badges and views of this snapshot; `frameOf` makes a view's frame (ghosts, staleness).
  void setSnapshot(const Snapshot& snapshot, const std::function<ViewFrame(const View&)>& frameOf);

  LiveView* live(const std::string& view) const;
  ViewCard* card(const std::string& view) const;
  const std::vector<ViewCard*>& cards() const { return cards_; }
  const std::vector<LiveView*>& tiles() const { return tiles_; }
  std::set<std::string> visibleViews() const;
  NoticeBar* notice() const { return notice_; }
  /// Empty = all.
  void enlarge(const std::string& view);
  ViewCard* enlarged() const { return grid_->enlarged(); }
  /// Lights the view a link or formula speaks of; empty = none.
  void highlight(const std::string& view);
  /// Names of the settings in force that differ from their initial values.
  static QStringList changedSettings(const Snapshot& snapshot);
  /// Leaves out buttons and hints, for pictures.
  void setBare(bool bare);

 Q_SIGNALS:
  void gesture(const gradus::View& view, const gradus::GestureEvent& event);
  void displayRequest(const QString& channel, int nx, int ny, const gradus::Extent& extent);
  void visibleViewsChanged();
  void changedBadgeClicked(QWidget* badge);
  void exportRequested(const QString& view, const QString& format);
  void described(const QString& text);
  void spaceTapped();
  void viewHovered(const QString& view);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void layOut();
  void addView(const View& view);
  void setBadges(const Snapshot& snapshot);
  void connectLive(LiveView* live);

  std::shared_ptr<const Demo> demo_;
  FittingLabel *title_, *hint_;
  Badge *data_, *scaling_, *changed_, *status_;
  NoticeBar* notice_;
  QHBoxLayout *header_, *tileRow_;
  QVBoxLayout* column_;
  StageGrid* grid_;
  std::vector<ViewCard*> cards_;
  std::vector<LiveView*> tiles_;
  int tileCount_ = 0;
  bool bare_ = false;
};

}  // namespace gradus
