#pragma once
// The settings of a diffusion demo as parameters.
#include "core/generative/denoiser.h"
#include "core/run/setting.h"

namespace gradus::denoiser {

Params paramsOf(const Settings& settings);

}  // namespace gradus::denoiser
