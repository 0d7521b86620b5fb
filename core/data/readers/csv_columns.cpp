#include "core/data/readers/csv_columns.h"

#include <limits>

namespace gradus::readers {

namespace {

constexpr double missingValue = std::numeric_limits<double>::quiet_NaN();
constexpr size_t maxCategories = 50;
constexpr size_t maxKeptTexts = 100'000;
constexpr size_t shownBadCells = 5;

}  // namespace

CsvColumn::CsvColumn(std::string name, size_t expectedRows, bool asText) : name_(std::move(name)), asText_(asText) {
  values_.reserve(expectedRows);
}

void CsvColumn::addMissing(size_t line) {
  if (missing_ == 0) firstMissingLine_ = line;
  values_.push_back(missingValue);
  if (!codes_.empty()) codes_.push_back(-1);
  ++missing_;
}

void CsvColumn::addText(std::string_view text) {
  if (codes_.empty()) codes_.assign(values_.size(), -1);
  values_.push_back(missingValue);
  ++texts_;
  int32_t code = -1;
  if (!overflowed_) {
    const auto [place, isNew] = codeOf_.try_emplace(std::string(text), static_cast<int32_t>(names_.size()));
    if (isNew) names_.emplace_back(text);
    code = place->second;
    if (names_.size() > maxKeptTexts) {
      overflowed_ = true;
      codeOf_.clear();
    }
  }
  codes_.push_back(code);
}

void CsvColumn::add(const CsvField& field, char decimal) {
  const Cell cell = readCell(field.text, decimal);
  if (cell.kind == CellKind::missing) {
    addMissing(field.line);
    return;
  }
  point_ += cell.evidence == DecimalEvidence::point;
  comma_ += cell.evidence == DecimalEvidence::comma;
  either_ += cell.evidence == DecimalEvidence::either;
  if (asText_ || cell.kind == CellKind::text) {
    if (bad_.size() < shownBadCells) bad_.push_back({field.line, std::string(trimmed(field.text).substr(0, 80))});
    addText(trimmed(field.text));
    return;
  }
  values_.push_back(cell.value);
  if (!codes_.empty()) codes_.push_back(-1);
  ++numbers_;
  grouped_ += cell.grouped;
}

// Up to a fifth of the cells may be slips in a column of numbers.
bool CsvColumn::isText() const {
  return texts_ > 0 && static_cast<double>(numbers_) < 0.8 * static_cast<double>(numbers_ + texts_);
}

bool CsvColumn::isWronglyNumeric() const {
  return isText() && numbers_ > 0;
}

bool CsvColumn::isRowLabel() const {
  if (overflowed_ || names_.size() > maxCategories) return true;
  return texts_ >= 10 && static_cast<double>(names_.size()) > 0.7 * static_cast<double>(texts_);
}

Column CsvColumn::take() {
  Column column{.name = std::move(name_)};
  if (!isText()) {
    column.values = std::move(values_);
    column.role = isEmpty() ? Role::ignored : Role::feature;
    return column;
  }
  column.kind = ColumnKind::category;
  column.role = Role::ignored;
  column.values = std::move(values_);
  if (overflowed_) return column;
  for (size_t i = 0; i < codes_.size(); ++i) column.values[i] = codes_[i] < 0 ? missingValue : codes_[i];
  column.categories = std::move(names_);
  return column;
}

}  // namespace gradus::readers
