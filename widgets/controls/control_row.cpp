#include "widgets/controls/control_row.h"

#include <QEvent>
#include <QFontMetrics>
#include <QMouseEvent>
#include <QPainter>

#include "widgets/controls/control_editor.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kSide = 16, kLabel = 112, kRestartIcon = 13, kLeastSlider = 60;

bool sameValue(const QVariant& a, const QVariant& b) {
  if (a.typeId() == QMetaType::QString || b.typeId() == QMetaType::QString) return a.toString() == b.toString();
  return a.toDouble() == b.toDouble();
}

}  // namespace

ControlRow::ControlRow(const ControlSpec& spec, QWidget* parent) : QWidget(parent), editor_(makeEditor(spec, this)) {
  setAccessibleName(spec.label);
  setToolTip(spec.help);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  editor_->setValue(spec.defaultValue);
  connect(editor_, &ControlEditor::edited, this, [this](const QVariant& value, bool finished) {
    update();
    Q_EMIT edited(value, finished);
  });
  connect(editor_, &ControlEditor::defaultRequested, this, &ControlRow::returnToDefault);
  connect(editor_, &ControlEditor::refused, this, &ControlRow::refuse);
  updateLayout();
}

const ControlSpec& ControlRow::spec() const {
  return editor_->spec();
}
QVariant ControlRow::value() const {
  return editor_->value();
}

void ControlRow::setValue(const QVariant& value) {
  editor_->setValue(value);
  refuse(QString());
  update();
}

bool ControlRow::isModified() const {
  return spec().defaultValue.isValid() && !sameValue(value(), spec().defaultValue);
}

void ControlRow::returnToDefault() {
  if (!isModified()) return;
  setValue(spec().defaultValue);
  Q_EMIT edited(value(), true);
}

void ControlRow::setPendingRestart(bool pending) {
  if (pendingRestart_ == pending) return;
  pendingRestart_ = pending;
  updateLayout();
}

void ControlRow::setTrouble(const QString& text) {
  if (trouble_ == text) return;
  trouble_ = text;
  updateTrouble();
}

void ControlRow::refuse(const QString& why) {
  if (refused_ == why) return;
  refused_ = why;
  updateTrouble();
}

void ControlRow::updateTrouble() {
  editor_->setTroubled(!trouble_.isEmpty() || !refused_.isEmpty());
  setAccessibleDescription(note());
  updateLayout();
}

void ControlRow::setHighlighted(bool highlighted) {
  highlighted_ = highlighted;
  update();
}

void ControlRow::focusControl() {
  if (QWidget* target = editor_->target()) target->setFocus(Qt::ShortcutFocusReason);
}

QString ControlRow::note() const {
  if (!refused_.isEmpty()) return refused_;
  if (!trouble_.isEmpty()) return trouble_;
  return pendingRestart_ ? tr("applies after restart") : QString();
}

int ControlRow::labelWidth() const {
  const Theme& theme = themeOf(this);
  if (stacked_) return width() - 2 * theme.px(kSide);
  return theme.textPx(kLabel) - (spec().needsRestart ? theme.px(kRestartIcon + 6) : 0);
}

// Up to two lines, broken between words; what is still too long is cut in the middle (the tooltip has it whole).
QStringList ControlRow::labelLines() const {
  const QFontMetrics metrics(themeOf(this).font(TextRole::body));
  const QString label = spec().label;
  if (metrics.horizontalAdvance(label) <= labelWidth()) return {label};
  for (qsizetype cut = label.lastIndexOf(QLatin1Char(' ')); cut > 0;
       cut = label.lastIndexOf(QLatin1Char(' '), cut - 1)) {
    if (metrics.horizontalAdvance(label.left(cut)) <= labelWidth()) return {label.left(cut), label.mid(cut + 1)};
  }
  return {label};
}

