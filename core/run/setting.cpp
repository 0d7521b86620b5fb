#include "core/run/setting.h"

#include <cassert>
#include <charconv>
#include <cmath>

#include "core/base/error.h"

namespace gradus {

namespace {
std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

[[noreturn]] void refuse(const Setting& setting, const std::string& found) {
  Text expected = expectedText(setting);
  throw UserError(Text(GRADUS_TR("%1 = %2: %3 is expected."), {setting.name, found, expected.str()}));
}

bool parseNumber(std::string_view text, double& number) {
  text = trimmed(text);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size() && std::isfinite(number);
}

bool parseList(std::string_view text, std::vector<double>& list) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = trimmed(text.substr(1, text.size() - 2));
  if (text.empty()) return true;
  for (;;) {
    const size_t comma = text.find(',');
    double number = 0;
    if (!parseNumber(text.substr(0, comma), number)) return false;
    list.push_back(number);
    if (comma == std::string_view::npos) return true;
    text.remove_prefix(comma + 1);
  }
}

bool inRange(const Setting& setting, double number) {
  return std::isfinite(number) && number >= setting.minimum && number <= setting.maximum;
}

bool isNumeric(const Value& value) {
  return std::holds_alternative<int64_t>(value) || std::holds_alternative<double>(value);
}

bool wholeEntries(const Setting& setting) {
  return setting.step >= 1 && setting.step == std::floor(setting.step);
}

Value checkInteger(const Setting& setting, const Value& value) {
  const double number = asNumber(value);
  if (!isNumeric(value) || !inRange(setting, number) || number != std::floor(number)) refuse(setting, valueText(value));
  return asInteger(value);
}

Value checkList(const Setting& setting, const Value& value) {
  if (!isNumeric(value) && !std::holds_alternative<std::vector<double>>(value)) refuse(setting, valueText(value));
  std::vector<double> list = asList(value);
  const int count = static_cast<int>(list.size());
  bool good = count >= setting.minCount && (setting.maxCount == 0 || count <= setting.maxCount);
  for (const double entry : list) {
    good = good && inRange(setting, entry) && (!wholeEntries(setting) || entry == std::floor(entry));
  }
  if (!good) refuse(setting, valueText(value));
  return list;
}

Value checkChoice(const Setting& setting, const Value& value) {
  const std::string text = valueText(value);
  for (const Option& option : setting.options) {
    if (option.value == text) return text;
  }
  refuse(setting, text);
}

Text expectedList(const Setting& setting) {
  const std::string low = valueText(setting.minimum), high = valueText(setting.maximum);
  const std::string few = std::to_string(setting.minCount), many = std::to_string(setting.maxCount);
  if (setting.maxCount == 0) {
    return wholeEntries(setting) ? Text(GRADUS_TR("a list of whole numbers from %1 to %2, like 8,8"), {low, high})
                                 : Text(GRADUS_TR("a list of numbers from %1 to %2, like 0.5,1"), {low, high});
  }
  return wholeEntries(setting)
             ? Text(GRADUS_TR("a list of %3 to %4 whole numbers from %1 to %2, like 8,8"), {low, high, few, many})
             : Text(GRADUS_TR("a list of %3 to %4 numbers from %1 to %2, like 0.5,1"), {low, high, few, many});
}
}  // namespace

Text expectedText(const Setting& setting) {
  const std::string low = valueText(setting.minimum), high = valueText(setting.maximum);
  switch (setting.kind) {
    case SettingKind::number:
      return Text(GRADUS_TR("a number from %1 to %2"), {low, high});
    case SettingKind::integer:
      return Text(GRADUS_TR("a whole number from %1 to %2"), {low, high});
    case SettingKind::toggle:
      return GRADUS_TR("true or false");
    case SettingKind::text:
      return GRADUS_TR("a text");
    case SettingKind::list:
      return expectedList(setting);
    case SettingKind::choice:
      break;
  }
  std::string names;
  for (const Option& option : setting.options) names += (names.empty() ? "" : ", ") + option.value;
  return Text(GRADUS_TR("one of: %1"), {names});
}

