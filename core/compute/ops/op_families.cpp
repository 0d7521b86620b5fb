// Every family of ops, so that names and rules are found by kind.
#include <vector>

#include "core/compute/ops/rules.h"

namespace gradus {

std::span<const std::span<const OpRow>> opFamilies() {
  static const std::vector<std::span<const OpRow>> families{
      leafOps(),   elementwiseOps(), shapeOps(),       reduceOps(),  linalgOps(),
      randomOps(), stateOps(),       convolutionOps(), poolingOps(), normalisationOps(),
      rowOps(),    attentionOps(),   indexingOps(),    sparseOps(),  sequenceOps(),
  };
  return families;
}

}  // namespace gradus
