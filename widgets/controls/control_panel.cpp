#include "widgets/controls/control_panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

RestartBar::RestartBar(QWidget* parent)
    : QWidget(parent), text_(new QLabel(this)), button_(new QPushButton(tr("Restart"), this)) {
  auto* line = new QHBoxLayout(this);
  line->addWidget(text_, 1);
  line->addWidget(button_);
  text_->setWordWrap(true);
  button_->setIcon(icon(Icon::restart));
  connect(button_, &QPushButton::clicked, this, &RestartBar::requested);
  updateMargins();
  hide();
}

void RestartBar::updateMargins() {
  const Theme& theme = themeOf(this);
  layout()->setContentsMargins(theme.px(space::s16), theme.px(6), theme.px(space::s16), theme.px(6));
}

void RestartBar::setCount(int count) {
  count_ = count;
  const QString text = count == 1 ? tr("Restart to apply 1 change") : tr("Restart to apply %1 changes").arg(count);
  setAccessibleName(text);
  text_->setText(text);
  button_->setAccessibleName(text);
  setVisible(count > 0);
  update();
}

void RestartBar::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.fillRect(rect(), theme.raised);
  painter.fillRect(QRectF(0, 0, theme.len(3), height()), theme.warn);
  painter.fillRect(QRectF(0, height() - theme.hairline(), width(), theme.hairline()), theme.line);
}

void RestartBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateMargins();
}

ControlPanel::ControlPanel(QWidget* parent)
    : QWidget(parent),
      bar_(new RestartBar(this)),
      area_(new QScrollArea(this)),
      scroll_(new QScrollBar(Qt::Vertical, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(bar_);
  column->addWidget(area_);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setWidgetResizable(true);
  area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  // Our bar lies in the margin of the rows: where it comes and goes, no control changes its place or width.
  area_->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  QScrollBar* own = area_->verticalScrollBar();
  connect(own, &QScrollBar::rangeChanged, this, &ControlPanel::placeScrollBar);
  connect(own, &QScrollBar::valueChanged, scroll_, &QScrollBar::setValue);
  connect(scroll_, &QScrollBar::valueChanged, own, &QScrollBar::setValue);
  scroll_->setAccessibleName(tr("Controls, scroll"));
  scroll_->hide();
  area_->setFocusPolicy(Qt::NoFocus);
  area_->setAccessibleName(tr("Controls"));
  setAccessibleName(tr("Controls"));
  connect(bar_, &RestartBar::requested, this, &ControlPanel::restartRequested);
}

void ControlPanel::setControls(const std::vector<ControlSpec>& specs) {
  rows_.clear();
  groups_.clear();
  order_.clear();
  content_ = new QWidget;
  auto* column = new QVBoxLayout(content_);
  column->setContentsMargins(0, 6, 0, 10);
  column->setSpacing(8);
  for (const ControlSpec& spec : specs) {
    ControlGroup*& group = groups_[spec.group];
    if (group == nullptr) {
      group = new ControlGroup(spec.group, content_);
      column->addWidget(group);
    }
    auto* row = new ControlRow(spec, group);
    group->addWidget(row);
    rows_[spec.name] = row;
    order_.append(spec.name);
    connect(row, &ControlRow::edited, this,
            [this, name = spec.name](const QVariant& value, bool finished) { Q_EMIT edited(name, value, finished); });
    connect(row, &ControlRow::hovered, this, [this, name = spec.name](bool over) { Q_EMIT hovered(name, over); });
  }
  column->addStretch();
  area_->setWidget(content_);
  bar_->setCount(0);
}

void ControlPanel::placeScrollBar() {
  const QScrollBar* own = area_->verticalScrollBar();
  scroll_->setPageStep(own->pageStep());
  scroll_->setSingleStep(own->singleStep());
  scroll_->setRange(own->minimum(), own->maximum());
  scroll_->setValue(own->value());
  const int wide = scroll_->sizeHint().width(), top = area_->y();
  scroll_->setGeometry(width() - wide, top, wide, height() - top);
  scroll_->setVisible(own->maximum() > own->minimum());
  scroll_->raise();
}

void ControlPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  placeScrollBar();
}

void ControlPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) placeScrollBar();
}

ControlRow* ControlPanel::row(const QString& name) const {
  const auto found = rows_.find(name);
  return found == rows_.end() ? nullptr : found->second;
}

ControlGroup* ControlPanel::group(const QString& name) const {
  const auto found = groups_.find(name);
  return found == groups_.end() ? nullptr : found->second;
}

QVariant ControlPanel::value(const QString& name) const {
  const ControlRow* found = row(name);
  return found != nullptr ? found->value() : QVariant();
}

void ControlPanel::setValue(const QString& name, const QVariant& value) {
  if (ControlRow* found = row(name)) found->setValue(value);
}

void ControlPanel::setSummary(const QString& group, const QString& text) {
  if (ControlGroup* found = this->group(group)) found->setSummary(text);
}

void ControlPanel::setPendingRestart(const QStringList& names) {
  int count = 0;
  for (const auto& [name, row] : rows_) {
    const bool pending = names.contains(name);
    row->setPendingRestart(pending);
    count += pending ? 1 : 0;
  }
  bar_->setCount(count);
  layout()->activate();
  placeScrollBar();
}

void ControlPanel::setTrouble(const QString& name, const QString& text) {
  if (ControlRow* found = row(name)) found->setTrouble(text);
}

void ControlPanel::open(const QString& name) {
  ControlRow* found = row(name);
  if (found == nullptr) return;
  if (ControlGroup* in = group(found->spec().group)) in->setOpen(true, false);
  if (content_->layout() != nullptr) content_->layout()->activate();
  area_->ensureWidgetVisible(found, 0, found->height());
}

void ControlPanel::highlight(const QString& name) {
  for (const auto& [key, row] : rows_) row->setHighlighted(key == name);
  open(name);
}

QStringList ControlPanel::find(const QString& text) const {
  QStringList first, rest;
  const QString wanted = text.trimmed();
  if (wanted.isEmpty()) return {};
  for (const QString& name : order_) {
    const ControlSpec& spec = row(name)->spec();
    QString all = spec.label + QLatin1Char('\n') + spec.name + QLatin1Char('\n') + spec.help;
    for (const ControlOption& option : spec.options) all += QLatin1Char('\n') + option.label;
    if (spec.label.startsWith(wanted, Qt::CaseInsensitive)) {
      first.append(name);
    } else if (all.contains(wanted, Qt::CaseInsensitive)) {
      rest.append(name);
    }
  }
  return first + rest;
}

void ControlPanel::reveal(const QString& name) {
  open(name);
  if (ControlRow* found = row(name)) found->focusControl();
}

}  // namespace gradus