void ControlRow::updateLayout() {
  const Theme& theme = themeOf(this);
  const int side = theme.px(kSide), label = theme.textPx(kLabel), gap = ControlEditor::gap(theme);
  const int columns = 2 * side + label + gap + theme.px(kLeastSlider) + gap + ControlEditor::valueWidth(theme);
  stacked_ = width() > 0 && width() < columns;
  const int line = theme.lineHeight(TextRole::body), lead = ControlEditor::lead(theme);
  const int noteHeight = note().isEmpty() ? 0 : theme.lineHeight(TextRole::caption);
  const int labelHeight = static_cast<int>(labelLines().size()) * line;
  const int row = theme.rowHeight();
  const int top = stacked_ ? labelHeight + theme.px(2) : 0;
  const int body = stacked_ ? row : std::max(row, labelHeight + theme.px(4));
  const int left = stacked_ ? side : side + label + gap;
  editor_->setGeometry(left - lead, top, std::max(1, width() - side - left + lead), body);
  const int height = top + body + noteHeight;
  if (minimumHeight() != height || maximumHeight() != height) setFixedHeight(height);
  update();
}

QSize ControlRow::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(368), minimumHeight()};
}

QSize ControlRow::minimumSizeHint() const {
  const Theme& theme = themeOf(this);
  return {2 * theme.px(kSide) + theme.px(kLeastSlider) + ControlEditor::gap(theme) + ControlEditor::valueWidth(theme),
          minimumHeight()};
}

void ControlRow::paintLabel(QPainter& painter, const QRectF& place) const {
  const Theme& theme = themeOf(this);
  const bool troubled = !trouble_.isEmpty() || !refused_.isEmpty();
  const QFont font = theme.font(troubled || highlighted_ ? TextRole::bodyStrong : TextRole::body);
  const QColor colour = troubled ? theme.error : isEnabled() ? theme.text : theme.disabledText;
  const QStringList lines = labelLines();
  const double line = theme.lineHeight(TextRole::body);
  double y = place.top() + (place.height() - line * static_cast<double>(lines.size())) / 2, end = place.left();
  for (const QString& text : lines) {
    end = place.left() +
          paint::text(painter, QRectF(place.left(), y, labelWidth(), line), Qt::AlignLeft, text, font, colour);
    y += line;
  }
  if (spec().needsRestart) {
    const double side = theme.len(kRestartIcon);
    paintIcon(painter, Icon::restart, QRectF(end + theme.len(6), y - line + (line - side) / 2, side, side), theme.warn);
  }
  if (isModified()) {
    const double dot = theme.len(5);
    paint::box(painter, QRectF(place.left() - theme.len(10), y - line + (line - dot) / 2, dot, dot), dot / 2,
               theme.accent);
  }
}

void ControlRow::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  if (highlighted_) {
    painter.fillRect(rect(), theme.selection);
    painter.fillRect(QRectF(0, 0, theme.len(3), height()), theme.accent);
  }
  const QRect body = editor_->geometry();
  const double side = theme.len(kSide);
  const QRectF label(side, stacked_ ? 0 : body.top(), labelWidth(), stacked_ ? body.top() : body.height());
  paintLabel(painter, label);
  const QString below = note();
  if (below.isEmpty()) return;
  const bool troubled = !trouble_.isEmpty() || !refused_.isEmpty();
  const double left = body.left() + ControlEditor::lead(theme);
  // Close under the field, but clear of the ticks in compact rows.
  const double rise = std::clamp((theme.rowHeight() - theme.px(30)) / 2.0, 0.0, theme.len(3));
  paint::text(painter,
              QRectF(left, body.bottom() + 1 - rise, width() - side - left, theme.lineHeight(TextRole::caption)),
              Qt::AlignLeft, below, theme.font(TextRole::caption), troubled ? theme.error : theme.warn);
}

void ControlRow::resizeEvent(QResizeEvent*) {
  updateLayout();
}

void ControlRow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange || event->type() == QEvent::EnabledChange) updateLayout();
}

void ControlRow::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && event->position().x() < editor_->x()) returnToDefault();
}

void ControlRow::enterEvent(QEnterEvent*) {
  Q_EMIT hovered(true);
}
void ControlRow::leaveEvent(QEvent*) {
  Q_EMIT hovered(false);
}

}  // namespace gradus
