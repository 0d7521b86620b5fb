#include "core/lesson/lesson.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <sstream>

#include "core/lesson/inline_parser.h"

namespace gradus {
namespace {

std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t' || s.back() == '\r')) s.remove_suffix(1);
  return s;
}

/// Cuts the text into lines; comments <!-- ... --> become nothing, but their line breaks stay, so that numbers hold.
std::vector<std::string> linesWithoutComments(std::string_view text) {
  std::vector<std::string> lines(1);
  bool comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') {
      lines.emplace_back();
    } else if (!comment && text.substr(i, 4) == "<!--") {
      comment = true;
    } else if (comment && text.substr(i, 3) == "-->") {
      comment = false;
      i += 2;
    } else if (!comment && text[i] != '\r') {
      lines.back() += text[i];
    }
  }
  return lines;
}

/// What a list item begins with: its kind, its number, and how many characters the marker takes.
struct Marker {
  LessonBlock::Kind kind = LessonBlock::Kind::Paragraph;
  int number = 0;
  std::size_t length = 0;
};

Marker markerOf(std::string_view line) {
  Marker marker;
  if (line.starts_with("- ")) return {LessonBlock::Kind::Bullet, 0, 2};
  std::size_t digits = 0;
  while (digits < line.size() && std::isdigit(static_cast<unsigned char>(line[digits])) != 0) ++digits;
  if (digits == 0 || digits > 3 || line.substr(digits, 2) != ". ") return marker;
  std::from_chars(line.data(), line.data() + digits, marker.number);
  marker.kind = LessonBlock::Kind::Numbered;
  marker.length = digits + 2;
  return marker;
}

class Parser {
 public:
  Parser(std::string_view markdown, const std::string& file) : lines_(linesWithoutComments(markdown)) {
    lesson_.file = file;
  }

  Lesson parse() {
    parseFrontMatter();
    while (at_ < lines_.size()) {
      const auto line = trimmed(lines_[at_]);
      if (line.empty()) {
        ++at_;
      } else if (line.starts_with("## ")) {
        parseHeading(std::string(trimmed(line.substr(3))));
      } else {
        fail(GRADUS_TR("text stands before the first \"## Heading\"."));
      }
    }
    if (lesson_.mainFormula < 0) lesson_.mainFormula = firstDisplayFormulaOfWhy();
    return std::move(lesson_);
  }

 private:
  [[noreturn]] void fail(const Text& problem) const { lessonError(lesson_.file, lineNumber(), problem); }
  int lineNumber() const { return static_cast<int>(at_) + 1; }

  void parseFrontMatter() {
    if (trimmed(lines_[0]) != "---") fail(GRADUS_TR("a lesson begins with \"---\" and its front matter."));
    for (at_ = 1; at_ < lines_.size() && trimmed(lines_[at_]) != "---"; ++at_) {
      const auto line = trimmed(lines_[at_]);
      const auto colon = line.find(':');
      if (line.empty()) continue;
      if (colon == std::string_view::npos) fail(GRADUS_TR("front matter has one \"key: value\" a line."));
      readFact(trimmed(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    }
    if (at_ == lines_.size()) fail(GRADUS_TR("the front matter is not closed by \"---\"."));
    ++at_;
    if (lesson_.minutes == 0 || lesson_.level.empty() || lesson_.lectures.empty()) {
      fail(GRADUS_TR("the front matter needs minutes, level and lectures."));
    }
  }

  void readFact(std::string_view key, const std::string& value) {
    if (key == "minutes") {
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), lesson_.minutes);
      if (error != std::errc{} || end != value.data() + value.size() || lesson_.minutes < 1 || lesson_.minutes > 60) {
        fail(Text(GRADUS_TR("minutes is \"%1\", expected a whole number from 1 to 60."), {value}));
      }
    } else if (key == "level") {
      if (value != "introductory" && value != "intermediate" && value != "advanced") {
        fail(Text(GRADUS_TR("level is \"%1\", expected introductory, intermediate or advanced."), {value}));
      }
      lesson_.level = value;
    } else if (key == "lectures") {
      lesson_.lectures = value;
    } else if (key == "see_also") {
      std::istringstream ids(value);
      for (std::string id; std::getline(ids, id, ',');) lesson_.seeAlso.emplace_back(trimmed(id));
    } else if (key == "formula") {
      const auto spans = InlineParser(lesson_, {value, lineNumber(), 1}).parse();
      if (spans.size() != 1 || spans[0].formula < 0) fail(GRADUS_TR("formula expects $$...$$ and nothing else."));
      lesson_.mainFormula = spans[0].formula;
    } else {
      fail(Text(GRADUS_TR("\"%1\" is no key of the front matter: minutes, level, lectures, see_also, formula."),
                {std::string(key)}));
    }
  }

  void parseHeading(const std::string& heading) {
    const int line = lineNumber();
    ++at_;
    if (heading == "Predict") {
      if (lesson_.predict) fail(GRADUS_TR("a lesson has one predict card."));
      parsePredict(line);
      return;
    }
    LessonSection section{heading, {}, line};
    while (auto block = nextBlock()) section.blocks.push_back(std::move(*block));
    if (section.blocks.empty()) {
      lessonError(lesson_.file, line, Text(GRADUS_TR("the section \"%1\" is empty."), {heading}));
    }
    lesson_.sections.push_back(std::move(section));
  }

