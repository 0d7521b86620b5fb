#pragma once
// Fills a QTextDocument from the blocks of a lesson in the type and colours of a theme. A link's anchor is "link:INDEX"
// into Lesson::links.
#include <QTextCursor>
#include <QTextDocument>

#include "core/lesson/lesson.h"
#include "widgets/lesson/formula_cache.h"
#include "widgets/theme/theme.h"

namespace gradus {

class LessonDocument {
 public:
  /// Empties `document`. All four must live as long as this builder; `cache` as long as the document.
  LessonDocument(QTextDocument& document, const Lesson& lesson, const Theme& theme, FormulaCache& cache);

  /// A section's heading, in the role for strong body text.
  void addHeading(const QString& text);
  void addBlocks(const std::vector<LessonBlock>& blocks);
  /// One paragraph; `lead` is set in bold before it.
  void addParagraph(const LessonSpans& spans, const QString& lead = {});
  /// One paragraph in the role for captions, muted.
  void addCaption(const QString& text);

  /// True for the paragraphs that hold a formula on a line of its own.
  static bool isFormulaBlock(const QTextBlockFormat& format);
  /// True for list items without a number; whoever paints the document paints their bullet.
  static bool isBullet(const QTextBlockFormat& format);
  /// Space above and below such a formula, in logical pixels at scale 1.
  static constexpr double formulaPadding = 12;

 private:
  void startBlock(QTextBlockFormat format, double top, double bottom);
  void addList(const std::vector<LessonBlock>& blocks, std::size_t begin, std::size_t end);
  void addFormulaBlock(const LessonSpan& span);
  void addSpans(const LessonSpans& spans);
  bool addFormula(const LessonSpan& span, const QTextCharFormat& base, double em, const QString& trailing = {});
  QTextCharFormat charFormat(const LessonSpan& span) const;
  QTextBlockFormat textBlock(const LessonSpans& spans) const;
  double lineHeightFor(const LessonSpans& spans) const;

  QTextCursor cursor_;
  const Lesson& lesson_;
  const Theme& theme_;
  FormulaCache& cache_;
  bool empty_ = true;
};

}  // namespace gradus
