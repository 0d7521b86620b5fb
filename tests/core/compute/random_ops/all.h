#pragma once
// Every family's random ops; a new one is added here.
#include "tests/core/compute/random_ops/attention.h"
#include "tests/core/compute/random_ops/basic.h"
#include "tests/core/compute/random_ops/images.h"
#include "tests/core/compute/random_ops/normalisation.h"
#include "tests/core/compute/random_ops/sequence.h"
#include "tests/core/compute/random_ops/sparse.h"

namespace gradus::testing {

inline const std::vector<RandomOp>& randomOps() {
  static const std::vector<RandomOp> rows = [] {
    std::vector<RandomOp> all;
    for (const std::vector<RandomOp>& family : {basicRandomOps(), sparseRandomOps(), sequenceRandomOps(),
                                                normalisationRandomOps(), attentionRandomOps(), imageRandomOps()})
      all.insert(all.end(), family.begin(), family.end());
    return all;
  }();
  return rows;
}

}  // namespace gradus::testing
