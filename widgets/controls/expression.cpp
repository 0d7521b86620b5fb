#include "widgets/controls/expression.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

namespace gradus {
namespace {

constexpr size_t kLongest = 200;  // bounds the depth of the recursion

/// Replaces typographic signs by the plain ones and drops every kind of space.
std::string plain(std::string_view text) {
  static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
      {"\u2212", "-"},  {"\u00D7", "*"}, {"\u00B7", "*"}, {"\u00F7", "/"},
      {"\u03C0", "pi"}, {"\u2009", ""},  {"\u202F", ""},  {"\u00A0", ""}};
  std::string result;
  while (!text.empty()) {
    const auto sign = std::find_if(std::begin(kSigns), std::end(kSigns),
                                   [&](const auto& pair) { return text.starts_with(pair.first); });
    if (sign != std::end(kSigns)) {
      result += sign->second;
      text.remove_prefix(sign->first.size());
    } else {
      if (text.front() != ' ' && text.front() != '\t') result += text.front();
      text.remove_prefix(1);
    }
  }
  if (std::count(result.begin(), result.end(), ',') == 1 && result.find('.') == std::string::npos) {
    result[result.find(',')] = '.';
  }
  return result;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<double> whole() {
    const auto value = sum();
    return value && rest_.empty() ? value : std::nullopt;
  }

 private:
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<double> sum() {
    auto value = product();
    while (value) {
      const bool plus = take('+');
      if (!plus && !take('-')) break;
      const auto next = product();
      if (!next) return std::nullopt;
      *value += plus ? *next : -*next;
    }
    return value;
  }

  std::optional<double> product() {
    auto value = sign();
    while (value) {
      const bool times = take('*');
      if (!times && !take('/')) break;
      const auto next = sign();
      if (!next) return std::nullopt;
      *value = times ? *value * *next : *value / *next;
    }
    return value;
  }

  std::optional<double> sign() {
    if (take('+')) return sign();
    if (take('-')) {
      const auto value = sign();
      return value ? std::optional(-*value) : std::nullopt;
    }
    return power();
  }

  std::optional<double> power() {
    const auto base = primary();
    if (!base || !take('^')) return base;
    const auto exponent = sign();  // right to left, and 10^-2 is fine
    return exponent ? std::optional(std::pow(*base, *exponent)) : std::nullopt;
  }

  std::optional<double> primary() {
    if (take('(')) {
      const auto value = sum();
      return value && take(')') ? value : std::nullopt;
    }
    if (rest_.starts_with("pi")) {
      rest_.remove_prefix(2);
      return std::numbers::pi;
    }
    if (take('e')) return std::numbers::e;
    return number();
  }

  std::optional<double> number() {
    // from_chars also reads "inf" and "nan", which nobody means here.
    if (rest_.empty() || (std::isdigit(static_cast<unsigned char>(rest_.front())) == 0 && rest_.front() != '.'))
      return {};
    double value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return std::nullopt;
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return value;
  }

  std::string_view rest_;
};

}  // namespace

std::optional<double> parseExpression(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  const std::string cleaned = plain(text);
  const auto value = Parser(cleaned).whole();
  return value && std::isfinite(*value) ? value : std::nullopt;
}

}  // namespace gradus
