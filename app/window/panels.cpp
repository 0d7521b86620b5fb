#include "app/window/panels.h"

#include <QDataStream>
#include <QEvent>
#include <QHBoxLayout>
#include <QIODevice>
#include <QMouseEvent>
#include <QScrollArea>

#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr int smallestStage = 640, railWidth = 48;  // the stage in pixels whatever the text scale
constexpr int readableStage = 400;                  // and at text scale 1

}  // namespace

Panels::Panels(QWidget* catalogue, QWidget* rail, QWidget* stage, QWidget* side, QWidget* parent)
    : QWidget(parent), catalogue_(catalogue), rail_(rail), stage_(stage), side_(side) {
  splitter_ = new QSplitter(Qt::Horizontal, this);
  splitter_->setHandleWidth(1);
  splitter_->setChildrenCollapsible(false);
  rail_->setParent(this);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(0);
  row->addWidget(rail_);
  row->addWidget(splitter_, 1);
  splitter_->addWidget(catalogue_);
  // Large text in a small window: the stage scrolls rather than being squeezed.
  auto* scroll = new QScrollArea(splitter_);
  scroll->setWidget(stage_);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  stage_ = scroll;
  splitter_->addWidget(stage_);
  splitter_->addWidget(side_);
  splitter_->setStretchFactor(0, 0);
  splitter_->setStretchFactor(1, 1);
  splitter_->setStretchFactor(2, 0);
  connect(splitter_, &QSplitter::splitterMoved, this, [this] {
    const double scale = themeOf(this).scale;
    if (catalogue_->parentWidget() == splitter_ && catalogue_->isVisible())
      catalogueWidth_ = qRound(catalogue_->width() / scale);
    if (side_->parentWidget() == splitter_ && side_->isVisible()) sideWidth_ = qRound(side_->width() / scale);
  });
  arrange();
}

Panels::Form Panels::formFor(double width, double height) {
  if (width < 1600 || height < 800) return Form::compact;
  return width > 2200 ? Form::wide : Form::normal;
}

void Panels::setForm(Form form) {
  if (form_ == form) return;
  form_ = form;
  catalogueOver_ = sideOver_ = false;
  arrange();
}

int Panels::defaultWidth(bool catalogue) const {
  const Theme& theme = themeOf(this);
  if (catalogue) return theme.px(form_ == Form::wide ? 304 : 272);
  return theme.px(form_ == Form::wide ? 420 : form_ == Form::compact ? 320 : 368);
}

bool Panels::sideFits() const {
  const Theme& theme = themeOf(this);
  const int left = railed() ? theme.px(railWidth) : catalogueWanted_ ? defaultWidth(true) : 0;
  const int least = std::max(smallestStage, theme.px(readableStage));
  return width() - left - defaultWidth(false) >= least;
}

bool Panels::catalogueShown() const {
  return !catalogue_->isHidden();
}
bool Panels::sideShown() const {
  return !side_->isHidden();
}

void Panels::toggleCatalogue() {
  if (railed()) {
    catalogueOver_ = !catalogueOver_;
  } else {
    catalogueWanted_ = !catalogueWanted_;
  }
  arrange();
  Q_EMIT changed();
}

void Panels::toggleSide() {
  if (sideWanted_ && !sideFits()) {
    sideOver_ = !sideOver_;
  } else {
    sideWanted_ = !sideWanted_;
    sideOver_ = sideWanted_ && !sideFits();
  }
  arrange();
  Q_EMIT changed();
}

void Panels::showSide() {
  if (!sideShown()) toggleSide();
}

void Panels::showCatalogue() {
  if (!catalogueShown()) toggleCatalogue();
}

bool Panels::closeOverlays() {
  if (!catalogueOver_ && !sideOver_) return false;
  catalogueOver_ = sideOver_ = false;
  arrange();
  Q_EMIT changed();
  return true;
}

