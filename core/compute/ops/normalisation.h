#pragma once
// Normalisations and losses over rows, computed in one kernel each, and their derivatives.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
