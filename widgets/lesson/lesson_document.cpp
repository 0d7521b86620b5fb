#include "widgets/lesson/lesson_document.h"

#include <QTextList>
#include <algorithm>
#include <cmath>

#include "widgets/lesson/formula_object.h"

namespace gradus {
namespace {

constexpr int formulaBlockProperty = QTextFormat::UserProperty + 11;
constexpr int bulletProperty = QTextFormat::UserProperty + 12;
constexpr double bulletIndent = 16;
/// Inline formulas are a little larger than the text, block formulas have their own role.
constexpr double inlineEm = 1.06;

double pixelSize(const QFont& font) {
  return font.pixelSize() > 0 ? font.pixelSize() : QFontInfo(font).pixelSize();
}

/// Plain text as it is set: curly quotes and apostrophes, and a narrow space that does not break before a percent sign
/// and between groups of three digits.
QString typographic(const QString& text) {
  QString result = text;
  for (qsizetype i = 0; i < result.size(); ++i) {
    const bool opens = i == 0 || result[i - 1].isSpace() || result[i - 1] == QLatin1Char('(');
    if (result[i] == QLatin1Char('\'')) result[i] = QChar(opens ? 0x2018 : 0x2019);
    if (result[i] == QLatin1Char('"')) result[i] = QChar(opens ? 0x201C : 0x201D);
    const bool spaced = i > 1 && result[i - 1] == QLatin1Char(' ') && result[i - 2].isDigit();
    const auto next = QStringView(result).mid(i, 3);
    const bool group = next.size() == 3 && std::all_of(next.begin(), next.end(), [](QChar c) { return c.isDigit(); });
    if (spaced && (group || result[i] == QLatin1Char('%'))) result[i - 1] = QChar(0x202F);
  }
  return result;
}

QString leadingPunctuation(const QString& text) {
  qsizetype length = 0;
  while (length < text.size() && QStringLiteral(".,;:)?!").contains(text[length])) ++length;
  return text.left(length);
}

}  // namespace

LessonDocument::LessonDocument(QTextDocument& document, const Lesson& lesson, const Theme& theme, FormulaCache& cache)
    : cursor_(&document), lesson_(lesson), theme_(theme), cache_(cache) {
  document.clear();
  document.setUndoRedoEnabled(false);
  document.setDefaultFont(theme.font(TextRole::lesson));
  document.setDocumentMargin(theme.px(space::s4));
  document.setIndentWidth(theme.textPx(24));
}

bool LessonDocument::isBullet(const QTextBlockFormat& format) {
  return format.boolProperty(bulletProperty);
}

bool LessonDocument::isFormulaBlock(const QTextBlockFormat& format) {
  return format.boolProperty(formulaBlockProperty);
}

void LessonDocument::startBlock(QTextBlockFormat format, double top, double bottom) {
  format.setTopMargin(empty_ ? 0 : theme_.len(top));
  format.setBottomMargin(theme_.len(bottom));
  if (empty_) {
    cursor_.setBlockFormat(format);
  } else {
    cursor_.insertBlock(format, QTextCharFormat());
  }
  empty_ = false;
}

void LessonDocument::addHeading(const QString& text) {
  QTextBlockFormat block;
  block.setHeadingLevel(2);
  block.setLineHeight(theme_.lineHeight(TextRole::bodyStrong), QTextBlockFormat::FixedHeight);
  startBlock(block, space::s16, space::s4);
  QTextCharFormat format;
  format.setFont(theme_.font(TextRole::bodyStrong));
  format.setForeground(theme_.text);
  cursor_.insertText(text, format);
}

void LessonDocument::addCaption(const QString& text) {
  QTextBlockFormat block;
  block.setLineHeight(theme_.lineHeight(TextRole::caption), QTextBlockFormat::FixedHeight);
  startBlock(block, space::s4, space::s4);
  QTextCharFormat format;
  format.setFont(theme_.font(TextRole::caption));
  format.setForeground(theme_.muted);
  cursor_.insertText(text, format);
}

void LessonDocument::addBlocks(const std::vector<LessonBlock>& blocks) {
  for (std::size_t i = 0; i < blocks.size();) {
    const auto kind = blocks[i].kind;
    if (kind == LessonBlock::Kind::Formula) {
      addFormulaBlock(blocks[i++].spans[0]);
    } else if (kind == LessonBlock::Kind::Paragraph) {
      addParagraph(blocks[i++].spans);
    } else {
      std::size_t end = i;
      while (end < blocks.size() && blocks[end].kind == kind) ++end;
      addList(blocks, i, end);
      i = end;
    }
  }
}

void LessonDocument::addParagraph(const LessonSpans& spans, const QString& lead) {
  startBlock(textBlock(spans), 0, space::s8);
  if (!lead.isEmpty()) {
    LessonSpan bold;
    bold.bold = true;
    cursor_.insertText(lead + QLatin1Char(' '), charFormat(bold));
  }
  addSpans(spans);
}

void LessonDocument::addList(const std::vector<LessonBlock>& blocks, std::size_t begin, std::size_t end) {
  QTextList* list = nullptr;
  for (auto i = begin; i < end; ++i) {
    const bool numbered = blocks[i].kind == LessonBlock::Kind::Numbered;
    QTextBlockFormat block = textBlock(blocks[i].spans);
    if (!numbered) {
      block.setProperty(bulletProperty, true);
      block.setLeftMargin(theme_.len(bulletIndent));
    }
    startBlock(block, 0, i + 1 == end ? space::s8 : space::s4 + 2);
    if (!numbered) {
      addSpans(blocks[i].spans);
      continue;
    }
    // The colour of the number is that of the block's own character format.
    cursor_.setBlockCharFormat(charFormat(LessonSpan{}));
    if (list == nullptr) {
      QTextListFormat format;
      format.setStyle(QTextListFormat::ListDecimal);
      format.setIndent(1);
      list = cursor_.createList(format);
    } else {
      list->add(cursor_.block());
    }
    addSpans(blocks[i].spans);
  }
}

void LessonDocument::addFormulaBlock(const LessonSpan& span) {
  QTextBlockFormat block;
  block.setProperty(formulaBlockProperty, true);
  block.setAlignment(Qt::AlignHCenter);
  block.setLeftMargin(theme_.len(space::s8));
  block.setRightMargin(theme_.len(space::s4));
  const auto em = pixelSize(theme_.font(TextRole::formula));
  const auto& formula = lesson_.formulas[static_cast<std::size_t>(span.formula)];
  const auto* typeset = cache_.find(QString::fromStdString(formula.tex), formula.display);
  // The depth hangs below the line, so it belongs to the margin.
  const double depth = typeset == nullptr ? 0 : typeset->depth * em / theme_.scale;
  startBlock(block, formulaPadding + space::s4, formulaPadding + depth + space::s8);
  LessonSpan plain = span;
  plain.link = -1;
  QTextCharFormat base = charFormat(plain);
  if (span.link >= 0) {
    base.setAnchor(true);
    base.setAnchorHref(QStringLiteral("link:%1").arg(span.link));
  }
  addFormula(span, base, em);
}

void LessonDocument::addSpans(const LessonSpans& spans) {
  const double em = pixelSize(theme_.font(TextRole::lesson)) * inlineEm;
  qsizetype taken = 0;  // characters of this span that were set with the formula before it
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& span = spans[i];
    auto text = QString::fromStdString(span.text);
    if (span.formula < 0) {
      text = span.code ? text : typographic(text);
      cursor_.insertText(text.mid(taken), charFormat(span));
      taken = 0;
      continue;
    }
    QString trailing;
    if (i + 1 < spans.size() && span.link < 0 && spans[i + 1].formula < 0 && spans[i + 1].link < 0) {
      trailing = leadingPunctuation(QString::fromStdString(spans[i + 1].text));
    }
    taken = addFormula(span, charFormat(span), em, trailing) ? trailing.size() : 0;
  }
}

