#include "core/lesson/inline_parser.h"

#include <algorithm>

namespace gradus {
namespace {

/// Trims and makes every run of white space one space.
std::string normalised(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space) {
      result += c;
    } else if (!result.empty() && result.back() != ' ') {
      result += ' ';
    }
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

}  // namespace

void lessonError(const std::string& file, int line, const Text& problem) {
  throw UserError(Text(GRADUS_TR("%1, line %2: %3"), {file, std::to_string(line), problem.str()}));
}

LessonSpans InlineParser::parse() {
  spans_.clear();
  parseRange(0, source_.text.size(), LessonSpan{});
  return spans_;
}

void InlineParser::parseRange(std::size_t begin, std::size_t end, LessonSpan style) {
  const std::string_view text = source_.text;
  for (std::size_t i = begin; i < end;) {
    const char c = text[i];
    const bool escaped =
        c == '\\' && i + 1 < end && std::string_view("\\*$[]`_").find(text[i + 1]) != std::string_view::npos;
    if (escaped) {
      append(text[i + 1], style);
      i += 2;
    } else if (c == '$') {
      i = parseFormula(i, end, style);
    } else if (c == '[') {
      i = parseLink(i, end, style);
    } else if (c == '`') {
      const auto close = text.find('`', i + 1);
      if (close == std::string_view::npos || close >= end) fail(i, GRADUS_TR("a ` is not closed."));
      LessonSpan code = style;
      code.code = true;
      for (auto k = i + 1; k < close; ++k) append(text[k], code);
      i = close + 1;
    } else if (c == '*') {
      i = parseMarked(text.substr(i, 2) == "**" ? "**" : "*", i, end, style);
    } else {
      append(c, style);
      ++i;
    }
  }
}

std::size_t InlineParser::parseMarked(std::string_view mark, std::size_t open, std::size_t end, LessonSpan style) {
  const auto close = findClosing(mark, open + mark.size(), end);
  if (close == end) fail(open, Text(GRADUS_TR("a %1 is not closed."), {std::string(mark)}));
  (mark.size() == 2 ? style.bold : style.italic) = true;
  parseRange(open + mark.size(), close, style);
  return close + mark.size();
}

/// Where the closing `mark` stands, skipping formulas, code and escapes; `end` if there is none.
std::size_t InlineParser::findClosing(std::string_view mark, std::size_t from, std::size_t end) const {
  const std::string_view text = source_.text;
  for (auto i = from; i < end; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '$' || text[i] == '`') {
      const auto close = text.find(text[i], i + 1);
      if (close == std::string_view::npos || close >= end) return end;
      i = close;
    } else if (text.substr(i, mark.size()) == mark) {
      const bool two = i + 1 < end && text[i + 1] == '*';
      const bool three = two && i + 2 < end && text[i + 2] == '*';
      if (mark.size() == 1 && two) {
        ++i;
        continue;
      }
      // In "***" the first closes what began inside.
      return mark.size() == 2 && three ? i + 1 : i;
    }
  }
  return end;
}

std::size_t InlineParser::findLinkTextEnd(std::size_t open, std::size_t end) const {
  const std::string_view text = source_.text;
  bool formula = false;
  for (auto i = open + 1; i < end; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '$') {
      formula = !formula;
    } else if (text[i] == ']' && !formula) {
      return i;
    }
  }
  return end;
}

std::size_t InlineParser::parseLink(std::size_t open, std::size_t end, const LessonSpan& style) {
  const std::string_view text = source_.text;
  const auto textEnd = findLinkTextEnd(open, end);
  if (textEnd == end || textEnd + 1 >= end || text[textEnd + 1] != '(') {
    fail(open, GRADUS_TR("a [ begins a link, but \"](address)\" does not follow. Write \\[ for the bracket itself."));
  }
  // An action's address has brackets of its own: the address ends at the bracket that closes the first.
  std::size_t close = textEnd + 2;
  for (int depth = 1; close < end; ++close) {
    if (text[close] == '(') ++depth;
    if (text[close] == ')' && --depth == 0) break;
  }
  if (close >= end) fail(open, GRADUS_TR("a link's address is not closed."));
  if (style.link >= 0) fail(open, GRADUS_TR("a link stands inside a link."));
  LessonLink link;
  try {
    link = parseLessonLink(normalised(text.substr(textEnd + 2, close - textEnd - 2)));
  } catch (const UserError& error) {
    fail(open, error.text());
  }
  link.line = lineOf(open);
  lesson_.links.push_back(link);
  LessonSpan inside = style;
  inside.link = static_cast<int>(lesson_.links.size()) - 1;
  parseRange(open + 1, textEnd, inside);
  return close + 1;
}

std::size_t InlineParser::parseFormula(std::size_t open, std::size_t end, const LessonSpan& style) {
  const std::string_view text = source_.text;
  const std::string_view mark = text.substr(open, 2) == "$$" ? "$$" : "$";
  const auto begin = open + mark.size();
  const auto close = text.find(mark, begin);
  if (close == std::string_view::npos || close >= end) {
    fail(open, GRADUS_TR("a formula is not closed. Write \\$ for the dollar sign itself."));
  }
  LessonFormula formula{normalised(text.substr(begin, close - begin)), mark.size() == 2, lineOf(open), columnOf(open)};
  if (formula.tex.empty()) fail(open, GRADUS_TR("a formula is empty."));
  LessonSpan span = style;
  span.text = formula.tex;
  span.formula = static_cast<int>(lesson_.formulas.size());
  lesson_.formulas.push_back(std::move(formula));
  spans_.push_back(std::move(span));
  return close + mark.size();
}

void InlineParser::append(char c, const LessonSpan& style) {
  if (c == '\n') c = ' ';
  const auto sameStyle = [&](const LessonSpan& s) {
    return s.formula < 0 && s.bold == style.bold && s.italic == style.italic && s.code == style.code &&
           s.link == style.link;
  };
  if (spans_.empty() || !sameStyle(spans_.back())) {
    spans_.push_back(style);
    spans_.back().text.clear();
  }
  // A line break with the indentation after it is one space.
  if (c == ' ' && !style.code && spans_.back().text.ends_with(' ')) return;
  spans_.back().text += c;
}

int InlineParser::lineOf(std::size_t position) const {
  const auto& text = source_.text;
  return source_.line +
         static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(position), '\n'));
}

int InlineParser::columnOf(std::size_t position) const {
  const auto newline = position == 0 ? std::string::npos : source_.text.rfind('\n', position - 1);
  if (newline == std::string::npos) return source_.column + static_cast<int>(position);
  return static_cast<int>(position - newline);
}

void InlineParser::fail(std::size_t position, const Text& problem) const {
  lessonError(lesson_.file, lineOf(position), problem);
}

}  // namespace gradus
