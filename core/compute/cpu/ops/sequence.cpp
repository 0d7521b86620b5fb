// Recurrent layers over whole sequences, and their derivatives. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
std::span<const CpuOp<T>> sequenceCpuOps() {
  return {};
}
template std::span<const CpuOp<float>> sequenceCpuOps();
template std::span<const CpuOp<double>> sequenceCpuOps();

}  // namespace gradus
