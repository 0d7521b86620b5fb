#pragma once
// Splits delimited text into records and fields (RFC 4180, with leave for what files really hold). Internal to
// core/data.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gradus::readers {

struct CsvField {
  std::string_view text;  // valid until the next record is read
  size_t line = 0;        // physical line on which it begins, from 1
  bool quoted = false;
};

/// Line ends are LF, CRLF or CR; blank lines are skipped. A field in double quotes may hold the delimiter, line ends
/// and doubled quotes. Lenient: text after a closing quote is kept; a quote that is never closed is taken as an
/// ordinary character. Delimiter ' ' stands for any run of spaces and tabs.
class CsvRecords {
 public:
  CsvRecords(std::string_view text, char delimiter, size_t firstLine = 1)
      : text_(text), delimiter_(delimiter), line_(firstLine) {}

  /// Reads the next record; false at the end of the text.
  bool next(std::vector<CsvField>& fields);
  /// Physical line on which the last record began.
  size_t line() const { return recordLine_; }
  /// Byte position after the last record.
  size_t position() const { return position_; }
  /// Lines of quotes that were never closed (the first few).
  const std::vector<size_t>& unclosedQuotes() const { return unclosed_; }

 private:
  struct Unescaped {
    size_t field, begin, length;
  };

  bool atLineEnd(size_t i) const { return text_[i] == '\n' || text_[i] == '\r'; }
  void consumeLineEnd();
  void skipBlanks();
  bool readField(std::vector<CsvField>& fields);
  bool readQuoted(std::vector<CsvField>& fields);
  void readPlain(std::vector<CsvField>& fields);
  bool finishField();

  std::string_view text_;
  char delimiter_;
  size_t position_ = 0;
  size_t line_;
  size_t recordLine_ = 0;
  std::string scratch_;               // unescaped texts of this record
  std::vector<Unescaped> unescaped_;  // which fields they belong to
  std::vector<size_t> unclosed_;
};

}  // namespace gradus::readers
