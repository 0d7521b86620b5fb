#pragma once
// A setting is declared once: from the declaration come the panel, validation, --set, the saved file, the sweep and the
// tests.
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/text.h"
#include "core/run/value.h"

namespace gradus {

enum class SettingKind { number, integer, choice, toggle, text, list };

/// live: takes effect at the next tick as the action `set`. restart: takes effect at tick 0 of a new start.
enum class Effect { live, restart };

struct Option {
  std::string value;  // kebab-case
  Text label;
};

struct Setting {
  std::string name;  // snake_case, "data." before generator parameters
  Text title;        // "Learning rate"
  SettingKind kind = SettingKind::number;
  Value initial = 0.0;
  double minimum = 0;
  double maximum = 1;
  double step = 0;  // 0 = continuous (number) or 1 (integer)
  bool logarithmic = false;
  std::vector<Option> options;  // choice
  std::string unit;
  Effect effect = Effect::live;
  Text group;                      // header in the panel: "Data", "Network", "Training"
  Text help;                       // one sentence
  int minCount = 0, maxCount = 0;  // list: number of entries
  std::string shownWhen;           // "data=rings|iris": hidden in the panel otherwise; empty = always
};

/// Checks and converts a value or its text form; integers are never rounded, refused instead. A list whose `step` is a
/// whole number >= 1 holds whole numbers; maxCount 0 = any number of entries. Throws UserError
/// ("learning_rate = abc: a number from 1e-05 to 10 is expected.").
Value checkValue(const Setting& setting, const Value& value);
Value parseValue(const Setting& setting, std::string_view text);
/// The declared range in words: "a number from 1e-05 to 10", "one of: adam, sgd".
Text expectedText(const Setting& setting);

/// The values in force, one per declared setting, in declared order. Copyable value.
class Settings {
 public:
  Settings() = default;
  explicit Settings(const std::vector<Setting>& declared);

  /// Name must be declared (assert).
  double number(std::string_view name) const;
  int64_t integer(std::string_view name) const;
  bool toggle(std::string_view name) const;
  const std::string& choice(std::string_view name) const;  // choice and text
  const std::vector<double>& list(std::string_view name) const;
  bool has(std::string_view name) const;
  const Value& operator[](std::string_view name) const;
  void set(std::string_view name, Value value);

  const NamedValues& all() const { return values_; }
  bool operator==(const Settings&) const = default;

 private:
  NamedValues values_;
};

/// Whether a condition "name=value" or "name=value|value" (empty = always) holds for the settings in force.
bool conditionHolds(std::string_view condition, const Settings& settings);

}  // namespace gradus
