#include "app/window/catalogue.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>

#include "app/demos/registry.h"
#include "app/window/catalogue_delegate.h"
#include "app/window/counted.h"
#include "widgets/theme/icons.h"
#include "widgets/views/format.h"

namespace gradus {

Catalogue::Catalogue(const DemoSearch* search, QWidget* parent)
    : Pane(Qt::RightEdge, Ground::panel, parent), search_(search) {
  setAccessibleName(tr("Catalogue"));
  filter_ = new SearchField(
      counted(static_cast<qint64>(demoRegistry().size()), tr("Filter %1 demo"), tr("Filter %1 demos")), this);
  filter_->setShortcutHint(QStringLiteral("/"));
  filter_->setToolTip(tr("Also finds settings, formulas and lectures (/)"));
  filter_->installEventFilter(this);
  connect(filter_, &SearchField::textChanged, this, &Catalogue::fill);
  tree_ = new QTreeWidget(this);
  tree_->setHeaderHidden(true);
  tree_->setColumnCount(1);
  tree_->setRootIsDecorated(false);
  tree_->setIndentation(0);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setUniformRowHeights(false);
  tree_->setMouseTracking(true);
  tree_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  tree_->setItemDelegate(new CatalogueDelegate(tree_));
  tree_->setAccessibleName(tr("Chapters and demos"));
  tree_->setExpandsOnDoubleClick(false);
  tree_->viewport()->installEventFilter(this);
  tree_->installEventFilter(this);
  connect(tree_, &QTreeWidget::itemClicked, this, &Catalogue::chosen);
  auto* column = new QVBoxLayout(this);
  filterRow_ = new QHBoxLayout;
  filterRow_->addWidget(filter_);
  column->addLayout(filterRow_);
  column->addWidget(tree_, 1);
  hover_.setSingleShot(true);
  hover_.setInterval(400);
  connect(&hover_, &QTimer::timeout, this, [this] {
    for (QTreeWidgetItemIterator it(tree_); *it; ++it) {
      if ((*it)->data(0, CatalogueDelegate::idRole).toString() != hovered_) continue;
      const QRect row = tree_->visualItemRect(*it);
      Q_EMIT demoHovered(hovered_, QRect(tree_->viewport()->mapToGlobal(row.topLeft()), row.size()));
    }
  });
  layOut();
  fill();
}

void Catalogue::layOut() {
  const Theme& theme = themeOf(this);
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->setContentsMargins(0, theme.px(10), theme.px(1), 0);
  filterRow_->setContentsMargins(theme.px(12), 0, theme.px(12), 0);
  column->setSpacing(theme.px(8));
  QPalette ground = palette();
  ground.setColor(QPalette::Base, theme.panel);
  tree_->setPalette(ground);
}

void Catalogue::changeEvent(QEvent* event) {
  Pane::changeEvent(event);
  if (event->type() == QEvent::StyleChange && layout() && tree_) {
    layOut();
    tree_->doItemsLayout();
  }
}

QTreeWidgetItem* Catalogue::addChapter(const DemoChapter& chapter, int count) {
  auto* item = new QTreeWidgetItem(tree_);
  item->setText(0, chapter.title);
  item->setData(0, CatalogueDelegate::numberRole, chapter.number);
  item->setData(0, CatalogueDelegate::countRole, count);
  item->setData(
      0, Qt::AccessibleTextRole,
      tr("Chapter %1, %2, %3")
          .arg(QString::number(chapter.number), chapter.title, counted(count, tr("%1 demo"), tr("%1 demos"))));
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
  return item;
}

QTreeWidgetItem* Catalogue::addDemo(QTreeWidgetItem* chapter, const DemoHit& hit) {
  auto* item = new QTreeWidgetItem(chapter);
  const QString id = QString::fromStdString(hit.demo->id);
  item->setText(0, translated(hit.demo->title));
  item->setData(0, CatalogueDelegate::idRole, id);
  item->setData(0, CatalogueDelegate::reasonRole, hit.reason);
  item->setData(0, CatalogueDelegate::changedRole, changed_.contains(id));
  item->setToolTip(0, translated(hit.demo->promise));
  item->setData(0, Qt::AccessibleTextRole,
                hit.reason.isEmpty() ? item->text(0) : item->text(0) + QStringLiteral(", ") + hit.reason);
  return item;
}

void Catalogue::fill() {
  const QSet<QString> expanded = expandedChapters();
  const QString query = filter_->text();
  tree_->clear();
  QTreeWidgetItem* selected = nullptr;
  const bool filtering = !query.trimmed().isEmpty();
  const std::vector<DemoHit> hits = filtering ? search_->find(query) : std::vector<DemoHit>();
  for (const DemoChapter& chapter : demoChapters()) {
    std::vector<DemoHit> shown;
    bool holdsCurrent = false;
    for (const auto& demo : chapter.demos) {
      holdsCurrent |= QString::fromStdString(demo->id) == current_;
      if (!filtering) shown.push_back({demo, {}, 0});
    }
    for (const DemoHit& hit : hits)
      if (hit.demo->chapterNumber == chapter.number) shown.push_back(hit);
    if (shown.empty()) continue;
    QTreeWidgetItem* top = addChapter(chapter, static_cast<int>(shown.size()));
    for (const DemoHit& hit : shown) {
      QTreeWidgetItem* item = addDemo(top, hit);
      if (QString::fromStdString(hit.demo->id) == current_) selected = item;
    }
    top->setExpanded(filtering || holdsCurrent || expanded.contains(chapter.title) || demoRegistry().size() <= 20);
  }
  if (selected) tree_->setCurrentItem(selected);
  if (tree_->topLevelItemCount() == 0) {
    auto* none = new QTreeWidgetItem(tree_);
    none->setText(0, tr("No demo matches"));
    none->setFlags(Qt::ItemIsEnabled);
  }
}

QSet<QString> Catalogue::expandedChapters() const {
  QSet<QString> open;
  for (int i = 0; i < tree_->topLevelItemCount(); ++i)
    if (tree_->topLevelItem(i)->isExpanded()) open.insert(tree_->topLevelItem(i)->text(0));
  return open;
}

void Catalogue::chosen(QTreeWidgetItem* item) {
  if (!item) return;
  const QString id = item->data(0, CatalogueDelegate::idRole).toString();
  if (id.isEmpty()) {
    item->setExpanded(!item->isExpanded());
  } else {
    Q_EMIT demoChosen(id);
  }
}

void Catalogue::setCurrent(const QString& demoId) {
  current_ = demoId;
  for (QTreeWidgetItemIterator it(tree_); *it; ++it) {
    if ((*it)->data(0, CatalogueDelegate::idRole).toString() != demoId) continue;
    (*it)->parent()->setExpanded(true);
    tree_->setCurrentItem(*it);
    return;
  }
  tree_->setCurrentItem(nullptr);
}

void Catalogue::setChanged(const QSet<QString>& demoIds) {
  if (changed_ == demoIds) return;
  changed_ = demoIds;
  for (QTreeWidgetItemIterator it(tree_); *it; ++it)
    (*it)->setData(0, CatalogueDelegate::changedRole,
                   changed_.contains((*it)->data(0, CatalogueDelegate::idRole).toString()));
}

void Catalogue::focusFilter() {
  filter_->setFocus(Qt::ShortcutFocusReason);
  filter_->selectAll();
}

void Catalogue::showChapter(int number) {
  for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
    QTreeWidgetItem* item = tree_->topLevelItem(i);
    if (item->data(0, CatalogueDelegate::numberRole).toInt() != number) continue;
    item->setExpanded(true);
    tree_->setCurrentItem(item);
    tree_->scrollToItem(item, QAbstractItemView::PositionAtTop);
    tree_->setFocus(Qt::OtherFocusReason);
  }
}

