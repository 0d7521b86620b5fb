#include "app/window/stage.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

#include "app/window/counted.h"
#include "app/window/fitting_label.h"
#include "core/data/sources.h"
#include "widgets/controls/badge.h"
#include "widgets/theme/theme_service.h"
#include "widgets/views/format.h"

namespace gradus {
namespace {

constexpr double narrowest = 560, narrowestTile = 124, smallestGrid = 240;  // logical pixels

}  // namespace

Stage::Stage(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Stage"));
  title_ = new FittingLabel(TextRole::title, FittingLabel::Fit::shorten, Qt::AlignLeft, this);
  data_ = new Badge({}, BadgeKind::neutral, this);
  scaling_ = new Badge({}, BadgeKind::neutral, this);
  changed_ = new Badge({}, BadgeKind::accent, this);
  changed_->setPressable(true);
  connect(changed_, &Badge::clicked, this, [this] { Q_EMIT changedBadgeClicked(changed_); });
  status_ = new Badge({}, BadgeKind::ok, this);
  hint_ = new FittingLabel(TextRole::body, FittingLabel::Fit::dropParts, Qt::AlignRight, this);
  hint_->setMuted(true);
  header_ = new QHBoxLayout;
  header_->addWidget(title_);
  for (Badge* badge : {data_, scaling_, changed_, status_}) {
    badge->hide();
    header_->addWidget(badge);
  }
  header_->addWidget(hint_, 1);
  notice_ = new NoticeBar(this);
  tileRow_ = new QHBoxLayout;
  grid_ = new StageGrid(this);
  connect(grid_, &StageGrid::placedChanged, this, &Stage::visibleViewsChanged);
  column_ = new QVBoxLayout(this);
  column_->addLayout(header_);
  column_->addWidget(notice_);
  column_->addLayout(tileRow_);
  column_->addWidget(grid_, 1);
  layOut();
}

void Stage::layOut() {
  const Theme& theme = themeOf(this);
  column_->setContentsMargins(theme.px(space::stageSide), theme.px(space::stageTop), theme.px(space::stageSide),
                              theme.px(space::stageTop));
  column_->setSpacing(theme.px(space::cardGap));
  header_->setSpacing(theme.px(8));
  tileRow_->setSpacing(theme.px(space::cardGap));
  // Figures are never cut: where they have no room, the sentence in the status bar says the first ones.
  const bool roomForTiles = width() / theme.scale >= std::max(narrowest, tileCount_ * narrowestTile);
  bool changed = false;
  for (LiveView* tile : tiles_) {
    if (tile->isHidden() != roomForTiles) continue;
    tile->setVisible(roomForTiles);
    changed = true;
  }
  if (changed) Q_EMIT visibleViewsChanged();
  grid_->setMinimumHeight(theme.px(smallestGrid));
}

void Stage::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange && column_) layOut();
}

void Stage::resizeEvent(QResizeEvent*) {
  layOut();
}

void Stage::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), themeOf(this).window);
}

void Stage::setDemo(std::shared_ptr<const Demo> demo) {
  demo_ = std::move(demo);
  grid_->setCards({});
  for (ViewCard* card : cards_) delete card;
  for (LiveView* tile : tiles_) delete tile;
  cards_.clear();
  tiles_.clear();
  tileCount_ = 0;
  notice_->hide();
  for (Badge* badge : {data_, scaling_, changed_, status_}) badge->hide();
  title_->setText(demo_ ? translated(demo_->title) : QString());
  if (!demo_) return;
  title_->setToolTip(translated(demo_->promise));
  for (const View& view : demo_->views) addView(view);
  std::stable_sort(cards_.begin(), cards_.end(),
                   [](const ViewCard* a, const ViewCard* b) { return a->view().row < b->view().row; });
  grid_->setCards(cards_);
  QStringList hints;
  for (const View& view : demo_->views)
    for (const Handle& handle : view.handles)
      if (const QString text = translated(handle.hint); !text.isEmpty() && !hints.contains(text)) hints << text;
  hint_->setText(hints.mid(0, 3).join(FittingLabel::separator()));
  hint_->setToolTip(hints.join(QLatin1Char('\n')));
  setBare(bare_);
  layOut();
}

void Stage::addView(const View& view) {
  if (view.kind == ViewKind::tiles) {
    LiveView* live = makeView(view, this).release();
    live->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    tileRow_->addWidget(live);
    tiles_.push_back(live);
    connectLive(live);
    live->show();
    return;
  }
  auto* card = new ViewCard(view, *demo_, grid_);
  cards_.push_back(card);
  connectLive(card->live());
  connect(card, &ViewCard::enlargeClicked, this,
          [this, card] { grid_->setEnlarged(card->isEnlarged() ? nullptr : card); });
  connect(card, &ViewCard::spaceTapped, this, &Stage::spaceTapped);
  connect(card, &ViewCard::hovered, this, [this, card](bool inside) {
    Q_EMIT viewHovered(inside ? QString::fromStdString(card->view().name) : QString());
  });
}

