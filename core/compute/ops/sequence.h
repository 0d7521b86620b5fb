#pragma once
// Recurrent layers over whole sequences, and their derivatives.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
