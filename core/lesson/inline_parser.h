#pragma once
// Inside one paragraph: **bold**, *italic*, `code`, [text](link), $formula$, $$formula$$ and backslash escapes.
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson/lesson.h"

namespace gradus {

/// Lines of one block, joined by '\n', with the place of its first character in the file.
struct LessonSource {
  std::string text;
  int line = 1;
  int column = 1;
};

/// Throws UserError "FILE, line N: problem".
[[noreturn]] void lessonError(const std::string& file, int line, const Text& problem);

/// Parses `source` into spans; links and formulas are appended to the lesson's lists.
class InlineParser {
 public:
  InlineParser(Lesson& lesson, const LessonSource& source) : lesson_(lesson), source_(source) {}
  LessonSpans parse();

 private:
  void parseRange(std::size_t begin, std::size_t end, LessonSpan style);
  std::size_t parseLink(std::size_t open, std::size_t end, const LessonSpan& style);
  std::size_t parseFormula(std::size_t open, std::size_t end, const LessonSpan& style);
  std::size_t parseMarked(std::string_view mark, std::size_t open, std::size_t end, LessonSpan style);
  std::size_t findClosing(std::string_view mark, std::size_t from, std::size_t end) const;
  std::size_t findLinkTextEnd(std::size_t open, std::size_t end) const;
  void append(char c, const LessonSpan& style);
  int lineOf(std::size_t position) const;
  int columnOf(std::size_t position) const;
  [[noreturn]] void fail(std::size_t position, const Text& problem) const;

  Lesson& lesson_;
  const LessonSource& source_;
  LessonSpans spans_;
};

}  // namespace gradus
