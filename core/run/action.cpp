#include "core/run/action.h"

#include "core/base/error.h"

namespace gradus {

namespace {
const Value& need(const Action& action, std::string_view name) {
  const Value* value = action.arg(name);
  if (!value) throw UserError(Text(GRADUS_TR("The action %1 has no argument %2."), {action.name, std::string(name)}));
  return *value;
}
}  // namespace

double Action::number(std::string_view name) const {
  return asNumber(need(*this, name));
}
int64_t Action::integer(std::string_view name) const {
  return asInteger(need(*this, name));
}
const std::vector<double> Action::list(std::string_view name) const {
  return asList(need(*this, name));
}

NamedValues checkArguments(const ActionSpec& spec, const NamedValues& args) {
  NamedValues checked;
  for (const Setting& declared : spec.args) {
    const Value* value = findValue(args, declared.name);
    if (!value) {
      throw UserError(Text(GRADUS_TR("The action %1 has no argument %2: %3 is expected."),
                           {spec.name, declared.name, expectedText(declared).str()}));
    }
    checked.emplace_back(declared.name, checkValue(declared, *value));
  }
  for (const auto& [name, value] : args) {
    if (!findValue(checked, name)) {
      throw UserError(Text(GRADUS_TR("The action %1 knows no argument %2."), {spec.name, name}));
    }
  }
  return checked;
}

}  // namespace gradus
