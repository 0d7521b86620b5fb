#pragma once
// Texts for people. core and the demos know no Qt: they mark texts with GRADUS_TR (a no-op that lupdate is told about)
// and hand over a template with arguments; the window translates the template and fills the arguments in.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Marks a literal for translation; its value is the literal itself.
#define GRADUS_TR(literal) literal

namespace gradus {

/// A template with %1, %2, ... and its arguments, e.g. {"Row %1 has no value.", {"12"}}.
struct Text {
  std::string pattern;
  std::vector<std::string> args;

  Text() = default;
  Text(const char* pattern) : pattern(pattern) {}  // NOLINT: literals convert
  Text(std::string pattern, std::vector<std::string> args = {}) : pattern(std::move(pattern)), args(std::move(args)) {}

  bool empty() const { return pattern.empty(); }
  /// The untranslated (English) text with the arguments filled in.
  std::string str() const { return fill(pattern, args); }
  /// Replaces %1 ... %9 in `pattern` by `args`.
  static std::string fill(std::string_view pattern, const std::vector<std::string>& args);

  bool operator==(const Text&) const = default;
};

/// A number for a text: three significant digits unless it is an integer ("0.00312", "1500", "1.2e-08").
std::string numberText(double value, int significantDigits = 3);

}  // namespace gradus
