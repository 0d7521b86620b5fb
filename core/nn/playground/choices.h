#pragma once
// What a person may choose for a network, named as core/nn/names.h reads it. The first is the usual default, except for
// optimisers.
#include <vector>

#include "core/run/setting.h"

namespace gradus::playground {

std::vector<Option> activationOptions();
std::vector<Option> initialiserOptions();
std::vector<Option> lossOptions();
std::vector<Option> optimiserOptions();

}  // namespace gradus::playground
