#include "core/compute/cpu/ops/cpu_op.h"

#include <vector>

namespace gradus {

namespace {

template <typename T>
std::vector<CpuOp<T>> makeTable() {
  std::vector<CpuOp<T>> table(opKinds);
  for (const std::span<const CpuOp<T>> family :
       {movementCpuOps<T>(), randomCpuOps<T>(), convolutionCpuOps<T>(), poolingCpuOps<T>(), normalisationCpuOps<T>(),
        rowCpuOps<T>(), attentionCpuOps<T>(), indexingCpuOps<T>(), sparseCpuOps<T>(), sequenceCpuOps<T>()}) {
    for (const CpuOp<T>& row : family) table[static_cast<size_t>(row.kind)] = row;
  }
  return table;
}

}  // namespace

template <typename T>
const CpuOp<T>* cpuOp(OpKind kind) {
  static const std::vector<CpuOp<T>> table = makeTable<T>();
  const CpuOp<T>& row = table[static_cast<size_t>(kind)];
  return row.run ? &row : nullptr;
}
template const CpuOp<float>* cpuOp(OpKind);
template const CpuOp<double>* cpuOp(OpKind);

}  // namespace gradus
