#include "widgets/controls/choice_editors.h"

#include <QAbstractItemView>
#include <QWheelEvent>

#include "widgets/controls/value_field.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr size_t kMostSegments = 4;

}  // namespace

void ChoiceBox::wheelEvent(QWheelEvent* event) {
  if (wheelBelongsTo(this)) {
    QComboBox::wheelEvent(event);
  } else {
    event->ignore();
  }
}

ChoiceEditor::ChoiceEditor(const ControlSpec& spec, QWidget* parent)
    : ControlEditor(spec, parent), list_(new ChoiceBox(this)) {
  for (const ControlOption& option : spec.options) list_->addItem(option.label, option.value);
  list_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  describe(list_);
  list_->view()->setAccessibleName(spec.label);
  connect(list_, &QComboBox::activated, this, [this](int i) { take(list_->itemData(i).toString()); });
  if (spec.options.size() >= 2 && spec.options.size() <= kMostSegments) {
    segments_ = new SegmentedControl(this);
    segments_->setOptions(spec.options);
    segments_->setAccessible(spec.label, spec.help);
    segments_->hide();
    connect(segments_, &SegmentedControl::chosen, this, &ChoiceEditor::take);
  }
}

void ChoiceEditor::take(const QString& value) {
  if (value == value_) return;
  setValue(value);
  Q_EMIT refused(QString());
  Q_EMIT edited(value_, true);
}

void ChoiceEditor::setValue(const QVariant& value) {
  value_ = value.toString();
  list_->setCurrentIndex(list_->findData(value_));
  if (segments_ != nullptr && segments_->value() != value_) segments_->setValue(value_);
}

void ChoiceEditor::setTroubled(bool troubled) {
  gradus::setTroubled(list_, troubled);
  if (segments_ != nullptr) segments_->setTroubledFrame(troubled);
}

QWidget* ChoiceEditor::target() const {
  if (!shownSegments_) return list_;
  for (QRadioButton* segment : segments_->findChildren<QRadioButton*>()) {
    if (segment->isChecked()) return segment;
  }
  return segments_->findChild<QRadioButton*>();
}

// Short means: all labels fit side by side at the present width and text scale.
void ChoiceEditor::place(const QRect& control, const QRect& value) {
  const QRect whole = control.united(value);
  shownSegments_ = segments_ != nullptr && SegmentedControl::widthNeeded(spec_.options, this) <= whole.width();
  if (segments_ != nullptr) segments_->setVisible(shownSegments_);
  list_->setVisible(!shownSegments_);
  (shownSegments_ ? static_cast<QWidget*>(segments_) : list_)->setGeometry(whole);
}

ToggleEditor::ToggleEditor(const ControlSpec& spec, QWidget* parent)
    : ControlEditor(spec, parent), switch_(new SwitchButton(this)) {
  describe(switch_);
  connect(switch_, &QCheckBox::clicked, this, [this](bool on) {
    Q_EMIT refused(QString());
    Q_EMIT edited(on, true);
  });
}

void ToggleEditor::setValue(const QVariant& value) {
  switch_->setChecked(value.toBool());
}

void ToggleEditor::place(const QRect&, const QRect& value) {
  const QSize size = switch_->sizeHint();
  switch_->setGeometry(value.right() + 1 - size.width(), value.y() + (value.height() - size.height()) / 2, size.width(),
                       size.height());
}

TextEditor::TextEditor(const ControlSpec& spec, QWidget* parent)
    : ControlEditor(spec, parent), field_(new QLineEdit(this)) {
  describe(field_);
  connect(field_, &QLineEdit::editingFinished, this, [this] {
    if (!field_->isModified() || field_->text() == text_) return;
    setValue(field_->text());
    Q_EMIT refused(QString());
    Q_EMIT edited(text_, true);
  });
}

void TextEditor::setValue(const QVariant& value) {
  text_ = value.toString();
  field_->setText(text_);
  field_->setModified(false);
}

void TextEditor::setTroubled(bool troubled) {
  gradus::setTroubled(field_, troubled);
}

void TextEditor::place(const QRect& control, const QRect& value) {
  field_->setGeometry(control.united(value));
}

}  // namespace gradus
