#include "core/run/value.h"

#include <charconv>
#include <cmath>

#include "core/base/fields.h"

namespace gradus {

namespace {
template <typename Number>
std::string shortest(Number number) {
  char buffer[40];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
  return std::string(buffer, result.ptr);
}

std::string listText(const std::vector<double>& list) {
  std::string text;
  for (size_t i = 0; i < list.size(); ++i) {
    if (i > 0) text += ',';
    text += shortest(list[i]);
  }
  return text;
}
}  // namespace

std::string valueText(const Value& value) {
  if (const bool* toggle = std::get_if<bool>(&value)) return *toggle ? "true" : "false";
  if (const int64_t* integer = std::get_if<int64_t>(&value)) return shortest(*integer);
  if (const double* number = std::get_if<double>(&value)) return shortest(*number);
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  return listText(std::get<std::vector<double>>(value));
}

const Value* findValue(const NamedValues& values, std::string_view name) {
  for (const auto& [key, value] : values) {
    if (key == name) return &value;
  }
  return nullptr;
}

void setValue(NamedValues& values, std::string_view name, Value value) {
  for (auto& [key, old] : values) {
    if (key == name) {
      old = std::move(value);
      return;
    }
  }
  values.emplace_back(std::string(name), std::move(value));
}

double asNumber(const Value& value) {
  if (const bool* toggle = std::get_if<bool>(&value)) return *toggle ? 1 : 0;
  if (const int64_t* integer = std::get_if<int64_t>(&value)) return static_cast<double>(*integer);
  if (const double* number = std::get_if<double>(&value)) return *number;
  return 0;
}

int64_t asInteger(const Value& value) {
  if (const int64_t* integer = std::get_if<int64_t>(&value)) return *integer;
  const double number = asNumber(value);
  return std::fabs(number) < 9e18 ? std::llround(number) : 0;
}

bool asBool(const Value& value) {
  return asNumber(value) != 0;
}

std::vector<double> asList(const Value& value) {
  if (const auto* list = std::get_if<std::vector<double>>(&value)) return *list;
  if (std::holds_alternative<std::string>(value)) return {};
  return {asNumber(value)};
}

std::string asString(const Value& value) {
  return valueText(value);
}

void hashValues(Hasher& hasher, const NamedValues& values) {
  hasher.add(static_cast<uint64_t>(values.size()));
  for (const auto& [name, value] : values) {
    hasher.add(name);
    hasher.add(static_cast<uint64_t>(value.index()));
    std::visit([&hasher](const auto& content) { hasher.add(content); }, value);
  }
}

}  // namespace gradus
