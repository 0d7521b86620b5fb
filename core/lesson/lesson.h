#pragma once
// A lesson as plain values: front matter, sections made of blocks made of spans, the predict card, and every link and
// formula with its place in the file. The small Markdown it is written in is described in resources/lessons/README.md.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/lesson/link.h"

namespace gradus {

/// One formula of a lesson: TeX without its dollar signs, runs of white space made one space.
struct LessonFormula {
  std::string tex;
  bool display = false;  ///< $$...$$ rather than $...$
  int line = 0;          ///< from 1
  int column = 0;        ///< of the first dollar sign, from 1, in bytes

  bool operator==(const LessonFormula&) const = default;
};

/// A stretch of text in one style. A formula's span has its TeX as text.
struct LessonSpan {
  std::string text;
  bool bold = false;
  bool italic = false;
  bool code = false;
  int link = -1;     ///< index into Lesson::links, or -1
  int formula = -1;  ///< index into Lesson::formulas, or -1

  bool operator==(const LessonSpan&) const = default;
};

using LessonSpans = std::vector<LessonSpan>;

/// A paragraph, a list item, or a formula on a line of its own (one span).
struct LessonBlock {
  enum class Kind { Paragraph, Numbered, Bullet, Formula };

  Kind kind = Kind::Paragraph;
  int number = 0;  ///< of a Numbered item, as written
  LessonSpans spans;
  int line = 0;  ///< where the block begins, from 1
};

/// One "## Heading" with what follows. The predict card is not among them.
struct LessonSection {
  std::string heading;
  std::vector<LessonBlock> blocks;
  int line = 0;
};

/// Question, two to four options of which one is right, the link that shows it, and what to read afterwards.
struct LessonPredict {
  struct Option {
    LessonSpans spans;
    bool right = false;
  };

  LessonSpans question;
  std::vector<Option> options;
  int reveal = -1;  ///< index into Lesson::links
  LessonSpans answer;
  int line = 0;
};

/// A whole lesson file.
struct Lesson {
  std::string file;
  int minutes = 0;
  std::string level;                 ///< introductory, intermediate or advanced
  std::string lectures;              ///< where the lectures treat it
  std::vector<std::string> seeAlso;  ///< demo ids
  int mainFormula = -1;  ///< index into formulas: front matter's `formula`, else the first $$ of Why; -1 if none
  std::vector<LessonSection> sections;
  std::optional<LessonPredict> predict;
  std::vector<LessonLink> links;
  std::vector<LessonFormula> formulas;

  /// The section with this heading, or nullptr.
  const LessonSection* section(std::string_view heading) const;
};

/// Parses a lesson. `file` is the name that errors carry.
/// Throws UserError "FILE, line N: ..." on an unknown link or front-matter key, an unclosed mark, or a broken card.
Lesson parseLesson(std::string_view markdown, const std::string& file);

/// Reads and parses the file at `path`. Throws UserError if it cannot be read or parsed.
Lesson readLesson(const std::string& path);

/// The text of spans without styles; a formula reads as its TeX.
std::string plainText(const LessonSpans& spans);

/// Words that a reader sees below the front matter; each formula is one word, headings and link addresses none.
int wordCount(const Lesson& lesson);

}  // namespace gradus
