#pragma once
// What one cell of a table holds. Internal to core/data.
#include <cstdint>
#include <string_view>

namespace gradus::readers {

enum class CellKind : uint8_t { missing, number, text };

/// What speaks for a decimal mark in one cell.
enum class DecimalEvidence : uint8_t { none, point, comma, either };  // either: "1,234" may be 1.234 or 1234

struct Cell {
  CellKind kind = CellKind::missing;
  DecimalEvidence evidence = DecimalEvidence::none;
  bool grouped = false;  // thousands were marked off ("1,234,567")
  double value = 0;
};

/// Reads a number with decimal mark `decimal` ('.' or ','), a missing value (empty, NA, N/A, NaN, NULL, ?, '.' or '-')
/// or text. Infinite and too large numbers are text: nothing can be computed with them.
Cell readCell(std::string_view text, char decimal);

/// Without the spaces (ordinary, tab, no-break) around it.
std::string_view trimmed(std::string_view text);

}  // namespace gradus::readers
