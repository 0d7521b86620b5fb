#include "app/window/shortcut_sheet.h"

#include <QGridLayout>
#include <QMap>
#include <QPainter>
#include <QVBoxLayout>

#include "app/window/commands.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

/// A key in a box, as printed on the keyboard.
class KeyLabel : public QLabel {
 public:
  KeyLabel(const QString& text, QWidget* parent) : QLabel(text, parent) {
    setTextRole(this, TextRole::caption);
    setAlignment(Qt::AlignCenter);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  }
  QSize sizeHint() const override {
    const Theme& theme = themeOf(this);
    return QLabel::sizeHint() + QSize(theme.px(12), theme.px(6));
  }

 protected:
  void paintEvent(QPaintEvent* event) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paint::box(painter, rect(), theme.len(radius::formula), theme.chip, theme.line, theme.hairline());
    painter.end();
    QLabel::paintEvent(event);
  }
};

struct Extra {
  QString keys, title;
};

/// Keys that belong to a place instead of a command.
QList<Extra> extras() {
  return {{QObject::tr("Tab"), QObject::tr("Next control")},
          {QObject::tr("Arrows"), QObject::tr("On a plane: move the cursor, a point or a centre")},
          {QObject::tr("Enter"), QObject::tr("On a plane: pick up, put down, paint")},
          {QObject::tr("+  −  0"), QObject::tr("On a plot: zoom in, out, show everything")},
          {QObject::tr("Home, End"), QObject::tr("On the timeline: first and last recorded step")},
          {QObject::tr("Esc"), QObject::tr("Close what lies on top, leave the enlarged view")}};
}

}  // namespace

ShortcutSheet::ShortcutSheet(const Commands& commands, QWidget* window)
    : OverlayPage(tr("Keyboard shortcuts"), QSize(860, 640), -1, window) {
  area_ = new QScrollArea(body());
  area_->setWidgetResizable(true);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setAccessibleName(tr("Keyboard shortcuts"));
  area_->setFocusPolicy(Qt::StrongFocus);
  area_->viewport()->setAutoFillBackground(false);
  auto* page = new QWidget(area_);
  page->setAutoFillBackground(false);
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(0, 0, 12, 0);
  columns->setSpacing(40);
  QList<QGridLayout*> grids;
  for (int i = 0; i < 2; ++i) {
    auto* column = new QVBoxLayout;
    grids << new QGridLayout;
    grids.last()->setColumnStretch(1, 1);
    grids.last()->setHorizontalSpacing(14);
    grids.last()->setVerticalSpacing(6);
    column->addLayout(grids.last());
    column->addStretch(1);
    columns->addLayout(column, 1);
  }
  fill(commands, page, grids);
  area_->setWidget(page);
  area_->viewport()->setAutoFillBackground(false);
  page->setAutoFillBackground(false);
  auto* column = new QVBoxLayout(body());
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(area_);
}

void ShortcutSheet::fill(const Commands& commands, QWidget* page, const QList<QGridLayout*>& grids) {
  QStringList groups;
  for (const Command& command : commands.all())
    if (!command.keys.isEmpty() && !groups.contains(command.group)) groups << command.group;
  const auto heading = [&](QGridLayout* grid, const QString& text) {
    auto* label = new QLabel(text, page);
    setTextRole(label, TextRole::bodyStrong);
    label->setContentsMargins(0, 10, 0, 2);
    grid->addWidget(label, grid->rowCount(), 0, 1, 2);
  };
  const auto row = [&](QGridLayout* grid, const QString& keys, const QString& title) {
    auto* text = new QLabel(title, page);
    text->setWordWrap(true);
    const int at = grid->rowCount();
    grid->addWidget(new KeyLabel(keys, page), at, 0, Qt::AlignLeft);
    grid->addWidget(text, at, 1);
  };
  for (const QString& group : groups) {
    QGridLayout* grid = grids[0]->rowCount() <= grids[1]->rowCount() ? grids[0] : grids[1];
    heading(grid, group);
    for (const Command& command : commands.all())
      if (command.group == group && !command.keys.isEmpty())
        row(grid, command.keys.join(QStringLiteral(", ")), command.title);
  }
  QGridLayout* grid = grids[0]->rowCount() <= grids[1]->rowCount() ? grids[0] : grids[1];
  heading(grid, tr("Where the focus is"));
  for (const Extra& extra : extras()) row(grid, extra.keys, extra.title);
}

}  // namespace gradus
