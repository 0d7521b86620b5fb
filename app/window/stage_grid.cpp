#include "app/window/stage_grid.h"

#include <QEvent>
#include <QSignalBlocker>
#include <algorithm>
#include <map>

#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr double mainShare = 0.6;

double weightOf(const ViewCard* card) {
  return std::max(0.1, card->view().weight);
}

void setPlace(ViewCard* card, const QRectF& area) {
  card->setGeometry(area.toRect());
  card->show();
}

}  // namespace

StageGrid::StageGrid(QWidget* parent) : QWidget(parent) {
  tabs_ = new QTabBar(this);
  tabs_->setDrawBase(false);
  tabs_->setExpanding(false);
  tabs_->setUsesScrollButtons(false);
  tabs_->setAccessibleName(tr("Views"));
  list_ = new QComboBox(this);
  list_->setAccessibleName(tr("View shown here"));
  tabs_->hide();
  list_->hide();
  connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
    if (index >= 0) bringToFront(tabs_->tabData(index).toInt());
  });
  connect(list_, &QComboBox::activated, this, [this](int index) { bringToFront(list_->itemData(index).toInt()); });
}

void StageGrid::bringToFront(int index) {
  if (index == front_) return;
  front_ = index;
  place();
}

void StageGrid::setCards(const std::vector<ViewCard*>& cards) {
  cards_ = cards;
  enlarged_ = nullptr;
  front_ = 0;
  for (ViewCard* card : cards_) card->hide();
  place();
}

void StageGrid::setEnlarged(ViewCard* card) {
  if (enlarged_ == card) return;
  if (enlarged_) enlarged_->setEnlarged(false);
  enlarged_ = card;
  if (enlarged_) enlarged_->setEnlarged(true);
  place();
}

std::vector<ViewCard*> StageGrid::placed() const {
  std::vector<ViewCard*> visible;
  for (ViewCard* card : cards_)
    if (!card->isHidden()) visible.push_back(card);
  return visible;
}

void StageGrid::raiseCard(ViewCard* card) {
  const auto found = std::find(cards_.begin(), cards_.end(), card);
  if (found == cards_.end() || found == cards_.begin() || form() != Form::tabs) return;
  bringToFront(static_cast<int>(found - cards_.begin()));
}

StageGrid::Form StageGrid::form() const {
  const Theme& theme = themeOf(this);
  const double wide = width() / theme.scale, high = height() / theme.scale;
  const bool small = wide < 900 || high < 520;
  if (small && cards_.size() > 2) return Form::tabs;
  const bool hasTall =
      std::any_of(cards_.begin(), cards_.end(), [](const ViewCard* card) { return card->view().tall; });
  return wide > 1600 && !hasTall && !row(1).empty() ? Form::columns : Form::rows;
}

std::vector<ViewCard*> StageGrid::row(int index) const {
  std::vector<ViewCard*> result;
  for (ViewCard* card : cards_)
    if ((card->view().row > 0) == (index > 0)) result.push_back(card);
  return result;
}

void StageGrid::placeRow(const QRectF& area, const std::vector<ViewCard*>& cards) {
  const double gap = themeOf(this).len(space::cardGap);
  double total = 0;
  for (const ViewCard* card : cards) total += weightOf(card);
  const double room = area.width() - gap * (static_cast<double>(cards.size()) - 1);
  double x = area.left();
  for (ViewCard* card : cards) {
    const double wide = room * weightOf(card) / total;
    setPlace(card, QRectF(x, area.top(), wide, area.height()));
    x += wide + gap;
  }
}

void StageGrid::placeColumn(const QRectF& area, const std::vector<ViewCard*>& cards) {
  const double gap = themeOf(this).len(space::cardGap);
  const double each =
      (area.height() - gap * (static_cast<double>(cards.size()) - 1)) / static_cast<double>(cards.size());
  double y = area.top();
  for (ViewCard* card : cards) {
    setPlace(card, QRectF(area.left(), y, area.width(), each));
    y += each + gap;
  }
}

