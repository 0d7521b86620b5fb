#include "core/data/readers/csv_records.h"

#include <cstring>

namespace gradus::readers {

namespace {

constexpr size_t maxUnclosed = 16;  // then quotes are ordinary characters: each search for the end reads the whole text

bool isBlank(char c) {
  return c == ' ' || c == '\t';
}

size_t lineEndsIn(std::string_view text) {
  size_t count = 0;
  for (size_t i = 0; i < text.size(); ++i)
    count += text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'));
  return count;
}

}  // namespace

void CsvRecords::consumeLineEnd() {
  const bool isPair = text_[position_] == '\r' && position_ + 1 < text_.size() && text_[position_ + 1] == '\n';
  position_ += isPair ? 2 : 1;
  ++line_;
}

void CsvRecords::skipBlanks() {
  while (position_ < text_.size() && isBlank(text_[position_])) ++position_;
}

bool CsvRecords::next(std::vector<CsvField>& fields) {
  fields.clear();
  scratch_.clear();
  unescaped_.clear();
  for (;;) {  // skips blank lines
    const size_t begin = position_;
    if (delimiter_ != '\t') skipBlanks();
    if (position_ == text_.size()) return false;
    if (!atLineEnd(position_)) {
      if (delimiter_ != ' ') position_ = begin;
      break;
    }
    consumeLineEnd();
  }
  recordLine_ = line_;
  while (readField(fields)) {
  }
  for (const Unescaped& part : unescaped_)
    fields[part.field].text = std::string_view(scratch_).substr(part.begin, part.length);
  return true;
}

// Reads one field and what follows it; true if the record goes on.
bool CsvRecords::readField(std::vector<CsvField>& fields) {
  if (!readQuoted(fields)) readPlain(fields);
  return finishField();
}

void CsvRecords::readPlain(std::vector<CsvField>& fields) {
  const char* begin = text_.data() + position_;
  const char* end = text_.data() + text_.size();
  const char* c = begin;
  if (delimiter_ == ' ') {
    while (c != end && *c != ' ' && *c != '\t' && *c != '\n' && *c != '\r') ++c;
  } else {
    const char delimiter = delimiter_;
    while (c != end && *c != delimiter && *c != '\n' && *c != '\r') ++c;
  }
  fields.push_back({std::string_view(begin, static_cast<size_t>(c - begin)), line_, false});
  position_ += static_cast<size_t>(c - begin);
}

bool CsvRecords::finishField() {
  if (delimiter_ == ' ') {
    skipBlanks();
    if (position_ == text_.size()) return false;
    if (!atLineEnd(position_)) return true;
    consumeLineEnd();
    return false;
  }
  if (position_ == text_.size()) return false;
  if (atLineEnd(position_)) {
    consumeLineEnd();
    return false;
  }
  ++position_;  // the delimiter
  return true;
}

// False if no quoted field begins here; the position is then unchanged.
bool CsvRecords::readQuoted(std::vector<CsvField>& fields) {
  size_t open = position_;
  while (open < text_.size() && text_[open] == ' ' && delimiter_ != ' ') ++open;
  if (open == text_.size() || text_[open] != '"' || unclosed_.size() >= maxUnclosed) return false;

  const size_t scratchBegin = scratch_.size();
  const auto isEnd = [&](size_t i) {
    return i >= text_.size() || text_[i] == delimiter_ || isBlank(text_[i]) || atLineEnd(i);
  };
  size_t from = open + 1, i = from;
  bool plain = true;  // no escape met yet: the field is a view of the text
  for (;;) {
    const void* found = i < text_.size() ? std::memchr(text_.data() + i, '"', text_.size() - i) : nullptr;
    if (!found) {
      scratch_.resize(scratchBegin);
      unclosed_.push_back(line_);
      return false;
    }
    const auto quote = static_cast<size_t>(static_cast<const char*>(found) - text_.data());
    const bool doubled = quote + 1 < text_.size() && text_[quote + 1] == '"';
    const bool backslashed = !doubled && quote > open + 1 && text_[quote - 1] == '\\' && !isEnd(quote + 1);
    if (!doubled && !backslashed) {
      i = quote;
      break;
    }
    plain = false;
    scratch_.append(text_, from, quote - from - (backslashed ? 1 : 0));
    scratch_ += '"';
    from = i = quote + (doubled ? 2 : 1);
  }
  CsvField field{text_.substr(from, i - from), line_, true};
  size_t after = i + 1, rest = after;
  while (rest < text_.size() && text_[rest] != delimiter_ && !atLineEnd(rest) &&
         !(delimiter_ == ' ' && text_[rest] == '\t'))
    ++rest;
  size_t tail = after;
  while (tail < rest && isBlank(text_[tail])) ++tail;
  if (!plain || tail < rest) {
    scratch_.append(text_, from, i - from);
    if (tail < rest) scratch_.append(text_, after, rest - after);
    unescaped_.push_back({fields.size(), scratchBegin, scratch_.size() - scratchBegin});
  }
  line_ += lineEndsIn(text_.substr(open, i - open));
  position_ = rest;
  fields.push_back(field);
  return true;
}

}  // namespace gradus::readers
