#include "widgets/lesson/lesson_text.h"

#include <QAbstractTextDocumentLayout>
#include <QAccessible>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <algorithm>
#include <cmath>

#include "widgets/lesson/formula_cache.h"
#include "widgets/lesson/formula_object.h"
#include "widgets/lesson/lesson_document.h"
#include "widgets/theme/theme_service.h"

namespace gradus {
namespace {

int linkOf(const QString& href) {
  bool valid = false;
  const int link = href.startsWith(QLatin1String("link:")) ? href.mid(5).toInt(&valid) : -1;
  return valid ? link : -1;
}

}  // namespace

LessonText::LessonText(FormulaCache& cache, QWidget* parent) : QTextBrowser(parent) {
  setFrameShape(QFrame::NoFrame);
  setOpenLinks(false);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setLineWrapMode(QTextEdit::WidgetWidth);
  setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse);
  viewport()->setAutoFillBackground(false);
  setProperty("gradusOwnFocusRing", true);
  QSizePolicy policy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  document()->documentLayout()->registerHandler(FormulaObject::type, new FormulaObject(cache, this));
  connect(this, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) {
    if (const int link = linkOf(url.toString()); link >= 0) Q_EMIT linkActivated(link);
  });
  connect(this, &QTextBrowser::highlighted, this,
          [this](const QUrl& url) { Q_EMIT linkHovered(linkOf(url.toString())); });
}

void LessonText::contentChanged(const Lesson& lesson) {
  lesson_ = &lesson;
  focusedRange_ = -1;
  collectLinks();
  setFocusPolicy(ranges_.isEmpty() ? Qt::ClickFocus : Qt::StrongFocus);
  updateGeometry();
  viewport()->update();
}

void LessonText::collectLinks() {
  ranges_.clear();
  for (auto block = document()->begin(); block.isValid(); block = block.next()) {
    for (auto it = block.begin(); !it.atEnd(); ++it) {
      const auto fragment = it.fragment();
      const int link = linkOf(fragment.charFormat().anchorHref());
      if (link < 0) continue;
      const int end = fragment.position() + fragment.length();
      if (!ranges_.isEmpty() && ranges_.last().link == link && ranges_.last().end == fragment.position()) {
        ranges_.last().end = end;
      } else {
        ranges_.append({link, fragment.position(), end});
      }
    }
  }
}

void LessonText::setHighlighted(const QString& control, const QString& view) {
  control_ = control;
  view_ = view;
  viewport()->update();
}

bool LessonText::isHighlighted(int link) const {
  if (lesson_ == nullptr || link < 0 || link >= static_cast<int>(lesson_->links.size())) return false;
  const auto& target = lesson_->links[static_cast<std::size_t>(link)];
  return (!control_.isEmpty() && target.speaksOfControl(control_.toStdString())) ||
         (!view_.isEmpty() && target.speaksOfView(view_.toStdString()));
}

QList<int> LessonText::highlightedLinks() const {
  QList<int> links;
  for (const auto& range : ranges_) {
    if (isHighlighted(range.link)) links.append(range.link);
  }
  return links;
}

int LessonText::focusedLink() const {
  return focusedRange_ < 0 ? -1 : ranges_[focusedRange_].link;
}

int LessonText::heightForWidth(int width) const {
  auto* text = document();
  const double before = text->textWidth();
  fitFormulas(width);
  text->setTextWidth(width);
  const int height = static_cast<int>(std::ceil(text->size().height()));
  if (before > 0 && before != width) {
    fitFormulas(before);
    text->setTextWidth(before);
  }
  return height;
}

void LessonText::resizeEvent(QResizeEvent* event) {
  fitFormulas(viewport()->width());
  QTextBrowser::resizeEvent(event);
}

/// Formulas on a line of their own become smaller where the text is narrower than they are.
void LessonText::fitFormulas(double width) const {
  for (auto block = document()->begin(); block.isValid(); block = block.next()) {
    const auto format = block.blockFormat();
    if (!LessonDocument::isFormulaBlock(format)) continue;
    const double room = width - 2 * document()->documentMargin() - format.leftMargin() - format.rightMargin();
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::NextCharacter, QTextCursor::KeepAnchor);
    const auto before = cursor.charFormat();
    const auto fitted = FormulaObject::fitted(before, room);
    if (fitted != before) cursor.setCharFormat(fitted);
  }
}

QSize LessonText::sizeHint() const {
  const int wide = width() > 0 ? width() : 340;
  return {wide, heightForWidth(wide)};
}

QSize LessonText::minimumSizeHint() const {
  return {themeOf(this).px(120), themeOf(this).px(16)};
}

void LessonText::setFocusedRange(int range) {
  focusedRange_ = range;
  viewport()->update();
  if (range < 0) {
    setAccessibleDescription({});
    Q_EMIT linkHovered(-1);
    return;
  }
  QTextCursor cursor(document());
  cursor.setPosition(ranges_[range].begin);
  cursor.setPosition(ranges_[range].end, QTextCursor::KeepAnchor);
  setAccessibleDescription(tr("Link: %1").arg(cursor.selectedText()));
  QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&changed);
  Q_EMIT linkHovered(ranges_[range].link);
  const auto rects = rectsOf(ranges_[range]);
  if (!rects.isEmpty()) Q_EMIT linkFocused(rects.first().united(rects.last()).toAlignedRect());
}

bool LessonText::focusNextPrevChild(bool next) {
  const auto to = focusedRange_ + (next ? 1 : -1);
  if (!ranges_.isEmpty() && to >= 0 && to < ranges_.size() && (focusedRange_ >= 0 || next)) {
    setFocusedRange(static_cast<int>(to));
    return true;
  }
  return QTextBrowser::focusNextPrevChild(next);
}

void LessonText::focusInEvent(QFocusEvent* event) {
  QTextBrowser::focusInEvent(event);
  if (ranges_.isEmpty()) return;
  if (event->reason() == Qt::TabFocusReason) setFocusedRange(0);
  if (event->reason() == Qt::BacktabFocusReason) setFocusedRange(static_cast<int>(ranges_.size()) - 1);
}

void LessonText::focusOutEvent(QFocusEvent* event) {
  QTextBrowser::focusOutEvent(event);
  if (focusedRange_ >= 0) setFocusedRange(-1);
}

void LessonText::keyPressEvent(QKeyEvent* event) {
  const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (enter && focusedRange_ >= 0) {
    Q_EMIT linkActivated(ranges_[focusedRange_].link);
    return;
  }
  // Everything but copying belongs to the panel and the window (arrows scroll, Space runs).
  if (event->matches(QKeySequence::Copy) || event->matches(QKeySequence::SelectAll)) {
    QTextBrowser::keyPressEvent(event);
  } else {
    event->ignore();
  }
}

/// Formulas are copied as TeX.
QMimeData* LessonText::createMimeDataFromSelection() const {
  const auto selection = textCursor();
  QString text;
  for (int at = selection.selectionStart(); at < selection.selectionEnd(); ++at) {
    QTextCursor one(document());
    one.setPosition(at);
    one.setPosition(at + 1, QTextCursor::KeepAnchor);
    const auto tex = FormulaObject::texOf(one.charFormat());
    const auto typeset = QLatin1Char('$') + tex + QLatin1Char('$') + FormulaObject::trailingOf(one.charFormat());
    text += tex.isEmpty() ? one.selectedText() : typeset;
  }
  auto* data = new QMimeData;
  data->setText(text.replace(QChar::ParagraphSeparator, QLatin1Char('\n')));
  return data;
}

}  // namespace gradus
