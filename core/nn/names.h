#pragma once
// Looks a name up in a list of names; the UserError lists what there is.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace gradus {

template <typename Kind>
Kind kindFromName(const char* what, const std::vector<std::string_view>& names, std::string_view name) {
  std::string known;
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Kind>(i);
    known += (i ? ", " : "") + std::string(names[i]);
  }
  throw UserError({GRADUS_TR("Unknown %1 \"%2\". Known are: %3."), {what, std::string(name), known}});
}

}  // namespace gradus
