// Transformers in the benchmark.
#include "core/nn/bench/rows.h"
#include "core/nn/bench/step.h"

namespace gradus {

std::span<const BenchWorkRow> attentionWorks() {
  return {};
}

}  // namespace gradus
