// Normalisations and losses over rows, computed in one kernel each, and their derivatives. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> normalisationCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> normalisationCpuOps();
template std::span<const CpuOp<double>> normalisationCpuOps();

}  // namespace gradus
