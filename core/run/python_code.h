#pragma once
// Pieces of the equivalent Python that every demo on data shares.
#include <string>

#include "core/data/dataset.h"
#include "core/run/setting.h"

namespace gradus {

/// Lines that load the data in force as `X` (rows x features) and, if wanted, the target as `y`, and scale X as
/// `scaling` says. Shipped tables come from scikit-learn, files from their path, generated sets from the data.csv that
/// `gradus run ID --out DIR` writes.
std::string pythonData(const Settings& settings, const Dataset* data, bool withTarget);

/// "0.03", "1e-05": a number as Python source.
std::string pythonNumber(double value);

}  // namespace gradus