void StageGrid::placeRows(const QRectF& whole, const std::vector<ViewCard*>& cards) {
  const double gap = themeOf(this).len(space::cardGap);
  QRectF area = whole;
  std::map<int, std::vector<ViewCard*>> rows;
  bool hasTall = false;
  for (ViewCard* card : cards) {
    if (!card->view().tall) {
      rows[card->view().row].push_back(card);
      continue;
    }
    hasTall = true;
    const double wide = (area.width() - gap) * weightOf(card) / (weightOf(card) + 1);
    setPlace(card, QRectF(area.left(), area.top(), wide, area.height()));
    area.setLeft(area.left() + wide + gap);
  }
  // Two rows stand 60 to 40; beside a tall card, or where there are more, all rows are equally high.
  const double room = area.height() - gap * (static_cast<double>(rows.size()) - 1);
  const bool uneven = rows.size() == 2 && !hasTall;
  double y = area.top();
  for (const auto& [index, row] : rows) {
    const double share = !uneven                        ? 1.0 / static_cast<double>(rows.size())
                         : index == rows.begin()->first ? mainShare
                                                        : 1 - mainShare;
    placeRow(QRectF(area.left(), y, area.width(), room * share), row);
    y += room * share + gap;
  }
}

/// Tabs (or a list where these do not fit) for the cards from `first` on; `rest` is what is left below.
void StageGrid::placeSelector(QRectF& rest, int first) {
  const QSignalBlocker tabsQuiet(tabs_), listQuiet(list_);
  const int count = static_cast<int>(cards_.size());
  const bool same = tabs_->count() == count - first && tabs_->count() > 0 && tabs_->tabData(0).toInt() == first;
  if (!same) {
    while (tabs_->count() > 0) tabs_->removeTab(0);
    list_->clear();
  }
  for (int i = first; i < count; ++i) {
    const QString title = translated(cards_[static_cast<size_t>(i)]->view().title);
    if (!same) {
      tabs_->setTabData(tabs_->addTab(title), i);
      list_->addItem(title, i);
    } else if (tabs_->tabText(i - first) != title) {
      tabs_->setTabText(i - first, title);
      list_->setItemText(i - first, title);
    }
  }
  front_ = std::clamp(front_, first, count - 1);
  tabs_->setCurrentIndex(front_ - first);
  list_->setCurrentIndex(front_ - first);
  const bool fits = tabs_->sizeHint().width() <= rest.width();
  const double bar = fits ? tabs_->sizeHint().height() : list_->sizeHint().height() + themeOf(this).len(8);
  const double listWide = std::min<double>(rest.width(), list_->sizeHint().width());
  tabs_->setGeometry(QRectF(rest.left(), rest.top(), rest.width(), bar).toRect());
  list_->setGeometry(QRectF(rest.left(), rest.top(), listWide, list_->sizeHint().height()).toRect());
  tabs_->setVisible(fits);
  list_->setVisible(!fits);
  rest.setTop(rest.top() + bar);
}

void StageGrid::placeTabs() {
  const Theme& theme = themeOf(this);
  const double gap = theme.len(space::cardGap);
  // Side by side where both stay wide enough to be read, else one below the other, else one at a time.
  const bool beside = width() >= theme.len(640) && width() > height() * 1.1;
  const bool single = !beside && height() < theme.len(460);
  const double share = beside ? (width() - gap) * 0.56 : (height() - gap) * mainShare;
  QRectF rest = rect();
  if (!single) {
    setPlace(cards_[0], beside ? QRectF(0, 0, share, height()) : QRectF(0, 0, width(), share));
    if (beside) {
      rest.setLeft(share + gap);
    } else {
      rest.setTop(share + gap);
    }
  }
  const int first = single ? 0 : 1;
  placeSelector(rest, first);
  for (int i = first; i < static_cast<int>(cards_.size()); ++i) {
    if (i == front_) {
      setPlace(cards_[static_cast<size_t>(i)], rest);
    } else {
      cards_[static_cast<size_t>(i)]->hide();
    }
  }
}

void StageGrid::place() {
  if (width() <= 0 || height() <= 0) return;
  const std::vector<ViewCard*> before = placed();
  const bool tabbed = !enlarged_ && !cards_.empty() && form() == Form::tabs;
  if (!tabbed) {
    tabs_->hide();
    list_->hide();
  }
  for (ViewCard* card : cards_) card->setTitleShown(!tabbed || card == cards_.front());
  if (enlarged_) {
    for (ViewCard* card : cards_)
      if (card != enlarged_) card->hide();
    setPlace(enlarged_, rect());
  } else if (tabbed) {
    placeTabs();
  } else if (!cards_.empty() && form() == Form::columns) {
    const double gap = themeOf(this).len(space::cardGap);
    const double side = (width() - gap) * 0.3;
    placeRow(QRectF(0, 0, width() - side - gap, height()), row(0));
    placeColumn(QRectF(width() - side, 0, side, height()), row(1));
  } else {
    placeRows(rect(), cards_);
  }
  if (placed() != before) Q_EMIT placedChanged();
}

void StageGrid::resizeEvent(QResizeEvent*) {
  place();
}

void StageGrid::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) place();
}

}  // namespace gradus
