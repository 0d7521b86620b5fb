#pragma once
// The diffusion run as a PyTorch script, printed from the settings in force.
#include <string>

#include "core/data/dataset.h"
#include "core/run/setting.h"

namespace gradus::denoiser {

std::string torchCode(const Settings& settings, const Dataset* data);

}  // namespace gradus::denoiser
