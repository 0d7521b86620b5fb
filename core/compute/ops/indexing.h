#pragma once
// Gather, scatter-add and embedding, and their derivatives.
#include "core/compute/graph.h"

namespace gradus {}  // namespace gradus
