#pragma once
// The value of a setting or of an action's argument, with its text form (command line, links, files).
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gradus {

using Value = std::variant<bool, int64_t, double, std::string, std::vector<double>>;
using NamedValues = std::vector<std::pair<std::string, Value>>;

/// "true", "12", "0.03", "two-moons", "8,8": shortest form that reads back to the same value, independent of the
/// locale.
std::string valueText(const Value& value);

const Value* findValue(const NamedValues& values, std::string_view name);
/// Replaces the value of `name`, or appends it.
void setValue(NamedValues& values, std::string_view name, Value value);
/// Any numeric alternative as double; 0 for texts and lists.
double asNumber(const Value& value);
int64_t asInteger(const Value& value);
bool asBool(const Value& value);
/// A list; a single number becomes a list of one.
std::vector<double> asList(const Value& value);
std::string asString(const Value& value);

class Hasher;
/// Names, kinds and contents in order, as canonical bytes.
void hashValues(Hasher& hasher, const NamedValues& values);

}  // namespace gradus