/// False if the formula is not typeset; then nothing of `trailing` was set.
bool LessonDocument::addFormula(const LessonSpan& span, const QTextCharFormat& base, double em,
                                const QString& trailing) {
  const auto& formula = lesson_.formulas[static_cast<std::size_t>(span.formula)];
  const auto tex = QString::fromStdString(formula.tex);
  const auto* typeset = cache_.find(tex, formula.display);
  if (typeset == nullptr) {
    // Not typeset yet (a lesson being written): its TeX is better than a gap.
    LessonSpan code = span;
    code.code = true;
    cursor_.insertText(tex, charFormat(code));
    return false;
  }
  cursor_.insertText(QString(QChar::ObjectReplacementCharacter), FormulaObject::format(base, *typeset, em, trailing));
  return true;
}

QTextCharFormat LessonDocument::charFormat(const LessonSpan& span) const {
  QTextCharFormat format;
  QFont font = theme_.font(TextRole::lesson);
  if (span.code) {
    font.setFamilies({QStringLiteral("DejaVu Sans Mono"), QStringLiteral("Menlo"), QStringLiteral("Consolas"),
                      QStringLiteral("monospace")});
    font.setPixelSize(static_cast<int>(std::lround(pixelSize(font) * 0.87)));
  }
  if (span.bold) font.setWeight(QFont::DemiBold);
  font.setItalic(span.italic);
  format.setFont(font);
  format.setForeground(theme_.text);
  if (span.link < 0) return format;
  const auto& link = lesson_.links[static_cast<std::size_t>(span.link)];
  format.setAnchor(true);
  format.setAnchorHref(QStringLiteral("link:%1").arg(span.link));
  format.setForeground(theme_.accent);
  // What a click applies is underlined; what only points at a control or view has dots under it.
  format.setUnderlineStyle(link.applies() || link.kind == LessonLink::Kind::Demo ? QTextCharFormat::SingleUnderline
                                                                                 : QTextCharFormat::DotLine);
  format.setUnderlineColor(mix(theme_.panel, theme_.accent, link.applies() ? 0.6 : 0.9));
  return format;
}

QTextBlockFormat LessonDocument::textBlock(const LessonSpans& spans) const {
  QTextBlockFormat block;
  block.setLineHeight(lineHeightFor(spans), QTextBlockFormat::FixedHeight);
  return block;
}

/// The role's line height, or more where an inline formula is taller. Qt puts the baseline of a fixed line at 4/5.
double LessonDocument::lineHeightFor(const LessonSpans& spans) const {
  double height = theme_.lineHeight(TextRole::lesson);
  const double em = pixelSize(theme_.font(TextRole::lesson)) * inlineEm;
  for (const auto& span : spans) {
    if (span.formula < 0) continue;
    const auto& formula = lesson_.formulas[static_cast<std::size_t>(span.formula)];
    const auto* typeset = cache_.find(QString::fromStdString(formula.tex), formula.display);
    if (typeset == nullptr) continue;
    // One pixel may reach over the line on each side: ascent in the 4/5, depth in the rest and the next line's air.
    height = std::max(height, std::ceil(((typeset->height - typeset->depth) * em - 1) / 0.8));
    height = std::max(height, std::ceil((typeset->depth * em - 2) / 0.2));
  }
  return height;
}

}  // namespace gradus