  /// The next block of the section, or nothing at its end.
  std::optional<LessonBlock> nextBlock() {
    while (at_ < lines_.size() && trimmed(lines_[at_]).empty()) ++at_;
    if (at_ == lines_.size() || trimmed(lines_[at_]).starts_with("## ")) return std::nullopt;
    const Marker marker = markerOf(lines_[at_]);
    LessonSource source{lines_[at_].substr(marker.length), lineNumber(), static_cast<int>(marker.length) + 1};
    for (++at_; at_ < lines_.size() && continues(lines_[at_]); ++at_) source.text += '\n' + lines_[at_];
    LessonBlock block{marker.kind, marker.number, InlineParser(lesson_, source).parse(), source.line};
    const bool lone = block.spans.size() == 1 && block.spans[0].formula >= 0;
    if (lone && marker.length == 0 && lesson_.formulas[static_cast<std::size_t>(block.spans[0].formula)].display) {
      block.kind = LessonBlock::Kind::Formula;
    } else {
      refuseDisplayFormulas(block);
    }
    return block;
  }

  void refuseDisplayFormulas(const LessonBlock& block) const {
    for (const auto& span : block.spans) {
      if (span.formula < 0) continue;
      const auto& formula = lesson_.formulas[static_cast<std::size_t>(span.formula)];
      if (formula.display)
        lessonError(lesson_.file, formula.line, GRADUS_TR("$$...$$ stands in a paragraph of its own."));
    }
  }

  static bool continues(std::string_view line) {
    const auto text = trimmed(line);
    return !text.empty() && !text.starts_with("## ") && markerOf(line).length == 0 && !text.starts_with("Reveal:");
  }

  void parsePredict(int line) {
    LessonPredict card;
    card.line = line;
    while (at_ < lines_.size() && !trimmed(lines_[at_]).starts_with("## ")) {
      const auto text = trimmed(lines_[at_]);
      if (text.starts_with("Reveal:")) {
        readReveal(card, trimmed(text.substr(7)));
      } else if (text.empty()) {
        ++at_;
      } else {
        readCardBlock(card);
      }
    }
    const auto right = std::count_if(card.options.begin(), card.options.end(), [](const auto& o) { return o.right; });
    const bool complete = !card.question.empty() && card.options.size() >= 2 && card.options.size() <= 4 &&
                          right == 1 && card.reveal >= 0 && !card.answer.empty();
    if (!complete) {
      lessonError(lesson_.file, line,
                  GRADUS_TR("a predict card has a question, two to four options of which one begins with [x], a line "
                            "\"Reveal: do:...\" and the answer after it."));
    }
    lesson_.predict = std::move(card);
  }

  void readReveal(LessonPredict& card, std::string_view address) {
    LessonLink link;
    try {
      link = parseLessonLink(address);
    } catch (const UserError& error) {
      fail(error.text());
    }
    if (!link.applies()) fail(GRADUS_TR("Reveal expects a link that does something (do:...)."));
    link.line = lineNumber();
    card.reveal = static_cast<int>(lesson_.links.size());
    lesson_.links.push_back(std::move(link));
    ++at_;
  }

  void readCardBlock(LessonPredict& card) {
    const auto& first = lines_[at_];
    const bool option = first.starts_with("- [ ] ") || first.starts_with("- [x] ");
    const bool right = option && first[3] == 'x';
    if (option) {
      lines_[at_].erase(2, 4);
    } else if (markerOf(first).length > 0) {
      fail(GRADUS_TR("an option begins with \"- [ ] \" or, the right one, with \"- [x] \"."));
    }
    auto block = nextBlock();
    if (option) {
      card.options.push_back({std::move(block->spans), right});
    } else {
      auto& target = card.reveal >= 0 ? card.answer : card.question;
      if (!target.empty())
        lessonError(lesson_.file, block->line, GRADUS_TR("question and answer are one paragraph each."));
      target = std::move(block->spans);
    }
  }

  int firstDisplayFormulaOfWhy() const {
    const auto* why = lesson_.section("Why");
    if (why == nullptr) return -1;
    for (const auto& block : why->blocks) {
      if (block.kind == LessonBlock::Kind::Formula) return block.spans[0].formula;
    }
    return -1;
  }

  std::vector<std::string> lines_;
  std::size_t at_ = 0;
  Lesson lesson_;
};

int countWords(const LessonSpans& spans) {
  std::string text;
  for (const auto& span : spans) text += span.formula >= 0 ? std::string("formula") : span.text;
  std::istringstream words(text);
  int count = 0;
  // A dash or another lone sign is no word.
  for (std::string word; words >> word;) {
    count += std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) != 0; }) ? 1 : 0;
  }
  return count;
}

}  // namespace

const LessonSection* Lesson::section(std::string_view heading) const {
  const auto found =
      std::find_if(sections.begin(), sections.end(), [&](const auto& s) { return s.heading == heading; });
  return found == sections.end() ? nullptr : &*found;
}

Lesson parseLesson(std::string_view markdown, const std::string& file) {
  return Parser(markdown, file).parse();
}

Lesson readLesson(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw UserError(Text(GRADUS_TR("The lesson \"%1\" cannot be read."), {path}));
  std::ostringstream text;
  text << in.rdbuf();
  return parseLesson(text.str(), path);
}

std::string plainText(const LessonSpans& spans) {
  std::string text;
  for (const auto& span : spans) text += span.text;
  return text;
}

int wordCount(const Lesson& lesson) {
  int count = 0;
  for (const auto& section : lesson.sections) {
    for (const auto& block : section.blocks) count += countWords(block.spans);
  }
  if (lesson.predict) {
    count += countWords(lesson.predict->question) + countWords(lesson.predict->answer);
    for (const auto& option : lesson.predict->options) count += countWords(option.spans);
  }
  return count;
}

}  // namespace gradus