Value checkValue(const Setting& setting, const Value& value) {
  const std::string* text = std::get_if<std::string>(&value);
  if (text && setting.kind != SettingKind::choice && setting.kind != SettingKind::text)
    return parseValue(setting, *text);
  switch (setting.kind) {
    case SettingKind::number:
      if (!isNumeric(value) || !inRange(setting, asNumber(value))) refuse(setting, valueText(value));
      return asNumber(value);
    case SettingKind::integer:
      return checkInteger(setting, value);
    case SettingKind::choice:
      return checkChoice(setting, value);
    case SettingKind::toggle:
      if (!std::holds_alternative<bool>(value)) refuse(setting, valueText(value));
      return value;
    case SettingKind::text:
      return valueText(value);
    case SettingKind::list:
      return checkList(setting, value);
  }
  return value;
}

Value parseValue(const Setting& setting, std::string_view text) {
  const std::string_view word = trimmed(text);
  double number = 0;
  switch (setting.kind) {
    case SettingKind::number:
      if (!parseNumber(word, number)) refuse(setting, std::string(text));
      return checkValue(setting, number);
    case SettingKind::integer: {
      int64_t integer = 0;  // read as an integer first: a double cannot hold every seed
      const auto result = std::from_chars(word.data(), word.data() + word.size(), integer);
      if (result.ec == std::errc() && result.ptr == word.data() + word.size()) return checkValue(setting, integer);
      if (!parseNumber(word, number)) refuse(setting, std::string(text));
      return checkValue(setting, number);
    }
    case SettingKind::toggle:
      for (const char* yes : {"true", "on", "yes", "1"}) {
        if (word == yes) return true;
      }
      for (const char* no : {"false", "off", "no", "0"}) {
        if (word == no) return false;
      }
      refuse(setting, std::string(text));
    case SettingKind::choice:
      return checkChoice(setting, std::string(word));
    case SettingKind::text:
      return std::string(text);
    case SettingKind::list:
      break;
  }
  std::vector<double> list;
  if (!parseList(word, list)) refuse(setting, std::string(text));
  return checkValue(setting, list);
}

Settings::Settings(const std::vector<Setting>& declared) {
  values_.reserve(declared.size());
  for (const Setting& setting : declared) values_.emplace_back(setting.name, checkValue(setting, setting.initial));
}

bool Settings::has(std::string_view name) const {
  return findValue(values_, name) != nullptr;
}

const Value& Settings::operator[](std::string_view name) const {
  const Value* value = findValue(values_, name);
  assert(value && "a setting that is not declared");
  return *value;
}

double Settings::number(std::string_view name) const {
  return asNumber((*this)[name]);
}
int64_t Settings::integer(std::string_view name) const {
  return asInteger((*this)[name]);
}
bool Settings::toggle(std::string_view name) const {
  return asBool((*this)[name]);
}

const std::string& Settings::choice(std::string_view name) const {
  const std::string* text = std::get_if<std::string>(&(*this)[name]);
  assert(text && "a setting that holds no text");
  return *text;
}

const std::vector<double>& Settings::list(std::string_view name) const {
  const auto* list = std::get_if<std::vector<double>>(&(*this)[name]);
  assert(list && "a setting that holds no list");
  return *list;
}

void Settings::set(std::string_view name, Value value) {
  assert(has(name) && "a setting that is not declared");
  setValue(values_, name, std::move(value));
}

bool conditionHolds(std::string_view condition, const Settings& settings) {
  const size_t equals = condition.find('=');
  if (equals == std::string_view::npos) return true;
  const std::string_view name = condition.substr(0, equals);
  if (!settings.has(name)) return true;
  const std::string value = valueText(settings[name]);
  std::string_view wanted = condition.substr(equals + 1);
  for (;;) {
    const size_t bar = wanted.find('|');
    if (wanted.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) return false;
    wanted.remove_prefix(bar + 1);
  }
}

}  // namespace gradus
