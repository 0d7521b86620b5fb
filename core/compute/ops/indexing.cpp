// Gather, scatter-add and embedding, and their derivatives.
#include "core/compute/ops/indexing.h"
#include "core/compute/ops/checks.h"
#include "core/compute/ops/ops.h"
#include "core/compute/ops/rules.h"

namespace gradus {

std::span<const OpRow> indexingOps() {
  return {};
}

}  // namespace gradus
