#pragma once
// The posterior of a line fit to a table, as a target.
#include "core/data/dataset.h"
#include "core/mcmc/targets.h"

namespace gradus {

/// y against x from the first two numeric columns, or the first one and the target. Throws UserError where there is no
/// table (null), fewer than two columns, or as fitLine does.
Target lineTargetOf(const Dataset* data);

}  // namespace gradus
