#include "core/lesson/link.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"

namespace gradus {
namespace {

bool isNameChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
}

bool isName(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), isNameChar);
}

bool isDemoId(std::string_view s) {
  const auto slash = s.find('/');
  return slash != std::string_view::npos && isName(s.substr(0, slash)) && isName(s.substr(slash + 1));
}

[[noreturn]] void refuse(std::string_view url) {
  throw UserError(Text(GRADUS_TR("\"%1\" is no link of a lesson. Known forms: do:preset=NAME, do:set=name=value;..., "
                                 "do:action=name(arg=value,...), see:control=NAME, see:view=NAME, demo:CHAPTER/NAME."),
                       {std::string(url)}));
}

/// True if `rest` begins with a name and an equals sign, which is how the next argument of an action looks.
bool beginsAssignment(std::string_view rest) {
  const auto equals = rest.find('=');
  return equals != std::string_view::npos && isName(rest.substr(0, equals));
}

/// The length of the first "name=value" of `list`.
std::size_t assignmentLength(std::string_view list, char separator) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i] == separator && (separator == ';' || beginsAssignment(list.substr(i + 1)))) return i;
  }
  return list.size();
}

std::vector<std::pair<std::string, std::string>> parseAssignments(std::string_view list, char separator,
                                                                  std::string_view url) {
  std::vector<std::pair<std::string, std::string>> values;
  while (!list.empty()) {
    const auto length = assignmentLength(list, separator);
    const auto item = list.substr(0, length);
    const auto equals = item.find('=');
    if (equals == std::string_view::npos || !isName(item.substr(0, equals)) || equals + 1 == item.size()) refuse(url);
    values.emplace_back(item.substr(0, equals), item.substr(equals + 1));
    if (length == list.size()) break;
    list.remove_prefix(length + 1);
    if (list.empty()) refuse(url);
  }
  return values;
}

void parseAction(std::string_view call, LessonLink& link) {
  const auto open = call.find('(');
  link.target = call.substr(0, open);
  if (!isName(link.target)) refuse(link.url);
  if (open == std::string_view::npos) return;
  if (call.back() != ')') refuse(link.url);
  link.values = parseAssignments(call.substr(open + 1, call.size() - open - 2), ',', link.url);
}

}  // namespace

bool LessonLink::speaksOfControl(std::string_view name) const {
  if (kind == Kind::Control) return target == name;
  return kind == Kind::Set && std::any_of(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
}

LessonLink parseLessonLink(std::string_view url) {
  LessonLink link;
  link.url = url;
  const auto after = [url](std::string_view prefix) { return url.substr(std::min(prefix.size(), url.size())); };
  const auto named = [&](LessonLink::Kind kind, std::string_view target, bool valid) {
    if (!valid) refuse(url);
    link.kind = kind;
    link.target = target;
  };
  if (url.starts_with("do:preset=")) {
    named(LessonLink::Kind::Preset, after("do:preset="), isName(after("do:preset=")));
  } else if (url.starts_with("do:set=")) {
    link.kind = LessonLink::Kind::Set;
    link.values = parseAssignments(after("do:set="), ';', url);
    if (link.values.empty()) refuse(url);
  } else if (url.starts_with("do:action=")) {
    link.kind = LessonLink::Kind::Action;
    parseAction(after("do:action="), link);
  } else if (url.starts_with("see:control=")) {
    named(LessonLink::Kind::Control, after("see:control="), isName(after("see:control=")));
  } else if (url.starts_with("see:view=")) {
    named(LessonLink::Kind::View, after("see:view="), isName(after("see:view=")));
  } else if (url.starts_with("demo:")) {
    named(LessonLink::Kind::Demo, after("demo:"), isDemoId(after("demo:")));
  } else {
    refuse(url);
  }
  return link;
}

}  // namespace gradus
