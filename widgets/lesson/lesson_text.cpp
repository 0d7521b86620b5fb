#include "widgets/lesson/lesson_text.h"

#include <QAbstractTextDocumentLayout>
#include <QAccessible>
#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <algorithm>
#include <cmath>

#include "widgets/lesson/formula_cache.h"
#include "widgets/lesson/formula_object.h"
#include "widgets/lesson/lesson_document.h"
#include "widgets/theme/paint.h"
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
  connect(this, &QTextBrowser::highlighted, this, [this](const QUrl& url) { Q_EMIT linkHovered(linkOf(url.toString())); });
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

int LessonText::focusedLink() const { return focusedRange_ < 0 ? -1 : ranges_[focusedRange_].link; }

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

QSize LessonText::minimumSizeHint() const { return {themeOf(this).px(120), themeOf(this).px(16)}; }

/// The boxes of a link's text, one per line, as high as the letters.
QList<QRectF> LessonText::rectsOf(const LinkRange& range) const {
  QList<QRectF> rects;
  const auto block = document()->findBlock(range.begin);
  const auto* layout = block.layout();
  const QPointF origin = document()->documentLayout()->blockBoundingRect(block).topLeft();
  const QFontMetricsF metrics(document()->defaultFont());
  for (int i = 0; i < layout->lineCount(); ++i) {
    const auto line = layout->lineAt(i);
    const int begin = std::max(range.begin - block.position(), line.textStart());
    int end = std::min(range.end - block.position(), line.textStart() + line.textLength());
    // The space at which a line breaks is not part of what is seen.
    while (end > begin && block.text().at(end - 1).isSpace()) --end;
    if (begin >= end) continue;
    const double left = line.cursorToX(begin);
    const double right = line.cursorToX(end);
    const double baseline = line.y() + line.ascent();
    const bool formula = LessonDocument::isFormulaBlock(block.blockFormat());
    const double above = formula ? line.ascent() : metrics.ascent();
    rects.append(QRectF(origin.x() + left, origin.y() + baseline - above, right - left,
                        above + (formula ? block.blockFormat().bottomMargin() / 2 : metrics.descent())));
  }
  return rects;
}

void LessonText::paintEvent(QPaintEvent* event) {
  {
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    paintGrounds(painter);
  }
  QTextBrowser::paintEvent(event);
  QPainter painter(viewport());
  painter.setRenderHint(QPainter::Antialiasing);
  paintLinks(painter);
}

/// Below the text: the ground of block formulas and of paragraphs that are lit up.
void LessonText::paintGrounds(QPainter& painter) const {
  const Theme& theme = themeOf(this);
  const double inset = theme.px(space::s4);
  const auto lit = [this](const QTextBlock& block) {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const LinkRange& range) {
      return range.begin >= block.position() && range.begin < block.position() + block.length() &&
             isHighlighted(range.link);
    });
  };
  for (auto block = document()->begin(); block.isValid(); block = block.next()) {
    const bool formula = LessonDocument::isFormulaBlock(block.blockFormat());
    const bool highlighted = lit(block);
    const bool bullet = LessonDocument::isBullet(block.blockFormat());
    if (!formula && !highlighted && !bullet) continue;
    const auto format = block.blockFormat();
    QRectF rect = document()->documentLayout()->blockBoundingRect(block);
    const double firstLine = rect.top() + theme.lineHeight(TextRole::lesson) * 0.5;
    rect.setLeft(inset);
    rect.setRight(viewport()->width() - inset);
    const double padding = theme.len(LessonDocument::formulaPadding);
    if (formula) {
      rect.adjust(0, -padding, 0, format.bottomMargin() - theme.len(space::s8));
      paint::box(painter, rect, theme.len(radius::formula), highlighted ? theme.selection : theme.canvas, theme.line,
                 theme.hairline());
    } else if (highlighted) {
      rect.adjust(-inset, -theme.len(1), inset, theme.len(5));
      paint::box(painter, rect, theme.len(radius::formula), theme.selection);
    }
    if (formula || highlighted) {
      painter.fillRect(QRectF(rect.left(), rect.top(), theme.len(3), rect.height()), theme.accent);
    }
    if (bullet) {
      painter.setPen(Qt::NoPen);
      painter.setBrush(theme.muted);
      painter.drawEllipse(QPointF(inset + theme.len(5), firstLine), theme.len(2.5), theme.len(2.5));
    }
  }
}

void LessonText::paintLinks(QPainter& painter) const {
  if (focusedRange_ < 0 || !hasFocus()) return;
  const Theme& theme = themeOf(this);
  for (const auto& rect : rectsOf(ranges_[focusedRange_])) {
    painter.setPen(QPen(theme.focus, theme.focusLine()));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect.adjusted(-theme.len(1.5), 0, theme.len(1.5), 0), theme.len(4), theme.len(4));
  }
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
