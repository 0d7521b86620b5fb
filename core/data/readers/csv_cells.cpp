#include "core/data/readers/csv_cells.h"

#include <charconv>
#include <cmath>

namespace gradus::readers {

namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool equalsIgnoringCase(std::string_view text, std::string_view upper) {
  if (text.size() != upper.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 'a' + 'A') : text[i];
    if (c != upper[i]) return false;
  }
  return true;
}

bool isMissing(std::string_view text) {
  if (text.empty() || text == "?" || text == "." || text == "-") return true;
  if (text.size() > 4) return false;
  for (const std::string_view word : {"NA", "N/A", "NAN", "NULL", "#N/A"}) {
    if (equalsIgnoringCase(text, word)) return true;
  }
  return false;
}

bool fromChars(std::string_view text, double& value) {
  if (text.empty()) return false;
  const bool negative = text.front() == '-';
  const size_t first = negative ? 1 : 0;
  if (first >= text.size() || !(isDigit(text[first]) || text[first] == '.')) return false;  // no "inf", no "nan"
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() && std::isfinite(value);
}

// "1,234,567" for mark ',': one to three digits not beginning with 0, then groups of three. `end` = behind the last
// group.
bool hasGroups(std::string_view text, char mark, size_t& end) {
  size_t i = !text.empty() && text.front() == '-' ? 1 : 0;
  const size_t begin = i;
  while (i < text.size() && isDigit(text[i])) ++i;
  if (i == begin || i - begin > 3 || text[begin] == '0') return false;
  size_t groups = 0;
  while (i + 3 < text.size() && text[i] == mark && isDigit(text[i + 1]) && isDigit(text[i + 2]) &&
         isDigit(text[i + 3])) {
    i += 4;
    ++groups;
  }
  end = i;
  return groups > 0;
}

// The number with `group` marks taken out and `decimal` turned into a point.
bool readMarked(std::string_view text, char decimal, bool& grouped, double& value) {
  const char group = decimal == '.' ? ',' : '.';
  char buffer[64];
  size_t groupsEnd = 0, length = 0;
  grouped = hasGroups(text, group, groupsEnd);
  if (text.size() > sizeof buffer) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == group) {
      if (!grouped || i >= groupsEnd) return false;
      continue;
    }
    buffer[length++] = text[i] == decimal ? '.' : text[i];
  }
  return fromChars({buffer, length}, value);
}

std::string_view withoutSign(std::string_view text, bool& isMinus) {
  isMinus = false;
  if (text.starts_with("\xE2\x88\x92")) {  // the typographic minus
    isMinus = true;
    return text.substr(3);
  }
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') return text.substr(1);
  return text;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (text.starts_with(' ') || text.starts_with('\t')) {
      text.remove_prefix(1);
    } else if (text.starts_with("\xC2\xA0")) {
      text.remove_prefix(2);
    } else if (text.ends_with(' ') || text.ends_with('\t')) {
      text.remove_suffix(1);
    } else if (text.ends_with("\xC2\xA0")) {
      text.remove_suffix(2);
    } else {
      return text;
    }
  }
}

Cell readCell(std::string_view text, char decimal) {
  Cell cell;
  text = trimmed(text);
  if (isMissing(text)) return cell;
  bool isMinus = false;
  const std::string_view digits = withoutSign(text, isMinus);
  const bool hasComma = digits.find(',') != std::string_view::npos,
             hasPoint = digits.find('.') != std::string_view::npos;
  bool isNumber = false;
  if (!hasComma && (decimal == '.' || !hasPoint)) {
    isNumber = fromChars(digits, cell.value);
    if (isNumber && hasPoint) cell.evidence = DecimalEvidence::point;
  } else {
    isNumber = readMarked(digits, decimal, cell.grouped, cell.value);
    const char other = decimal == '.' ? ',' : '.';
    bool otherGrouped = false;
    double otherValue = 0;
    const bool isOther = readMarked(digits, other, otherGrouped, otherValue);
    const auto favour = [](char mark) { return mark == '.' ? DecimalEvidence::point : DecimalEvidence::comma; };
    if (isNumber && isOther) {
      cell.evidence = DecimalEvidence::either;
    } else if (isNumber || isOther) {
      cell.evidence = favour(isNumber ? decimal : other);
    }
  }
  cell.grouped = cell.grouped && isNumber;
  cell.kind = isNumber ? CellKind::number : CellKind::text;
  if (isMinus && isNumber) cell.value = -cell.value;
  return cell;
}

}  // namespace gradus::readers
