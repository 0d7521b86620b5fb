#include "widgets/lesson/preset_chips.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

#include "widgets/lesson/flow_layout.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double chipHeight = 30;
constexpr double chipPadding = 13;

}  // namespace

ChipButton::ChipButton(const QString& text, QWidget* parent) : QAbstractButton(parent) {
  setText(text);
  setCheckable(true);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setAccessibleName(text);
  setCornerRadius(this, chipHeight / 2);
}

/// As wide as the text in its heavier weight, so that nothing moves when the chip is filled.
QSize ChipButton::sizeHint() const {
  const Theme& theme = themeOf(this);
  const int text = QFontMetrics(theme.font(TextRole::bodyStrong)).horizontalAdvance(this->text());
  const double height = std::max(theme.len(chipHeight), theme.lineHeight(TextRole::body) + theme.len(space::s12));
  return {text + 2 * theme.px(chipPadding), qRound(height)};
}

void ChipButton::paintEvent(QPaintEvent* /*event*/) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF pill = rect();
  const QColor ground = isChecked()    ? theme.selection
                        : isDown()     ? theme.chip
                        : underMouse() ? theme.hover
                                       : theme.raised;
  paint::box(painter, pill, pill.height() / 2, ground, isChecked() ? theme.accent : theme.edge, theme.hairline());
  paint::text(painter, pill, Qt::AlignCenter, text(), theme.font(isChecked() ? TextRole::bodyStrong : TextRole::body),
              isEnabled() ? theme.text : theme.disabledText);
}

bool ChipButton::hitButton(const QPoint& position) const {
  return rect().contains(position);
}

bool ChipButton::event(QEvent* event) {
  if (event->type() == QEvent::StyleChange) updateGeometry();
  return QAbstractButton::event(event);
}

PresetChips::PresetChips(QWidget* parent) : QWidget(parent), layout_(new FlowLayout(this, 0, 0)) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAccessibleName(tr("Presets"));
  updateGaps();
}

void PresetChips::setPresets(const QList<LessonPreset>& presets) {
  presets_ = presets;
  qDeleteAll(chips_);
  chips_.clear();
  for (const auto& preset : presets) {
    auto* chip = new ChipButton(preset.label, this);
    layout_->addWidget(chip);
    // A chip shows what is in force, which the window says; the click itself does not fill it.
    connect(chip, &QAbstractButton::clicked, this, [this, name = preset.name] {
      setActive(active_);
      Q_EMIT activated(name);
    });
    chips_.append(chip);
  }
  setVisible(!presets.isEmpty());
  setActive(active_);
  updateGeometry();
}

void PresetChips::setActive(const QString& name) {
  active_ = name;
  for (int i = 0; i < chips_.size(); ++i) chips_[i]->setChecked(presets_[i].name == name);
}

void PresetChips::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateGaps();
}

void PresetChips::updateGaps() {
  const int gap = themeOf(this).px(space::s8);
  layout_->setGaps(gap, gap);
}

}  // namespace gradus
