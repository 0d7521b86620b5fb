#pragma once
// One row per op that is neither elementwise nor a matrix product: how the CPU runs it. A row is all that the lowering
// needs to know, so that a new op adds a row and no case to any switch.
#include <span>

#include "core/compute/cpu/run.h"

namespace gradus {

template <typename T>
struct CpuOp {
  OpKind kind = OpKind::constant;
  /// Reads instruction.in, writes instruction.out (ops with several results: instruction.outs, a result that nobody
  /// reads has no place) with shapes, numbers and number of the op. Memory conventions: kernels.h. Results lie in
  /// scratch memory (padded) unless `exact`.
  void (*run)(const RunMemory<T>& memory, const Instruction& instruction) = nullptr;
  /// Elements of scratch memory that the op needs for itself while it runs (instruction.workspace), or nullptr.
  int64_t (*workspace)(const Instruction& instruction) = nullptr;
  /// true: writes nothing beyond the elements of its result, so that the result may be a gradient segment.
  bool exact = false;
  /// Once when a program is compiled, places known: leaves instruction.plan for run and workspace. Or nullptr.
  void (*prepare)(Instruction& instruction) = nullptr;
  /// true: the result may lie on the first operand, if both have the same shape and pitch (elementwise ops).
  bool inPlace = false;
};

template <typename T>
std::span<const CpuOp<T>> movementCpuOps();
template <typename T>
std::span<const CpuOp<T>> randomCpuOps();
template <typename T>
std::span<const CpuOp<T>> convolutionCpuOps();
template <typename T>
std::span<const CpuOp<T>> poolingCpuOps();
template <typename T>
std::span<const CpuOp<T>> normalisationCpuOps();
template <typename T>
std::span<const CpuOp<T>> rowCpuOps();
template <typename T>
std::span<const CpuOp<T>> attentionCpuOps();
template <typename T>
std::span<const CpuOp<T>> indexingCpuOps();
template <typename T>
std::span<const CpuOp<T>> sparseCpuOps();
template <typename T>
std::span<const CpuOp<T>> sequenceCpuOps();

/// The row of a kind; nullptr for kinds that have instructions of their own.
template <typename T>
const CpuOp<T>* cpuOp(OpKind kind);

}  // namespace gradus
