#include "widgets/controls/search_field.h"

#include <QKeyEvent>
#include <QPainter>

#include "widgets/theme/icons.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

constexpr double kHeight = 32, kIcon = 15, kIconLeft = 11, kHintHeight = 20, kHintRight = 7, kHintSide = 6;

}  // namespace

SearchField::SearchField(const QString& label, QWidget* parent) : QLineEdit(parent) {
  setPlaceholderText(label);
  setAccessibleName(label);
  setFrame(false);  // drawn here, with the larger radius of search fields
  setCornerRadius(this, radius::button);
  connect(this, &QLineEdit::textChanged, this, &SearchField::updateMargins);
  updateMargins();
}

void SearchField::setShortcutHint(const QString& hint) {
  hint_ = hint;
  updateMargins();
}

double SearchField::hintWidth() const {
  if (hint_.isEmpty() || !text().isEmpty()) return 0;
  const Theme& theme = themeOf(this);
  const double text = QFontMetricsF(theme.font(TextRole::caption)).horizontalAdvance(hint_);
  return std::max(theme.len(kHintHeight), text + 2 * theme.len(kHintSide));
}

void SearchField::updateMargins() {
  const Theme& theme = themeOf(this);
  const int right = hintWidth() > 0 ? qRound(hintWidth() + theme.len(kHintRight)) + 4 : theme.px(8);
  setTextMargins(theme.px(kIconLeft + kIcon + 6), 0, right, 0);
  updateGeometry();
}

QSize SearchField::sizeHint() const {
  const Theme& theme = themeOf(this);
  return {theme.px(240), std::max(theme.px(kHeight), theme.lineHeight(TextRole::body) + theme.px(8))};
}

void SearchField::paintEvent(QPaintEvent* event) {
  const Theme& theme = themeOf(this);
  {
    QPainter painter(this);
    paint::box(painter, rect(), theme.len(radius::button), theme.field, underMouse() ? theme.edge : theme.line,
               theme.hairline());
    const double side = theme.len(kIcon);
    paintIcon(painter, Icon::search, QRectF(theme.len(kIconLeft), (height() - side) / 2, side, side), theme.muted);
    if (const double width = hintWidth(); width > 0) {
      const double tall = theme.len(kHintHeight);
      const QRectF box(this->width() - theme.len(kHintRight) - width, (height() - tall) / 2, width, tall);
      paint::box(painter, box, theme.len(radius::formula), theme.panel, theme.line, theme.hairline());
      paint::text(painter, box, Qt::AlignHCenter, hint_, theme.font(TextRole::caption), theme.muted);
    }
  }
  QLineEdit::paintEvent(event);
}

void SearchField::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && !text().isEmpty()) {
    clear();
    return;
  }
  if (event->key() == Qt::Key_Down) {
    Q_EMIT leftDownwards();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void SearchField::changeEvent(QEvent* event) {
  QLineEdit::changeEvent(event);
  if (event->type() == QEvent::StyleChange) updateMargins();
}

}  // namespace gradus
