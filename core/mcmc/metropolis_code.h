#pragma once
// The run as a short NumPy program, printed from the settings in force.
#include <string>

#include "core/data/dataset.h"
#include "core/run/setting.h"

namespace gradus {

std::string metropolisCode(const Settings& settings, const Dataset* data);

}  // namespace gradus
