#include "core/base/text.h"

#include <charconv>
#include <cmath>

namespace gradus {

std::string Text::fill(std::string_view pattern, const std::vector<std::string>& args) {
  std::string result;
  result.reserve(pattern.size() + 16);
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool isSlot = pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] >= '1' && pattern[i + 1] <= '9';
    const size_t index = isSlot ? static_cast<size_t>(pattern[i + 1] - '1') : args.size();
    if (index < args.size()) {
      result += args[index];
      ++i;
    } else {
      result += pattern[i];
    }
  }
  return result;
}

std::string numberText(double value, int significantDigits) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  char buffer[40];
  const bool whole = value == std::nearbyint(value) && std::fabs(value) < 1e15;
  const auto result =
      whole ? std::to_chars(buffer, buffer + sizeof buffer, static_cast<long long>(value))
            : std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, significantDigits);
  return std::string(buffer, result.ptr);
}

}  // namespace gradus
