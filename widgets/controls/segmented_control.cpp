#include "widgets/controls/segmented_control.h"

#include <QEvent>
#include <QPainter>
#include <cmath>

#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kSide = 7;  // least distance from a label to the edges of its segment

/// Draws only its label; the frame, the chosen ground and the dividers belong to the whole control.
class Segment : public QRadioButton {
 public:
  Segment(const QString& text, QWidget* parent) : QRadioButton(text, parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCornerRadius(this, radius::field);
    setAttribute(Qt::WA_Hover);
  }

 protected:
  bool hitButton(const QPoint& point) const override { return rect().contains(point); }
  void paintEvent(QPaintEvent*) override {
    const Theme& theme = themeOf(this);
    QPainter painter(this);
    QFont face = theme.font(isChecked() ? TextRole::bodyStrong : TextRole::body);
    if (!isChecked() && underMouse() && isEnabled()) {
      const double inset = theme.len(3);
      paint::box(painter, QRectF(rect()).adjusted(inset, inset, -inset, -inset), theme.len(radius::formula),
                 theme.hover);
    }
    paint::text(painter, rect(), Qt::AlignHCenter, text(), face, isEnabled() ? theme.text : theme.disabledText);
  }
};

double labelWidth(const QString& label, const QFont& strong) {
  return std::ceil(QFontMetricsF(strong).horizontalAdvance(label));
}

}  // namespace

SegmentedControl::SegmentedControl(QWidget* parent) : QWidget(parent) {}

void SegmentedControl::setOptions(const std::vector<ControlOption>& options) {
  qDeleteAll(segments_);
  segments_.clear();
  options_ = options;
  for (const ControlOption& option : options_) {
    auto* segment = new Segment(option.label, this);
    // setValue() blocks this signal, so it comes from people only.
    connect(segment, &QRadioButton::toggled, this, [this, value = option.value](bool on) {
      update();
      if (on) Q_EMIT chosen(value);
    });
    segments_.push_back(segment);
    segment->show();
  }
  place();
}

QString SegmentedControl::value() const {
  for (size_t i = 0; i < segments_.size(); ++i) {
    if (segments_[i]->isChecked()) return options_[i].value;
  }
  return {};
}

void SegmentedControl::setValue(const QString& value) {
  for (size_t i = 0; i < segments_.size(); ++i) {
    const QSignalBlocker blocker(segments_[i]);
    segments_[i]->setAutoExclusive(false);
    segments_[i]->setChecked(options_[i].value == value);
  }
  for (QRadioButton* segment : segments_) segment->setAutoExclusive(true);
  update();
}

void SegmentedControl::setAccessible(const QString& label, const QString& description) {
  setAccessibleName(label);
  for (size_t i = 0; i < segments_.size(); ++i) {
    segments_[i]->setAccessibleName(QStringLiteral("%1: %2").arg(label, options_[i].label));
    segments_[i]->setAccessibleDescription(description);
  }
}

void SegmentedControl::setTroubledFrame(bool troubled) {
  troubled_ = troubled;
  update();
}

int SegmentedControl::widthNeeded(const std::vector<ControlOption>& options, const QWidget* widget) {
  const Theme& theme = themeOf(widget);
  const QFont strong = theme.font(TextRole::bodyStrong);
  double width = 0;
  for (const ControlOption& option : options) width += labelWidth(option.label, strong) + 2 * theme.len(kSide);
  return qRound(std::ceil(width)) + 2 * qRound(theme.fieldLine());
}

QSize SegmentedControl::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {widthNeeded(options_, this), theme.rowHeight() - theme.px(8)};
}

QSize SegmentedControl::minimumSizeHint() const {
  return sizeHint();
}

// Equal parts where all labels fit in them, else parts in proportion to the labels.
void SegmentedControl::place() {
  if (segments_.empty()) return;
  const Theme& theme = themeOf(this);
  const QFont strong = theme.font(TextRole::bodyStrong);
  std::vector<double> least;
  double sum = 0, widest = 0;
  for (const ControlOption& option : options_) {
    least.push_back(labelWidth(option.label, strong) + 2 * theme.len(kSide));
    sum += least.back();
    widest = std::max(widest, least.back());
  }
  const double count = static_cast<double>(segments_.size());
  const bool equal = widest * count <= width();
  const double spare = (width() - sum) / count;
  double x = 0;
  for (size_t i = 0; i < segments_.size(); ++i) {
    const double w = equal ? width() / count : least[i] + spare;
    segments_[i]->setGeometry(qRound(x), 0, qRound(x + w) - qRound(x), height());
    x += w;
  }
}

void SegmentedControl::paintEvent(QPaintEvent*) {
  const Theme& theme = themeOf(this);
  QPainter painter(this);
  paint::field(painter, rect(), {isEnabled(), false, troubled_}, theme);
  painter.setRenderHint(QPainter::Antialiasing);
  const double border = theme.fieldLine();
  const QRectF inner = QRectF(rect()).adjusted(border, border, -border, -border);
  painter.setClipPath(paint::boxPath(inner, std::max(0.0, theme.len(radius::field) - border)));
  for (size_t i = 0; i < segments_.size(); ++i) {
    const QRectF part = segments_[i]->geometry();
    const bool chosenHere = segments_[i]->isChecked();
    const bool besideChosen = chosenHere || (i > 0 && segments_[i - 1]->isChecked());
    if (i > 0 && !besideChosen) {
      const double hair = std::max(1.0, std::round(theme.hairline() / (theme.strong ? 2 : 1)));
      painter.fillRect(QRectF(part.left(), inner.top(), hair, inner.height()), theme.line);
    }
    if (!chosenHere) continue;
    const double bar = theme.len(2.5);
    painter.fillRect(part, isEnabled() ? theme.selection : theme.chip);
    painter.fillRect(QRectF(part.left(), inner.bottom() - bar, part.width(), bar),
                     isEnabled() ? theme.accent : theme.disabledText);
  }
}

void SegmentedControl::resizeEvent(QResizeEvent*) {
  place();
}

void SegmentedControl::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) {
    updateGeometry();
    place();
  }
}

}  // namespace gradus
