#include "widgets/controls/number_slider.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

#include "widgets/controls/value_field.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr int kPositions = 1000;  // what assistive technology sees; the number itself is exact
constexpr double kThumb = 16, kRingReach = 4;

}  // namespace

NumberSlider::NumberSlider(QWidget* parent) : QSlider(Qt::Horizontal, parent) {
  setRange(0, kPositions);
  setFocusPolicy(Qt::StrongFocus);
  setOwnFocusRing(this);  // around the thumb
  // Assistive technology moves the position; people move the number.
  connect(this, &QSlider::valueChanged, this, [this](int position) {
    if (position != qRound(scale_.fraction(number_) * kPositions)) go(scale_.at(position / double{kPositions}), true);
  });
}

void NumberSlider::setScale(const NumberScale& scale) {
  scale_ = scale;
  setNumber(number_);
}

void NumberSlider::setDefault(double value, bool known) {
  default_ = value;
  hasDefault_ = known;
  update();
}

void NumberSlider::setNumber(double number) {
  number_ = scale_.clamped(number);
  const QSignalBlocker blocker(this);
  setValue(qRound(scale_.fraction(number_) * kPositions));
  update();
}

QSize NumberSlider::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(136), theme.px(28)};
}

QSize NumberSlider::minimumSizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(60), theme.px(28)};
}

int NumberSlider::lead() const {
  return qRound(themeOf(this).len(kThumb / 2 + kRingReach));
}

double NumberSlider::placeOf(double number) const {
  return lead() + scale_.fraction(number) * std::max(1, width() - 2 * lead());
}

void NumberSlider::go(double number, bool finished) {
  const bool different = number != number_;
  setNumber(number);
  changed_ = changed_ || different;
  if (finished ? changed_ : different) Q_EMIT moved(number_, finished);
  if (finished) changed_ = false;
}

void NumberSlider::dragTo(double x, Qt::KeyboardModifiers modifiers) {
  const double number = scale_.at((x - lead()) / std::max(1, width() - 2 * lead()));
  go(modifiers & Qt::ShiftModifier ? scale_.coarse(number) : number, false);
}

void NumberSlider::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const double x = event->position().x(), thumb = placeOf(number_);
  dragging_ = true;
  changed_ = false;
  setSliderDown(true);
  // Taken at the thumb it keeps the distance to the pointer; on the groove it jumps there.
  const bool onThumb = std::abs(x - thumb) <= themeOf(this).len(kThumb / 2);
  grip_ = onThumb ? thumb - x : 0;
  if (!onThumb) dragTo(x, event->modifiers());
  update();
}

void NumberSlider::mouseMoveEvent(QMouseEvent* event) {
  if (dragging_) dragTo(event->position().x() + grip_, event->modifiers());
}

void NumberSlider::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !dragging_) return;
  dragging_ = false;
  setSliderDown(false);
  go(number_, true);
  update();
}

void NumberSlider::mouseDoubleClickEvent(QMouseEvent* event) {
  dragging_ = false;
  setSliderDown(false);
  if (event->button() == Qt::LeftButton) Q_EMIT defaultRequested();
  update();
}

void NumberSlider::wheelEvent(QWheelEvent* event) {
  const int notches = wheelNotches(*event);
  if (!wheelBelongsTo(this) || notches == 0) {
    event->ignore();
    return;
  }
  go(scale_.moved(number_, notches, stepSize(event->modifiers())), true);
  event->accept();
}

void NumberSlider::focusInEvent(QFocusEvent* event) {
  ringed_ = event->reason() != Qt::MouseFocusReason && event->reason() != Qt::ActiveWindowFocusReason;
  QSlider::focusInEvent(event);
}

void NumberSlider::keyPressEvent(QKeyEvent* event) {
  ringed_ = true;
  const double size = stepSize(event->modifiers());
  switch (event->key()) {
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Plus:
      go(scale_.moved(number_, 1, size), true);
      break;
    case Qt::Key_Left:
    case Qt::Key_Down:
    case Qt::Key_Minus:
      go(scale_.moved(number_, -1, size), true);
      break;
    case Qt::Key_PageUp:
      go(scale_.moved(number_, 1, 10), true);
      break;
    case Qt::Key_PageDown:
      go(scale_.moved(number_, -1, 10), true);
      break;
    case Qt::Key_Home:
      go(scale_.minimum(), true);
      break;
    case Qt::Key_End:
      go(scale_.maximum(), true);
      break;
    case Qt::Key_Backspace:
    case Qt::Key_Delete:
      Q_EMIT defaultRequested();
      break;
    default:
      event->ignore();
      return;
  }
  event->accept();
}

void NumberSlider::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double y = height() / 2.0, last = width() - lead();
  const QColor small = isEnabled() ? theme.muted : theme.disabledText;
  const double tick = std::max(1.0, std::round(theme.len(1)));
  for (const double f : scale_.ticks()) {
    const double x = std::round(lead() + f * (last - lead()) - tick / 2);
    painter.fillRect(QRectF(x, std::round(y + theme.len(6)), tick, theme.len(4)), small);
  }
  if (hasDefault_) {
    const double x = placeOf(default_), top = y - theme.len(11), half = theme.len(3.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(small);
    painter.drawPolygon(QPolygonF({{x - half, top}, {x + half, top}, {x, top + theme.len(4.5)}}));
  }
  const double thumb = placeOf(number_);
  const QPointF pointer = mapFromGlobal(QCursor::pos());
  const bool over = underMouse() && std::abs(pointer.x() - thumb) <= theme.len(kThumb / 2);
  paint::slider(painter, {double(lead()), last, y, thumb, isEnabled(), over, dragging_}, theme);
  if (!hasFocus() || !ringed_) return;
  const double half = theme.len(kThumb / 2);
  paint::focusRing(painter, QRectF(thumb - half, y - half, 2 * half, 2 * half), half, theme);
}

}  // namespace gradus
