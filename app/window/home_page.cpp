#include "app/window/home_page.h"

#include <QEvent>
#include <QPainter>

#include "app/demos/registry.h"
#include "app/window/commands.h"
#include "app/window/counted.h"
#include "app/window/demo_search.h"
#include "app/window/pane.h"
#include "app/window/thumbnails.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/logo.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr size_t showDemosUpTo = 24;  // more than these are shown by chapter
constexpr int mostRecent = 3;
constexpr double gap = 14, cardWide = 212, largestCard = 460;

/// Mark, word and tagline.
class Brand : public QWidget {
 public:
  using QWidget::QWidget;
  QSize sizeHint() const override {
    const Theme& theme = themeOf(this);
    return {theme.px(96) + QFontMetrics(theme.font(TextRole::lesson)).horizontalAdvance(tagline()) + 8, theme.px(80)};
  }
  static QString tagline() { return QObject::tr("See machine learning while it happens"); }

 protected:
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = theme.len(76), word = theme.len(48);
    paintLogo(painter, QRectF(0, 0, side, side));
    // The wordmark begins with the mark: only the word is wanted here.
    painter.save();
    const double x = theme.len(94), skip = word * 72 / 64;
    painter.setClipRect(QRectF(x, 0, width() - x, height()));
    paintWordmark(painter, QPointF(x - skip, -theme.len(2)), word, theme.text);
    painter.restore();
    painter.setFont(theme.font(TextRole::lesson));
    painter.setPen(theme.muted);
    const double line = theme.lineHeight(TextRole::lesson);
    painter.drawText(QRectF(x, side - line, width() - x, line), Qt::AlignLeft | Qt::AlignVCenter, tagline());
  }
};

}  // namespace

HomePage::HomePage(const Commands& commands, const RecentStates* recent, QWidget* parent)
    : QScrollArea(parent), recent_(recent) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(false);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::NoFocus);
  setAccessibleName(tr("Home page"));
  page_ = new Pane({}, Pane::Ground::window);
  brand_ = new Brand(page_);
  brand_->setAccessibleName(tr("Gradus. %1").arg(Brand::tagline()));
  opener_ = new PaletteOpener(
      counted(static_cast<qint64>(demoRegistry().size()), tr("Search %1 demo, or type what you want to see"),
              tr("Search %1 demos, or type what you want to see")),
      tr("Ctrl K"), page_);
  open_ = new QPushButton(icon(Icon::open), tr("Open"), page_);
  open_->setToolTip(commands.tip(QStringLiteral("open")));
  connect(open_, &QPushButton::clicked, this, &HomePage::fileRequested);
  const auto tool = [&](const QString& id) {
    auto* made = new QToolButton(page_);
    made->setIcon(commands[id]->icon());
    made->setFocusPolicy(Qt::StrongFocus);
    made->setToolTip(commands.tip(id));
    made->setAccessibleName(commands[id]->text());
    connect(made, &QToolButton::clicked, commands[id], &QAction::trigger);
    return made;
  };
  theme_ = tool(QStringLiteral("theme"));
  catalogue_ = tool(QStringLiteral("settings"));
  const auto heading = [&](const QString& text) {
    auto* label = new QLabel(text, page_);
    setTextRole(label, TextRole::heading);
    return label;
  };
  recentTitle_ = heading(tr("Go on where you left off"));
  tour_ = new InvitationCard(Icon::star, tr("First time here?"),
                             tr("Two demos, ten minutes: centres find their groups, then a border learns to bend."),
                             tr("Start the tour"), false, page_);
  connect(tour_->button(), &QPushButton::clicked, this, &HomePage::tourRequested);
  demosTitle_ = heading(tr("Demos"));
  demosCount_ = new QLabel(page_);
  demosCount_->setForegroundRole(QPalette::PlaceholderText);
  makeCards();
  drop_ = new InvitationCard(Icon::table, tr("Drop your own data here"), tr("Tables of numbers: CSV, TSV"),
                             tr("Choose a file"), true, page_);
  connect(drop_->button(), &QPushButton::clicked, this, &HomePage::fileRequested);
  setWidget(page_);
  refreshRecent();
}

