#pragma once
// Gathers the cells of one column and decides at the end what it is. Internal to core/data.
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/readers/csv_cells.h"
#include "core/data/readers/csv_records.h"

namespace gradus::readers {

/// A cell that was not what its column is, kept as missing.
struct BadCell {
  size_t line = 0;
  std::string text;
};

class CsvColumn {
 public:
  /// `asText`: every cell that is not missing is a text (the column turned out to hold words).
  CsvColumn(std::string name, size_t expectedRows, bool asText);

  void add(const CsvField& field, char decimal);
  /// A cell that the record on `line` lacks.
  void addMissing(size_t line);

  /// More words than slips among numbers, but numbers too: the column must be read again with `asText`.
  bool isWronglyNumeric() const;
  size_t commaEvidence(char delimiter) const { return comma_ + (delimiter == ';' ? either_ : 0); }
  size_t pointEvidence(char delimiter) const { return point_ + (delimiter == ';' ? 0 : either_); }
  const std::string& name() const { return name_; }
  size_t missing() const { return missing_; }
  size_t firstMissingLine() const { return firstMissingLine_; }
  size_t grouped() const { return grouped_; }
  /// Cells that are no numbers in a column of numbers; the first few of them.
  size_t badCells() const { return isText() ? 0 : texts_; }
  const std::vector<BadCell>& firstBadCells() const { return bad_; }
  bool isEmpty() const { return numbers_ == 0 && texts_ == 0; }
  bool isText() const;
  size_t distinctTexts() const { return names_.size(); }
  /// Too many different texts to keep; they were dropped.
  bool overflowed() const { return overflowed_; }
  /// Texts that serve as names of the rows, not as classes.
  bool isRowLabel() const;

  /// The finished column; leaves this one empty.
  Column take();

 private:
  void addText(std::string_view text);

  std::string name_;
  bool asText_;
  std::vector<double> values_;
  std::vector<int32_t> codes_;  // index of the text, -1 = none; as long as values_ once a text has come
  std::unordered_map<std::string, int32_t> codeOf_;
  std::vector<std::string> names_;
  std::vector<BadCell> bad_;
  size_t numbers_ = 0, texts_ = 0, missing_ = 0, firstMissingLine_ = 0, grouped_ = 0;
  size_t comma_ = 0, point_ = 0, either_ = 0;
  bool overflowed_ = false;
};

}  // namespace gradus::readers
