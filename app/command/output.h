#pragma once
// Files of a run: every channel, the data used and the recipe.
#include <string>

#include "core/run/session.h"

namespace gradus {

/// Makes the folder if it is missing. Throws UserError.
void makeOutputFolder(const std::string& folder);

/// Writes all channels (state, series and derived), data.csv and recipe.gradus into the folder, which is made if
/// missing. Throws UserError if a file cannot be written.
void writeOutputs(const Session& session, const std::string& folder);

/// The data as the run used them, with the target column last.
std::string dataCsv(const Dataset& data);

}  // namespace gradus
