#pragma once
// The playground's run as a PyTorch script, printed from the settings in force.
#include <string>

#include "core/data/dataset.h"
#include "core/run/setting.h"

namespace gradus::playground {

std::string torchCode(const Settings& settings, const Dataset* data);

}  // namespace gradus::playground
