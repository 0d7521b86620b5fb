#include "app/window/catalogue_delegate.h"

#include <QPainter>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {

QSize CatalogueDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  const Theme& theme = themeOf(tree_);
  const bool chapter = index.data(idRole).toString().isEmpty();
  const bool reason = !index.data(reasonRole).toString().isEmpty();
  const int text = theme.lineHeight(TextRole::body);
  if (chapter) return {theme.px(100), std::max(theme.px(32), text + theme.px(8))};
  return {theme.px(100),
          std::max(theme.px(28), text + theme.px(6)) + (reason ? theme.lineHeight(TextRole::caption) : 0)};
}

void CatalogueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const Theme& theme = themeOf(tree_);
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  const bool demo = !index.data(idRole).toString().isEmpty();
  const bool selected = demo && (option.state & QStyle::State_Selected);
  const QRect row(0, option.rect.top(), tree_->viewport()->width(), option.rect.height());
  if (selected) {
    painter->fillRect(row, theme.selection);
    painter->fillRect(QRectF(0, row.top(), theme.len(3), row.height()), theme.accent);
  } else if (option.state & QStyle::State_MouseOver) {
    painter->fillRect(row, theme.hover);
  }
  if (demo) {
    paintDemo(painter, option, index);
  } else {
    paintChapter(painter, option, index);
  }
  if ((option.state & QStyle::State_HasFocus) && tree_->hasFocus())
    paint::focusRing(*painter, QRectF(row).adjusted(5, 4, -5, -4), theme.len(radius::formula), theme);
  painter->restore();
}

void CatalogueDelegate::paintChapter(QPainter* painter, const QStyleOptionViewItem& option,
                                     const QModelIndex& index) const {
  const Theme& theme = themeOf(tree_);
  const QRectF row(0, option.rect.top(), tree_->viewport()->width(), option.rect.height());
  if (!index.data(numberRole).isValid()) {  // the row that says that nothing matches
    paint::text(*painter, row.adjusted(theme.len(16), 0, 0, 0), Qt::AlignLeft, index.data().toString(),
                theme.font(TextRole::body), theme.muted);
    return;
  }
  const double side = theme.len(14);
  paintIcon(*painter, option.state & QStyle::State_Open ? Icon::chevronDown : Icon::chevronRight,
            QRectF(theme.len(11), row.center().y() - side / 2, side, side), theme.muted);
  const QFont body = theme.font(TextRole::body);
  paint::text(*painter, QRectF(theme.len(24), row.top(), theme.len(26), row.height()), Qt::AlignRight,
              formatCount(index.data(numberRole).toInt()), body, theme.muted);
  QFont name = body;
  name.setWeight(QFont::Medium);
  const double countWide = theme.len(30);
  const double x = theme.len(58);
  paint::text(*painter, QRectF(x, row.top(), row.width() - x - countWide - theme.len(8), row.height()), Qt::AlignLeft,
              index.data().toString(), name, theme.text);
  paint::text(*painter, QRectF(row.width() - countWide - theme.len(12), row.top(), countWide, row.height()),
              Qt::AlignRight, formatCount(index.data(countRole).toInt()), theme.font(TextRole::caption), theme.muted);
}

void CatalogueDelegate::paintDemo(QPainter* painter, const QStyleOptionViewItem& option,
                                  const QModelIndex& index) const {
  const Theme& theme = themeOf(tree_);
  const double x = theme.len(58), wide = tree_->viewport()->width() - x - theme.len(28);
  const QString reason = index.data(reasonRole).toString();
  const double first =
      reason.isEmpty() ? option.rect.height() : option.rect.height() - theme.lineHeight(TextRole::caption);
  const bool selected = option.state & QStyle::State_Selected;
  paint::text(*painter, QRectF(x, option.rect.top(), wide, first), Qt::AlignLeft, index.data().toString(),
              theme.font(selected ? TextRole::bodyStrong : TextRole::body), theme.text);
  if (!reason.isEmpty())
    paint::text(*painter,
                QRectF(x, option.rect.top() + first - theme.len(4), wide, theme.lineHeight(TextRole::caption)),
                Qt::AlignLeft, reason, theme.font(TextRole::caption), theme.muted);
  if (index.data(changedRole).toBool()) {
    painter->setPen(Qt::NoPen);
    painter->setBrush(theme.accent);
    painter->drawEllipse(QPointF(tree_->viewport()->width() - theme.len(18), option.rect.top() + first / 2),
                         theme.len(3), theme.len(3));
  }
}

}  // namespace gradus
