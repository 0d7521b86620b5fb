#pragma once
// Rows of the catalogue: chapters with chevron, number, name and count; demos indented, with the reason of a match.
#include <QStyledItemDelegate>
#include <QTreeWidget>

namespace gradus {

class CatalogueDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  enum Role { idRole = Qt::UserRole, numberRole, countRole, reasonRole, changedRole };
  explicit CatalogueDelegate(QTreeWidget* tree) : QStyledItemDelegate(tree), tree_(tree) {}

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

 private:
  void paintChapter(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
  void paintDemo(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

  QTreeWidget* tree_;
};

}  // namespace gradus
