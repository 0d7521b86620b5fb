// Random numbers and dropout. Here: how the CPU runs them.
#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/cpu/random_fill.h"

namespace gradus {

namespace {

template <typename T>
RandomKey keyOf(const RunMemory<T>& memory, const Instruction& i) {
  return {memory.key, memory.step, i.record.stream};
}

template <typename T>
void runUniform(const RunMemory<T>& memory, const Instruction& i) {
  fillUniform<T>(*memory.kernels, keyOf(memory, i), i.out.rows, i.out.cols, memory.at(i.out), i.out.pitch);
}

template <typename T>
void runNormal(const RunMemory<T>& memory, const Instruction& i) {
  fillStandardNormal<T>(*memory.kernels, keyOf(memory, i), i.out.rows, i.out.cols, memory.at(i.out), i.out.pitch);
}

template <typename T>
void runDropout(const RunMemory<T>& memory, const Instruction& i) {
  const Place& a = i.in[0].place;
  const double probability = static_cast<double>(*memory.at(i.in[1].place));
  applyDropout<T>(*memory.kernels, keyOf(memory, i), probability, i.out.rows, i.out.cols, memory.at(a), a.pitch,
                  memory.at(i.out), i.out.pitch);
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> randomCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::randomUniform, runUniform<T>, nullptr, true},
      {OpKind::randomNormal, runNormal<T>, nullptr, true},
      {OpKind::dropout, runDropout<T>, nullptr, true, nullptr, true},
  };
  return rows;
}
template std::span<const CpuOp<float>> randomCpuOps();
template std::span<const CpuOp<double>> randomCpuOps();

}  // namespace gradus
