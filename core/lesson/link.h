#pragma once
// The links of a lesson: what a click applies, and which control or view lights up while the pointer is over it.
//   do:preset=NAME   do:set=name=value;name=value   do:action=name(arg=value,...)   see:control=NAME   see:view=NAME
//   demo:ID
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gradus {

/// One parsed link. `target` is the name of the preset, action, control, view or demo; it is empty for Set.
struct LessonLink {
  enum class Kind { Preset, Set, Action, Control, View, Demo };

  Kind kind = Kind::Control;
  std::string target;
  /// The settings of Set or the arguments of Action, in the order written.
  std::vector<std::pair<std::string, std::string>> values;
  /// The link as written, e.g. "do:set=k=5".
  std::string url;
  /// Line in the lesson file, from 1; 0 if the link was not read from a file.
  int line = 0;

  /// True for links that change the run (preset, set, action).
  bool applies() const { return kind == Kind::Preset || kind == Kind::Set || kind == Kind::Action; }
  /// True if the link speaks of the control (setting) `name`: it points at it or sets it.
  bool speaksOfControl(std::string_view name) const;
  /// True if the link speaks of the view `name`.
  bool speaksOfView(std::string_view name) const { return kind == Kind::View && target == name; }

  bool operator==(const LessonLink&) const = default;
};

/// Parses a link's address. A value may hold commas ("hidden=8,8"): an argument ends only where ",name=" follows.
/// Throws UserError with what was found and which forms exist.
LessonLink parseLessonLink(std::string_view url);

}  // namespace gradus