void HomePage::makeCards() {
  const std::vector<DemoChapter> chapters = demoChapters();
  const size_t demos = demoRegistry().size();
  const bool byChapter = demos > showDemosUpTo;
  demosTitle_->setText(byChapter ? tr("Chapters") : tr("Demos"));
  demosCount_->setText(
      tr("%1, %2").arg(counted(static_cast<qint64>(chapters.size()), tr("%1 chapter"), tr("%1 chapters")),
                       counted(static_cast<qint64>(demos), tr("%1 demo"), tr("%1 demos"))));
  for (const DemoChapter& chapter : chapters) {
    for (const auto& demo : chapter.demos) {
      auto* card = new DemoCard(QString::fromStdString(demo->id), chapter.number,
                                byChapter ? chapter.title : translated(demo->title),
                                byChapter ? formatCount(static_cast<qint64>(chapter.demos.size())) : QString(), page_);
      card->setToolTip(byChapter ? chapter.title : translated(demo->promise));
      connect(card, &QAbstractButton::clicked, this, [this, card] { Q_EMIT demoChosen(card->id()); });
      cards_ << card;
      if (byChapter) break;
    }
  }
}

void HomePage::setThumbnails(Thumbnails* thumbnails) {
  thumbnails_ = thumbnails;
  connect(thumbnails, &Thumbnails::ready, this, &HomePage::askForPictures);
  askForPictures();
}

void HomePage::askForPictures() {
  if (!thumbnails_ || !isVisible()) return;
  for (DemoCard* card : cards_) card->setPicture(thumbnails_->get(card->id()));
}

void HomePage::refreshRecent() {
  qDeleteAll(recentCards_);
  recentCards_.clear();
  for (const RecentState& state : recent_->list()) {
    const std::shared_ptr<const Demo> demo = demoById(state.demo);
    if (!demo || recentCards_.size() >= mostRecent) continue;
    auto* card = new RecentCard(state, translated(demo->title), page_);
    connect(card, &QAbstractButton::clicked, this, [this, path = state.path] { Q_EMIT stateChosen(path); });
    card->show();
    recentCards_ << card;
  }
  recentTitle_->setText(recentCards_.isEmpty() ? tr("Begin here") : tr("Go on where you left off"));
  place();
}

void HomePage::showEvent(QShowEvent* event) {
  QScrollArea::showEvent(event);
  askForPictures();
}

void HomePage::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  place();
}

void HomePage::changeEvent(QEvent* event) {
  QScrollArea::changeEvent(event);
  if (event->type() != QEvent::StyleChange || !page_ || !drop_) return;
  place();
  askForPictures();
}

int HomePage::placeHeader(int width) {
  const Theme& theme = themeOf(this);
  const int side = theme.px(space::s56), top = theme.px(space::s40);
  const QSize brand = brand_->sizeHint();
  brand_->setGeometry(side, top, brand.width(), brand.height());
  const int high = theme.px(44);
  const bool below = width - 2 * side - brand.width() < theme.px(560);  // the search goes to a line of its own
  const int y = below ? top + brand.height() + theme.px(16) : top + (theme.px(76) - high) / 2;
  int x = width - side;
  for (QWidget* part :
       {static_cast<QWidget*>(catalogue_), static_cast<QWidget*>(theme_), static_cast<QWidget*>(open_)}) {
    const int wide = part == open_ ? open_->sizeHint().width() + theme.px(8) : high;
    x -= wide;
    part->setGeometry(x, y, wide, high);
    x -= theme.px(12);
  }
  const int left = below ? side : side + brand.width() + theme.px(24);
  const int wide = std::min(theme.px(520), x - left);
  opener_->setGeometry(below ? left : x - wide, y, wide, high);
  return y + high + (below ? theme.px(28) : theme.px(48));
}

