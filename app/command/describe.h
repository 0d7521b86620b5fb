#pragma once
// JSON descriptions of demos, used by list and describe.
#include <nlohmann/json_fwd.hpp>

#include "core/run/demo.h"

namespace gradus {

nlohmann::ordered_json valueJson(const Value& value);
nlohmann::ordered_json demoJson(const Demo& demo);
std::string viewKindName(ViewKind kind);

}  // namespace gradus
