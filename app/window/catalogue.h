#pragma once
// The catalogue: filter field and the tree of chapters and demos. Arrow keys move, Enter opens, hovering shows a
// thumbnail.
#include <QSet>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>

#include "app/window/demo_search.h"
#include "app/window/pane.h"
#include "widgets/controls/search_field.h"

class QHBoxLayout;

namespace gradus {

class Catalogue : public Pane {
  Q_OBJECT
 public:
  explicit Catalogue(const DemoSearch* search, QWidget* parent = nullptr);

  void setCurrent(const QString& demoId);
  /// Demos that were opened and changed carry a dot.
  void setChanged(const QSet<QString>& demoIds);
  void focusFilter();
  void showChapter(int number);
  QTreeWidget* tree() const { return tree_; }
  SearchField* filter() const { return filter_; }
  QSet<QString> expandedChapters() const;

 Q_SIGNALS:
  void demoChosen(const QString& id);
  /// The pointer rests on a demo (row in global coordinates), or has left (empty id).
  void demoHovered(const QString& id, const QRect& row);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fill();
  void layOut();
  QTreeWidgetItem* addChapter(const DemoChapter& chapter, int count);
  QTreeWidgetItem* addDemo(QTreeWidgetItem* chapter, const DemoHit& hit);
  void chosen(QTreeWidgetItem* item);

  const DemoSearch* search_;
  SearchField* filter_;
  QTreeWidget* tree_;
  QHBoxLayout* filterRow_ = nullptr;
  QTimer hover_;
  QString current_, hovered_;
  QSet<QString> changed_;
};

}  // namespace gradus