int HomePage::placeRecent(int y, int width) {
  const Theme& theme = themeOf(this);
  const int side = theme.px(space::s56), between = theme.px(gap);
  recentTitle_->setGeometry(side, y, width - 2 * side, theme.lineHeight(TextRole::heading));
  y += theme.lineHeight(TextRole::heading) + theme.px(10);
  QList<QWidget*> row;
  for (RecentCard* card : recentCards_) row << card;
  row << tour_;
  const int high = recentCards_.isEmpty()
                       ? tour_->sizeHint().height()
                       : std::max(recentCards_.front()->sizeHint().height(), tour_->sizeHint().height());
  const int room = width - 2 * side;
  const int perRow =
      std::clamp(static_cast<int>((room + between) / (theme.px(330) + between)), 1, static_cast<int>(row.size()));
  const int wide = (room - (perRow - 1) * between) / perRow;
  for (int i = 0; i < row.size(); ++i) {
    const int column = i % perRow;
    const bool last = i == row.size() - 1;
    // The invitation takes what is left of its row.
    const int cell = last ? std::min(room - column * (wide + between), theme.px(row.size() == 1 ? 640 : 1200)) : wide;
    row[i]->setGeometry(side + column * (wide + between), y + (i / perRow) * (high + between), cell, high);
  }
  return y + (static_cast<int>(row.size()) + perRow - 1) / perRow * (high + between) + theme.px(20);
}

/// Many demos stand as close as they can be read; few take the room there is, the last row filled where that can be.
int HomePage::cardsPerRow(int room) const {
  const Theme& theme = themeOf(this);
  const int between = theme.px(gap), most = std::max(1, (room + between) / (theme.px(cardWide) + between));
  const int count = static_cast<int>(cards_.size()) + 2;  // the place to drop is two cards wide
  if (count > 12) return most;
  const int least = std::max(1, std::min(most, (room + between) / (theme.px(largestCard) + between)));
  for (int perRow = least; perRow <= most; ++perRow)
    if (count % perRow == 0) return perRow;
  return std::min(most, least + 1);
}

int HomePage::placeCards(int y, int width) {
  const Theme& theme = themeOf(this);
  const int side = theme.px(space::s56), between = theme.px(gap), room = width - 2 * side;
  const int line = theme.lineHeight(TextRole::heading);
  demosTitle_->setGeometry(side, y, demosTitle_->sizeHint().width(), line);
  demosCount_->setGeometry(side + demosTitle_->sizeHint().width() + theme.px(14), y, room / 2, line);
  y += line + theme.px(10);
  const int perRow = cardsPerRow(room);
  const int wide = (room - (perRow - 1) * between) / perRow;
  int high = cards_.isEmpty() ? theme.px(196) : cards_.front()->heightFor(wide);
  // A little less height is better than a scroll bar for the last few pixels.
  const int rows = (static_cast<int>(cards_.size()) + 1 + perRow) / perRow,
            left = viewport()->height() - theme.px(24) - y;
  const int fitted = left / std::max(1, rows) - between;
  if (fitted < high && fitted > high * 0.72) high = fitted;
  int i = 0;
  for (DemoCard* card : cards_) {
    card->setGeometry(side + (i % perRow) * (wide + between), y + (i / perRow) * (high + between), wide, high);
    ++i;
  }
  const int column = i % perRow;
  const int span = std::min(2, perRow - column);  // the place to drop is two cards wide where there is room
  drop_->setGeometry(side + column * (wide + between), y + (i / perRow) * (high + between),
                     span * wide + (span - 1) * between, high);
  return y + (i / perRow + 1) * (high + between) + theme.px(24);
}

void HomePage::place() {
  if (!drop_) return;
  const int width = viewport()->width();
  int y = placeHeader(width);
  y = placeRecent(y, width);
  y = placeCards(y, width);
  page_->resize(width, std::max(y, viewport()->height()));
}

}  // namespace gradus