void Panels::arrange() {
  if (arranging_) return;
  arranging_ = true;
  const Theme& theme = themeOf(this);
  rail_->setFixedWidth(theme.px(railWidth));
  rail_->setVisible(railed());
  if (railed()) {
    if (catalogue_->parentWidget() != this) catalogue_->setParent(this);
    catalogue_->setVisible(catalogueOver_);
  } else {
    catalogueOver_ = false;
    if (catalogue_->parentWidget() != splitter_) splitter_->insertWidget(0, catalogue_);
    catalogue_->setVisible(catalogueWanted_);
  }
  if (sideFits()) {
    sideOver_ = false;
    if (side_->parentWidget() != splitter_) splitter_->addWidget(side_);
    side_->setVisible(sideWanted_);
  } else {
    if (side_->parentWidget() != this) side_->setParent(this);
    side_->setVisible(sideOver_);
  }
  const int least = theme.px(200);
  catalogue_->setMinimumWidth(least);
  side_->setMinimumWidth(theme.px(280));
  stage_->setMinimumWidth(std::min(smallestStage, width() / 2));
  for (int i = 1; i < splitter_->count(); ++i) {
    splitter_->handle(i)->installEventFilter(this);
    splitter_->handle(i)->setToolTip(tr("Drag to resize, double click restores"));
  }
  applyWidths();
  placeOverlays();
  arranging_ = false;
}

void Panels::applyWidths() {
  const double scale = themeOf(this).scale;
  const int catalogue = catalogueWidth_ > 0 ? qRound(catalogueWidth_ * scale) : defaultWidth(true);
  const int side = sideWidth_ > 0 && form_ != Form::compact ? qRound(sideWidth_ * scale) : defaultWidth(false);
  QList<int> sizes;
  for (int i = 0; i < splitter_->count(); ++i) {
    const QWidget* part = splitter_->widget(i);
    if (part == catalogue_) {
      sizes << (catalogue_->isHidden() ? 0 : catalogue);
    } else if (part == side_) {
      sizes << (side_->isHidden() ? 0 : side);
    } else {
      sizes << 1;
    }
  }
  int rest = splitter_->width();
  for (const int size : sizes) rest -= size > 1 ? size : 0;
  for (int i = 0; i < sizes.size(); ++i)
    if (splitter_->widget(i) == stage_) sizes[i] = std::max(1, rest);
  splitter_->setSizes(sizes);
}

void Panels::placeOverlays() {
  if (catalogue_->parentWidget() == this && catalogueOver_) {
    catalogue_->setGeometry(rail_->width(), 0, std::min(defaultWidth(true), width() - rail_->width()), height());
    catalogue_->raise();
  }
  if (side_->parentWidget() == this && sideOver_) {
    const int wide = std::min(defaultWidth(false), width());
    side_->setGeometry(width() - wide, 0, wide, height());
    side_->raise();
  }
}

void Panels::resizeEvent(QResizeEvent*) {
  arrange();
}

void Panels::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  // Later: arranging makes and deletes splitter handles, and a change of theme walks over all widgets at this moment.
  if (event->type() == QEvent::StyleChange && splitter_)
    QMetaObject::invokeMethod(this, &Panels::arrange, Qt::QueuedConnection);
}

bool Panels::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::MouseButtonDblClick) {
    const bool first = splitter_->widget(0) == catalogue_ && watched == splitter_->handle(1);
    (first ? catalogueWidth_ : sideWidth_) = 0;
    applyWidths();
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

QByteArray Panels::saveState() const {
  QByteArray state;
  QDataStream stream(&state, QIODevice::WriteOnly);
  stream << qint32(1) << catalogueWanted_ << sideWanted_ << qint32(catalogueWidth_) << qint32(sideWidth_);
  return state;
}

void Panels::restoreState(const QByteArray& state) {
  QDataStream stream(state);
  qint32 version = 0, catalogue = 0, side = 0;
  bool catalogueWanted = true, sideWanted = true;
  stream >> version >> catalogueWanted >> sideWanted >> catalogue >> side;
  if (stream.status() != QDataStream::Ok || version != 1) return;
  catalogueWanted_ = catalogueWanted;
  sideWanted_ = sideWanted;
  catalogueWidth_ = std::clamp(catalogue, 0, 800);
  sideWidth_ = std::clamp(side, 0, 1200);
  arrange();
}

}  // namespace gradus
