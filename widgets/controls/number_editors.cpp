#include "widgets/controls/number_editors.h"

#include <QRandomGenerator>
#include <cmath>

#include "widgets/controls/expression.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

NumberEditor::NumberEditor(const ControlSpec& spec, QWidget* parent)
    : ControlEditor(spec, parent), scale_(spec), field_(new ValueField(this)) {
  if (scale_.slidable()) {
    slider_ = new NumberSlider(this);
    slider_->setScale(scale_);
    slider_->setDefault(spec.defaultValue.toDouble(), spec.defaultValue.isValid());
    describe(slider_);
    connect(slider_, &NumberSlider::moved, this, [this](double number, bool finished) { take(number, finished); });
    connect(slider_, &NumberSlider::defaultRequested, this, &ControlEditor::defaultRequested);
    setTabOrder(slider_, field_);
  }
  field_->setScale(scale_);
  field_->setUnit(spec.unit);
  describe(field_, slider_ != nullptr ? tr("value") : QString());
  connect(field_, &ValueField::committed, this, [this](double number) { take(number, true); });
  connect(field_, &ValueField::stepRequested, this,
          [this](int steps, double size) { take(scale_.moved(field_->value(), steps, size), true); });
  connect(field_, &ValueField::refused, this, &ControlEditor::refused);
  connect(field_, &ValueField::reverted, this, [this] { Q_EMIT refused(QString()); });
}

QVariant NumberEditor::typed(double number) const {
  return scale_.integer() ? QVariant(static_cast<qlonglong>(std::llround(number))) : QVariant(number);
}

void NumberEditor::take(double number, bool finished) {
  field_->setValue(number);
  if (slider_ != nullptr) slider_->setNumber(number);
  Q_EMIT refused(QString());
  Q_EMIT edited(typed(number), finished);
}

QVariant NumberEditor::value() const {
  return typed(field_->value());
}

void NumberEditor::setValue(const QVariant& value) {
  field_->setValue(value.toDouble());
  if (slider_ != nullptr && !slider_->isSliderDown()) slider_->setNumber(value.toDouble());
}

void NumberEditor::setTroubled(bool troubled) {
  gradus::setTroubled(field_, troubled);
}

QWidget* NumberEditor::target() const {
  return slider_ != nullptr ? static_cast<QWidget*>(slider_) : field_;
}

void NumberEditor::place(const QRect& control, const QRect& value) {
  field_->setGeometry(slider_ != nullptr ? value : control.united(value));
  if (slider_ == nullptr) return;
  const int lead = slider_->lead();
  slider_->setGeometry(control.adjusted(-lead, 0, lead, 0));
}

SeedEditor::SeedEditor(const ControlSpec& spec, QWidget* parent)
    : ControlEditor(spec, parent), field_(new QLineEdit(this)), fresh_(new QPushButton(tr("New"), this)) {
  field_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  describe(field_);
  fresh_->setIcon(icon(Icon::dice));
  fresh_->setAccessibleName(tr("New seed"));
  fresh_->setToolTip(tr("Draws another seed and starts again"));
  connect(field_, &QLineEdit::returnPressed, this, &SeedEditor::commit);
  connect(field_, &QLineEdit::editingFinished, this, &SeedEditor::commit);
  connect(fresh_, &QPushButton::clicked, this, [this] {
    // Any number will do: what the run draws follows from the seed that is written down, not from how it was found.
    // Four digits can be read out in a lecture.
    qulonglong next = seed_;
    while (next == seed_) next = QRandomGenerator::global()->bounded(1, 10000);
    setValue(next);
    Q_EMIT refused(QString());
    Q_EMIT edited(seed_, true);
  });
}

void SeedEditor::setValue(const QVariant& value) {
  seed_ = value.toULongLong();
  field_->setText(QString::number(seed_));
  field_->setModified(false);
}

