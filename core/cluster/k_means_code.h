#pragma once
// The run as a short scikit-learn program, printed from the settings in force.
#include <string>

#include "core/data/dataset.h"
#include "core/run/setting.h"

namespace gradus::kmeans {

std::string sklearnCode(const Settings& settings, const Dataset* data);

}  // namespace gradus::kmeans
