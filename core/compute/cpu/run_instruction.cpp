// One instruction: small products, reductions, rows of the op table.
#include <algorithm>
#include <limits>

#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/cpu/run.h"

namespace gradus {

namespace {

template <typename T>
void runLanes(const RunMemory<T>& memory, const Instruction& product) {
  const Place &a = product.in[0].place, &b = product.in[1].place, &c = product.out;
  const int64_t k = product.transposeA ? a.rows : a.cols;
  T* out = memory.at(c);
  memory.kernels->matmulLanes(c.rows, c.cols, k, memory.at(a), product.transposeA ? 1 : a.pitch,
                              product.transposeA ? a.pitch : 1, memory.at(b), b.pitch,
                              product.hasBias ? memory.at(product.in[2].place) : nullptr, out, c.pitch);
  if (product.activation == Micro::copy) return;
  memory.kernels->micro[static_cast<int>(product.activation)][0](out, out, out, out, c.rows * c.pitch);
}

// Offset of the element of `shape` (inside a matrix with `pitch`) that index `at` of `whole` falls on, broadcasting.
int64_t offsetOf(const Shape& shape, int64_t pitch, const int64_t* at, const Shape& whole) {
  int64_t row = 0, col = 0;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const int64_t index = shape[axis] == 1 ? 0 : at[axis + whole.rank() - shape.rank()];
    if (axis + 1 == shape.rank()) {
      col = index;
    } else {
      row = row * shape[axis] + index;
    }
  }
  return row * pitch + col;
}

// Any-shape broadcast, sum and maximum: visits every element of the larger shape in order.
template <typename T>
void runAny(const RunMemory<T>& memory, const Instruction& instruction) {
  const bool spread = instruction.kind == InstructionKind::broadcastAny,
             isMax = instruction.kind == InstructionKind::maxAny;
  const Shape &whole = spread ? instruction.to : instruction.from, &part = spread ? instruction.from : instruction.to;
  const T* in = memory.at(instruction.in[0].place);
  T* out = memory.at(instruction.out);
  const int64_t pitchIn = instruction.in[0].place.pitch, pitchOut = instruction.out.pitch;
  if (!spread) {
    const T start = isMax ? -std::numeric_limits<T>::infinity() : T(0);
    for (int64_t r = 0; r < instruction.out.rows; ++r) std::fill_n(out + r * pitchOut, instruction.out.cols, start);
  }
  int64_t at[Shape::maxRank] = {};
  for (int64_t i = 0; i < whole.count(); ++i) {
    if (spread) {
      out[offsetOf(whole, pitchOut, at, whole)] = in[offsetOf(part, pitchIn, at, whole)];
    } else {
      T& to = out[offsetOf(part, pitchOut, at, whole)];
      const T x = in[offsetOf(whole, pitchIn, at, whole)];
      to = isMax ? std::max(to, x) : to + x;
    }
    for (int axis = whole.rank() - 1; axis >= 0 && ++at[axis] == whole[axis]; --axis) at[axis] = 0;
  }
}

}  // namespace

template <typename T>
void runInstruction(const RunMemory<T>& memory, const Instruction& instruction) {
  const Kernels<T>& kernels = *memory.kernels;
  const Place& out = instruction.out;
  const Place in = instruction.in.empty() ? Place() : instruction.in[0].place;
  switch (instruction.kind) {
    case InstructionKind::elementwise:
      return runChain(memory, instruction);
    case InstructionKind::lanes:
      return runLanes(memory, instruction);
    case InstructionKind::panels:
      return runPanels(memory, instruction);
    case InstructionKind::dots: {
      const Place& b = instruction.in[1].place;
      return kernels.matmulDots(out.rows, out.cols, in.cols, memory.at(in), in.pitch, memory.at(b), b.pitch,
                                memory.at(out), out.pitch,
                                instruction.rowSums ? memory.at(instruction.rowSums) : nullptr);
    }
    case InstructionKind::sumAll:
      *memory.at(out) = kernels.sumAll(in.rows, in.cols, memory.at(in), in.pitch, in.padded());
      return;
    case InstructionKind::sumRow:
      return kernels.sumOverRows(in.rows, in.cols, memory.at(in), in.pitch, in.padded(), memory.at(out));
    case InstructionKind::sumColumn:
      return kernels.sumOfEachRow(in.rows, in.cols, memory.at(in), in.pitch, in.padded(), memory.at(out));
    case InstructionKind::maxAll:
      *memory.at(out) = kernels.maxAll(in.rows, in.cols, memory.at(in), in.pitch);
      return;
    case InstructionKind::maxRow:
      return kernels.maxOverRows(in.rows, in.cols, memory.at(in), in.pitch, memory.at(out));
    case InstructionKind::maxColumn:
      for (int64_t r = 0; r < in.rows; ++r)
        memory.at(out)[r] = kernels.maxAll(1, in.cols, memory.at(in) + r * in.pitch, in.pitch);
      return;
    case InstructionKind::sumAny:
    case InstructionKind::maxAny:
    case InstructionKind::broadcastAny:
      return runAny(memory, instruction);
    case InstructionKind::op:
      return cpuOp<T>(instruction.record.kind)->run(memory, instruction);
    case InstructionKind::update:
      return;  // the executor's
  }
}

template void runInstruction<float>(const RunMemory<float>&, const Instruction&);
template void runInstruction<double>(const RunMemory<double>&, const Instruction&);

}  // namespace gradus