bool Catalogue::eventFilter(QObject* watched, QEvent* event) {
  if (watched == tree_->viewport()) {
    if (event->type() == QEvent::MouseMove) {
      const QTreeWidgetItem* item = tree_->itemAt(static_cast<QMouseEvent*>(event)->pos());
      const QString id = item ? item->data(0, CatalogueDelegate::idRole).toString() : QString();
      if (id != hovered_) {
        hovered_ = id;
        Q_EMIT demoHovered({}, {});
        if (id.isEmpty()) {
          hover_.stop();
        } else {
          hover_.start();
        }
      }
    } else if (event->type() == QEvent::Leave || event->type() == QEvent::MouseButtonPress ||
               event->type() == QEvent::Hide) {
      hovered_.clear();
      hover_.stop();
      Q_EMIT demoHovered({}, {});
    }
  }
  if (event->type() == QEvent::KeyPress && (watched == tree_ || watched == filter_)) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (watched == tree_ && (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space)) {
      chosen(tree_->currentItem());
      return true;
    }
    if (watched == filter_ && (key == Qt::Key_Down || key == Qt::Key_Return || key == Qt::Key_Enter)) {
      const bool open = key != Qt::Key_Down;
      for (QTreeWidgetItemIterator it(tree_); *it; ++it) {
        if ((*it)->data(0, CatalogueDelegate::idRole).toString().isEmpty()) continue;
        tree_->setCurrentItem(*it);
        if (open) {
          chosen(*it);
        } else {
          tree_->setFocus(Qt::TabFocusReason);
        }
        break;
      }
      return true;
    }
    if (watched == filter_ && key == Qt::Key_Escape && !filter_->text().isEmpty()) {
      filter_->clear();
      return true;
    }
  }
  return Pane::eventFilter(watched, event);
}

}  // namespace gradus
