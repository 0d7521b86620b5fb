#pragma once
#include <optional>
#include <string_view>

namespace gradus {

/// The value of a typed number or small expression: + - * / ^ and brackets, pi and e, numbers like 2e-3, and as decimal
/// mark a point or (once, where no point stands) a comma. Spaces, thin spaces and the true minus are understood.
/// Nothing where it can't be read or isn't finite.
std::optional<double> parseExpression(std::string_view text);

}  // namespace gradus
