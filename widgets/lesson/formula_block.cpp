#include "widgets/lesson/formula_block.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/lesson/formula_cache.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double bar = 3;
constexpr double sidePadding = 12;
constexpr double topPadding = 12;

}  // namespace

FormulaBlock::FormulaBlock(FormulaCache& cache, QWidget* parent) : QWidget(parent), cache_(cache) {
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  setCornerRadius(this, radius::formula);
}

void FormulaBlock::setFormula(const Formula& formula, bool linked) {
  formula_ = formula;
  linked_ = linked;
  setFocusPolicy(linked ? Qt::StrongFocus : Qt::NoFocus);
  setCursor(linked ? Qt::PointingHandCursor : Qt::ArrowCursor);
  setAccessibleName(tr("Formula: %1").arg(formula.tex));
  updateGeometry();
  update();
}

void FormulaBlock::setHighlighted(bool highlighted) {
  highlighted_ = highlighted;
  update();
}

/// Size of the type: that of formula blocks, less where the formula would be wider than the block.
double FormulaBlock::em() const {
  const Theme& theme = themeOf(this);
  const double wanted = theme.font(TextRole::formula).pixelSize();
  if (!formula_ || formula_->width <= 0) return wanted;
  const double room = width() - theme.len(bar + 2 * sidePadding);
  return std::clamp(room / formula_->width, wanted * 0.5, wanted);
}

QSize FormulaBlock::sizeHint() const {
  const Theme& theme = themeOf(this);
  const double height = formula_ ? formula_->height * theme.font(TextRole::formula).pixelSize() : 0;
  const double frame = 2 * theme.len(topPadding);
  return {theme.px(320), static_cast<int>(std::ceil(height + frame))};
}

QSize FormulaBlock::minimumSizeHint() const {
  return {themeOf(this).px(160), sizeHint().height()};
}

void FormulaBlock::paintEvent(QPaintEvent* /*event*/) {
  if (!formula_) return;
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF frame = rect();
  const double corner = theme.len(radius::formula);
  paint::box(painter, frame, corner, highlighted_ ? theme.selection : theme.canvas, theme.line, theme.hairline());
  painter.save();
  painter.setClipPath(paint::boxPath(frame, corner));
  painter.fillRect(QRectF(frame.left(), frame.top(), theme.len(bar), frame.height()), theme.accent);
  painter.restore();
  const double size = em();
  const double left = frame.left() + theme.len(bar) + (frame.width() - theme.len(bar) - formula_->width * size) / 2;
  const double top = frame.top() + (frame.height() - formula_->height * size) / 2;
  cache_.draw(painter, {left, top + (formula_->height - formula_->depth) * size}, *formula_, size, theme.text);
}

void FormulaBlock::enterEvent(QEnterEvent* /*event*/) {
  if (linked_) Q_EMIT hovered(true);
}

void FormulaBlock::leaveEvent(QEvent* /*event*/) {
  if (linked_) Q_EMIT hovered(false);
}

void FormulaBlock::mouseReleaseEvent(QMouseEvent* event) {
  if (linked_ && event->button() == Qt::LeftButton && rect().contains(event->position().toPoint())) Q_EMIT activated();
}

void FormulaBlock::keyPressEvent(QKeyEvent* event) {
  if (linked_ && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)) {
    Q_EMIT activated();
  } else {
    QWidget::keyPressEvent(event);
  }
}

void FormulaBlock::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  Q_EMIT hovered(true);
}

void FormulaBlock::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  Q_EMIT hovered(false);
}

void FormulaBlock::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateGeometry();
}

}  // namespace gradus
