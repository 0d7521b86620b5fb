// What a lesson's text paints itself: the grounds of formulas and of what is lit up, bullets, the ring of the focused
// link.
#include <QAbstractTextDocumentLayout>
#include <QPainter>
#include <QTextBlock>
#include <algorithm>

#include "widgets/lesson/lesson_document.h"
#include "widgets/lesson/lesson_text.h"
#include "widgets/theme/paint.h"
#include "widgets/theme/theme_service.h"

namespace gradus {

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

}  // namespace gradus
