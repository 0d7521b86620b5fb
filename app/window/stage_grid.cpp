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
  tabs_->setAccessibleName(tr("Views"));
  tabs_->hide();
  connect(tabs_, &QTabBar::currentChanged, this, [this](int index) {
    if (index < 0) return;
    front_ = index;
    place();
  });
}

void StageGrid::setCards(const std::vector<ViewCard*>& cards) {
  cards_ = cards;
  enlarged_ = nullptr;
  front_ = 0;
  const QSignalBlocker blocker(tabs_);
  while (tabs_->count() > 0) tabs_->removeTab(0);
  for (ViewCard* card : cards_) card->hide();
  for (size_t i = 1; i < cards_.size(); ++i) tabs_->addTab(translated(cards_[i]->view().title));
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
  tabs_->setCurrentIndex(static_cast<int>(found - cards_.begin()) - 1);
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

void StageGrid::placeTabs() {
  const Theme& theme = themeOf(this);
  const double gap = theme.len(space::cardGap);
  // Side by side where both stay wide enough to be read, else one below the other.
  const bool beside = width() >= theme.len(640) && width() > height() * 1.1;
  const double share = beside ? (width() - gap) * 0.56 : (height() - gap) * mainShare;
  QRectF main = beside ? QRectF(0, 0, share, height()) : QRectF(0, 0, width(), share);
  QRectF rest = beside ? QRectF(share + gap, 0, width() - share - gap, height())
                       : QRectF(0, share + gap, width(), height() - share - gap);
  const double bar = tabs_->sizeHint().height();
  tabs_->setGeometry(QRectF(rest.left(), rest.top(), rest.width(), bar).toRect());
  tabs_->show();
  rest.setTop(rest.top() + bar);
  setPlace(cards_[0], main);
  const size_t front = std::min<size_t>(static_cast<size_t>(front_) + 1, cards_.size() - 1);
  for (size_t i = 1; i < cards_.size(); ++i) {
    if (i == front) {
      setPlace(cards_[i], rest);
    } else {
      cards_[i]->hide();
    }
  }
}

void StageGrid::place() {
  if (width() <= 0 || height() <= 0) return;
  const std::vector<ViewCard*> before = placed();
  const bool tabbed = !enlarged_ && !cards_.empty() && form() == Form::tabs;
  if (!tabbed) tabs_->hide();
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
