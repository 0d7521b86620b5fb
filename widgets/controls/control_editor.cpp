#include "widgets/controls/control_editor.h"

#include <QEvent>

#include "widgets/controls/choice_editors.h"
#include "widgets/controls/number_editors.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

int ControlEditor::lead(const Theme& theme) {
  return theme.px(12);
}
int ControlEditor::gap(const Theme& theme) {
  return theme.px(12);
}
int ControlEditor::valueWidth(const Theme& theme) {
  return theme.textPx(84);
}
int ControlEditor::fieldHeight(const Theme& theme) {
  return std::max(theme.rowHeight() - theme.px(8), theme.lineHeight(TextRole::body) + theme.px(6));
}

void ControlEditor::resizeEvent(QResizeEvent*) {
  placeParts();
}

void ControlEditor::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::StyleChange) placeParts();
}

void ControlEditor::placeParts() {
  const Theme& theme = themeOf(this);
  const int height = std::min(fieldHeight(theme), this->height()), top = (this->height() - height) / 2;
  const int left = lead(theme), value = std::min(valueWidth(theme), (width() - left) / 2);
  const int controlWidth = width() - left - value - gap(theme);
  place({left, top, controlWidth, height}, {width() - value, top, value, height});
}

void ControlEditor::describe(QWidget* part, const QString& suffix) const {
  part->setAccessibleName(suffix.isEmpty() ? spec_.label : QStringLiteral("%1, %2").arg(spec_.label, suffix));
  QString text = spec_.help;
  if (!spec_.unit.isEmpty()) text = QStringLiteral("%1 (%2)").arg(text, spec_.unit);
  part->setAccessibleDescription(text.isEmpty() ? spec_.label : text);
}

ControlEditor* makeEditor(const ControlSpec& spec, QWidget* parent) {
  switch (spec.kind) {
    case ControlKind::number:
    case ControlKind::integer:
      return new NumberEditor(spec, parent);
    case ControlKind::choice:
      return new ChoiceEditor(spec, parent);
    case ControlKind::toggle:
      return new ToggleEditor(spec, parent);
    case ControlKind::seed:
      return new SeedEditor(spec, parent);
    case ControlKind::numberList:
      return new NumberListEditor(spec, parent);
    case ControlKind::text:
      break;
  }
  return new TextEditor(spec, parent);
}

}  // namespace gradus
