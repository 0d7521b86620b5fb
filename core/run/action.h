#pragma once
// Everything a person did to a run, stamped with the tick at which it took effect. Actions are part of the recipe.
#include <cstdint>
#include <string>
#include <vector>

#include "core/run/setting.h"
#include "core/run/value.h"

namespace gradus {

/// `set` (name, value) is built in: a live setting changed. All other names are declared by the demo.
struct Action {
  int64_t at = 0;    // tick; takes effect before the step that leaves this tick
  std::string name;  // snake_case
  NamedValues args;
  int64_t gesture = 0;  // actions of one drag share it; undo removes them together

  const Value* arg(std::string_view name) const { return findValue(args, name); }
  double number(std::string_view name) const;  // throws UserError if missing
  int64_t integer(std::string_view name) const;
  const std::vector<double> list(std::string_view name) const;
  bool operator==(const Action&) const = default;
};

/// Declaration of an action: its arguments are declared like settings.
struct ActionSpec {
  std::string name;
  Text title;  // for the undo list and event marks: "Centre moved"
  std::vector<Setting> args;
};

/// The arguments in declared order, each checked as a setting is. Throws UserError for a missing, unknown or bad one.
NamedValues checkArguments(const ActionSpec& spec, const NamedValues& args);

}  // namespace gradus