void SeedEditor::commit() {
  if (!field_->isModified()) return;
  bool ok = false;
  const qulonglong typed = field_->text().remove(QChar(0x2009)).trimmed().toULongLong(&ok);
  if (!ok) {
    Q_EMIT refused(tr("A seed is a whole number from 0 on."));
    return;
  }
  const bool changed = typed != seed_;
  setValue(typed);
  Q_EMIT refused(QString());
  if (changed) Q_EMIT edited(seed_, true);
}

void SeedEditor::setTroubled(bool troubled) {
  gradus::setTroubled(field_, troubled);
}

void SeedEditor::place(const QRect& control, const QRect& value) {
  field_->setGeometry(control);
  fresh_->setGeometry(value);
}

NumberListEditor::NumberListEditor(const ControlSpec& spec, QWidget* parent)
    : ControlEditor(spec, parent),
      field_(new QLineEdit(this)),
      less_(new QPushButton(this)),
      more_(new QPushButton(this)) {
  describe(field_);
  less_->setIcon(icon(Icon::minus));
  more_->setIcon(icon(Icon::plus));
  less_->setAccessibleName(tr("%1: remove the last").arg(spec.label));
  more_->setAccessibleName(tr("%1: add one").arg(spec.label));
  less_->setToolTip(tr("Removes the last number"));
  more_->setToolTip(tr("Repeats the last number"));
  connect(field_, &QLineEdit::editingFinished, this, &NumberListEditor::commit);
  connect(less_, &QPushButton::clicked, this, [this] {
    QStringList parts = list_.split(QLatin1Char(','), Qt::SkipEmptyParts);
    if (parts.isEmpty()) return;
    parts.removeLast();
    apply(parts);
  });
  connect(more_, &QPushButton::clicked, this, [this] {
    QStringList parts = list_.split(QLatin1Char(','), Qt::SkipEmptyParts);
    const double first = std::max(spec_.minimum, std::min(spec_.maximum, 8.0));
    parts.append(parts.isEmpty() ? QString::number(first) : parts.last());
    apply(parts);
  });
}

void NumberListEditor::apply(const QStringList& parts) {
  setValue(parts.join(QLatin1Char(',')));
  Q_EMIT refused(QString());
  Q_EMIT edited(list_, true);
}

void NumberListEditor::setValue(const QVariant& value) {
  list_ = value.toString();
  QString shown = list_;
  field_->setText(shown.replace(QLatin1Char(','), QStringLiteral(", ")));
  field_->setModified(false);
  less_->setEnabled(!list_.isEmpty());
}

void NumberListEditor::commit() {
  if (!field_->isModified()) return;
  QStringList parts;
  const bool whole = spec_.step >= 1 && spec_.step == std::floor(spec_.step);
  for (const QString& part : field_->text().split(QLatin1Char(','))) {
    if (part.trimmed().isEmpty() && field_->text().trimmed().isEmpty()) break;
    const auto number = parseExpression(part.trimmed().toStdString());
    if (!number || (whole && *number != std::floor(*number))) {
      Q_EMIT refused(whole ? tr("Whole numbers with commas between, such as 8, 8")
                           : tr("Numbers with commas between, such as 0.5, 1"));
      return;
    }
    if (*number < spec_.minimum || *number > spec_.maximum) {
      Q_EMIT refused(tr("Each from %1 to %2").arg(readableNumber(spec_.minimum), readableNumber(spec_.maximum)));
      return;
    }
    parts.append(QString::number(*number, 'g', 12));
  }
  if (parts.join(QLatin1Char(',')) == list_) {
    setValue(list_);
    Q_EMIT refused(QString());
    return;
  }
  apply(parts);
}

void NumberListEditor::setTroubled(bool troubled) {
  gradus::setTroubled(field_, troubled);
}

void NumberListEditor::place(const QRect& control, const QRect& value) {
  field_->setGeometry(control);
  const int gap = themeOf(this).px(4), half = (value.width() - gap) / 2;
  less_->setGeometry(value.x(), value.y(), half, value.height());
  more_->setGeometry(value.right() + 1 - half, value.y(), half, value.height());
}

}  // namespace gradus