void Stage::connectLive(LiveView* live) {
  connect(live, &LiveView::gesture, this,
          [this, live](const GestureEvent& event) { Q_EMIT gesture(live->view(), event); });
  connect(live, &LiveView::displayRequestChanged, this, &Stage::displayRequest);
  connect(live, &LiveView::exportRequested, this, [this, live](const QString& format) {
    Q_EMIT exportRequested(QString::fromStdString(live->view().name), format);
  });
  connect(live, &LiveView::described, this, &Stage::described);
  connect(live, &LiveView::linkedCursorMoved, this, [this, live](double x) {
    // Views whose x axis counts the same thing share their cursor.
    for (const ViewCard* card : cards_)
      if (card->live() != live && card->view().kind == live->view().kind &&
          card->view().x.title == live->view().x.title)
        card->live()->setLinkedCursor(x);
  });
}

LiveView* Stage::live(const std::string& view) const {
  for (LiveView* tile : tiles_)
    if (tile->view().name == view) return tile;
  const ViewCard* found = card(view);
  return found ? found->live() : nullptr;
}

ViewCard* Stage::card(const std::string& view) const {
  for (ViewCard* candidate : cards_)
    if (candidate->view().name == view) return candidate;
  return nullptr;
}

std::set<std::string> Stage::visibleViews() const {
  std::set<std::string> names;
  for (const LiveView* tile : tiles_)
    if (!tile->isHidden()) names.insert(tile->view().name);
  for (const ViewCard* card : grid_->placed()) names.insert(card->view().name);
  return names;
}

void Stage::enlarge(const std::string& view) {
  grid_->setEnlarged(view.empty() ? nullptr : card(view));
}

void Stage::highlight(const std::string& view) {
  for (const ViewCard* card : cards_) card->live()->setHighlighted(card->view().name == view);
  for (LiveView* tile : tiles_) tile->setHighlighted(tile->view().name == view);
}

void Stage::setBare(bool bare) {
  bare_ = bare;
  for (ViewCard* card : cards_) card->setBare(bare);
  if (bare) hint_->setText({});  // it keeps its place, so that title and badges stay at the left
}

QStringList Stage::changedSettings(const Snapshot& snapshot) {
  QStringList names;
  if (!snapshot.demo) return names;
  for (const Setting& setting : snapshot.demo->settings) {
    if (!snapshot.settings.has(setting.name)) continue;
    if (snapshot.settings[setting.name] != setting.initial) names << QString::fromStdString(setting.name);
  }
  return names;
}

void Stage::setBadges(const Snapshot& snapshot) {
  const auto set = [](Badge* badge, const QString& text, const QString& tip = {}) {
    badge->setVisible(!text.isEmpty());
    if (badge->text() == text) return;
    badge->setText(text);
    badge->setAccessibleName(text);
    badge->setToolTip(tip);
    badge->updateGeometry();
  };
  QString data, scaling;
  if (snapshot.data) {
    QString name = QString::fromStdString(snapshot.data->name);
    if (const DataSource* source = findDataSource(snapshot.data->name)) name = translated(source->title);
    data = tr("%1, %2").arg(name, counted(static_cast<qint64>(snapshot.data->rows()), tr("%1 row"), tr("%1 rows")));
    if (snapshot.settings.has("scaling")) {
      const QString how = QString::fromStdString(snapshot.settings.choice("scaling"));
      if (how == QLatin1String("standardise")) scaling = tr("standardised");
      if (how == QLatin1String("whiten")) scaling = tr("whitened");
    }
  }
  QStringList notes;
  for (const Text& note : snapshot.notes) notes << translated(note);
  set(data_, data, notes.join(QLatin1Char('\n')));
  set(scaling_, scaling);
  const int changed = static_cast<int>(changedSettings(snapshot).size());
  set(changed_, changed > 0 ? counted(changed, tr("%1 setting changed"), tr("%1 settings changed")) : QString(),
      tr("List the changes"));
  const QString at = formatCount(static_cast<qint64>(snapshot.step()));
  switch (snapshot.status) {
    case Status::done:
      status_->setKind(BadgeKind::ok);
      set(status_, tr("finished, %1 %2").arg(translated(snapshot.demo->stepName), at));
      break;
    case Status::diverged:
      status_->setKind(BadgeKind::error);
      set(status_, tr("Diverged"));
      break;
    case Status::failed:
      status_->setKind(BadgeKind::error);
      set(status_, tr("Failed"));
      break;
    default:
      set(status_, {});
  }
}

void Stage::setSnapshot(const Snapshot& snapshot, const std::function<ViewFrame(const View&)>& frameOf) {
  if (!demo_ || snapshot.demo != demo_) return;
  setBadges(snapshot);
  int count = 0;
  for (LiveView* tile : tiles_) {
    const ViewFrame frame = frameOf(tile->view());
    for (const ChannelPtr& layer : frame.layers)
      if (const auto* tiles = layer ? std::get_if<Tiles>(layer.get()) : nullptr)
        count += static_cast<int>(tiles->tiles.size());
    tile->setFrame(frame);
  }
  if (count > 0 && count != tileCount_) {
    tileCount_ = count;
    layOut();
  }
  for (ViewCard* card : grid_->placed()) card->setFrame(frameOf(card->view()));
}

}  // namespace gradus
