#include "app/window/command_palette.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr int rowHeight = 40, visibleRows = 9;
enum Role { iconRole = Qt::UserRole, pathRole, shortcutRole, idleRole };

class RowDelegate : public QStyledItemDelegate {
 public:
  explicit RowDelegate(QListWidget* list) : QStyledItemDelegate(list), list_(list) {}
  QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override {
    return {100, themeOf(list_).px(rowHeight)};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const Theme& theme = themeOf(list_);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF row = QRectF(option.rect).adjusted(2, 1, -2, -1);
    const bool idle = index.data(idleRole).toBool();
    if (option.state & QStyle::State_Selected) {
      paint::box(*painter, row, theme.len(radius::button), theme.selection);
      painter->fillRect(QRectF(row.left(), row.top() + 6, theme.len(3), row.height() - 12), theme.accent);
    } else if (option.state & QStyle::State_MouseOver) {
      paint::box(*painter, row, theme.len(radius::button), theme.hover);
    }
    const double side = theme.len(16);
    paintIcon(*painter, static_cast<Icon>(index.data(iconRole).toInt()),
              QRectF(row.left() + theme.len(12), row.center().y() - side / 2, side, side), theme.muted);
    const QFont name = theme.font(idle ? TextRole::body : TextRole::bodyStrong),
                caption = theme.font(TextRole::caption);
    const QString shortcut = index.data(shortcutRole).toString();
    const double keys = shortcut.isEmpty() ? 0 : QFontMetricsF(caption).horizontalAdvance(shortcut) + theme.len(10);
    const double left = row.left() + theme.len(40), right = row.right() - theme.len(12) - keys;
    const double wide = paint::text(*painter, QRectF(left, row.top(), (right - left) * 0.7, row.height()),
                                    Qt::AlignLeft, index.data().toString(), name, theme.text);
    const double x = left + wide + theme.len(12);
    if (right - x > theme.len(40))
      paint::text(*painter, QRectF(x, row.top(), right - x, row.height()), Qt::AlignLeft,
                  index.data(pathRole).toString(), caption, theme.muted);
    if (keys > 0) {
      const QRectF box(row.right() - theme.len(10) - keys, row.center().y() - theme.len(10), keys, theme.len(20));
      paint::box(*painter, box, theme.len(radius::formula), {}, theme.line, theme.hairline());
      paint::text(*painter, box, Qt::AlignHCenter, shortcut, caption, theme.muted);
    }
    painter->restore();
  }

 private:
  QListWidget* list_;
};

}  // namespace

CommandPalette::CommandPalette(QWidget* window)
    : OverlayPage(tr("Command palette"), QSize(640, 64 + rowHeight * visibleRows + 12), 96, window) {
  setHeaderShown(false);
  field_ = new QLineEdit(body());
  field_->setPlaceholderText(tr("Search demos, or type >  for commands, :  for settings, @  for a step"));
  field_->setAccessibleName(tr("Search demos, commands and settings"));
  field_->installEventFilter(this);
  list_ = new QListWidget(body());
  list_->setFrameShape(QFrame::NoFrame);
  list_->setItemDelegate(new RowDelegate(list_));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setAccessibleName(tr("Matches"));
  list_->setMouseTracking(true);
  list_->setFocusPolicy(Qt::NoFocus);
  auto* column = new QVBoxLayout(body());
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(field_);
  column->addWidget(list_, 1);
  connect(field_, &QLineEdit::textChanged, this, &CommandPalette::fill);
  connect(list_, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) { carryOut(list_->row(item)); });
}

void CommandPalette::openWith(const QString& text, PaletteContext context) {
  context_ = std::move(context);
  if (field_->text() == text) {
    fill();
  } else {
    field_->setText(text);
  }
  open();
  field_->setCursorPosition(static_cast<int>(text.size()));
}

void CommandPalette::fill() {
  if (!context_.commands) return;
  entries_ = paletteEntries(field_->text(), context_);
  list_->clear();
  for (const PaletteEntry& entry : entries_) {
    auto* item = new QListWidgetItem(entry.title, list_);
    item->setData(iconRole, static_cast<int>(entry.icon));
    item->setData(pathRole, entry.path);
    item->setData(shortcutRole, entry.shortcut);
    item->setData(idleRole, !entry.carryOut);
    item->setData(Qt::AccessibleTextRole,
                  entry.path.isEmpty() ? entry.title : entry.title + QStringLiteral(", ") + entry.path);
    item->setToolTip(entry.path);
  }
  list_->setCurrentRow(0);
}

void CommandPalette::carryOut(int row) {
  if (row < 0 || static_cast<size_t>(row) >= entries_.size() || !entries_[row].carryOut) return;
  const std::function<void()> action = entries_[row].carryOut;
  dismiss();
  action();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == field_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int last = list_->count() - 1;
    const auto go = [&](int row) { list_->setCurrentRow(std::clamp(row, 0, std::max(0, last))); };
    switch (key) {
      case Qt::Key_Down:
        go(list_->currentRow() + 1);
        return true;
      case Qt::Key_Up:
        go(list_->currentRow() - 1);
        return true;
      case Qt::Key_PageDown:
        go(list_->currentRow() + visibleRows);
        return true;
      case Qt::Key_PageUp:
        go(list_->currentRow() - visibleRows);
        return true;
      case Qt::Key_Return:
      case Qt::Key_Enter:
        carryOut(list_->currentRow());
        return true;
      default:
        break;
    }
  }
  return OverlayPage::eventFilter(watched, event);
}

}  // namespace gradus
