// One instruction: dispatch, and reductions.
#include <algorithm>

#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/cpu/run.h"

namespace gradus {

namespace {

constexpr int64_t partialSums = 64;  // most shares of one reduction to a single number

// out[o, i, :] = over r of in[o, r, i, :]
template <typename T>
void runReduceRows(const RunMemory<T>& memory, const Instruction& reduce) {
  const Kernels<T>& kernels = *memory.kernels;
  const Place &in = reduce.in[0].place, &out = reduce.out;
  const auto over = reduce.isMax ? kernels.maxOverRows : kernels.sumOverRows;
  const T* from = memory.at(in);
  T* to = memory.at(out);
  const int64_t cols = in.cols, inner = reduce.inner, work = in.rows * cols;
  const bool padded = in.padded() && in.pitch >= cols && in.pitch % padUnit<T> == 0;
  const auto rowsOf = [&](int64_t row, int64_t begin, int64_t end) {  // row of the result, columns [begin, end)
    const int64_t o = row / inner, i = row % inner;
    over(reduce.reduced, end - begin, from + (o * reduce.reduced * inner + i) * in.pitch + begin, in.pitch * inner,
         padded, to + row * out.pitch + begin);
  };
  const int64_t results = reduce.outer * inner;
  if (work < parallelElements) {
    for (int64_t row = 0; row < results; ++row) rowsOf(row, 0, cols);
  } else if (results > 1) {
    const int64_t each = std::max<int64_t>(1, chunkElements / (reduce.reduced * cols));
    forChunks((results + each - 1) / each, [&](int64_t chunk) {
      for (int64_t row = chunk * each; row < std::min(results, (chunk + 1) * each); ++row) rowsOf(row, 0, cols);
    });
  } else {
    const int64_t each = 64;
    forChunks((cols + each - 1) / each,
              [&](int64_t chunk) { rowsOf(0, chunk * each, std::min(cols, (chunk + 1) * each)); });
  }
}

// out[o] = over rows r and all columns of in[o, r, :]
template <typename T>
void runReduceColumns(const RunMemory<T>& memory, const Instruction& reduce) {
  const Kernels<T>& kernels = *memory.kernels;
  const Place& in = reduce.in[0].place;
  const T* from = memory.at(in);
  T* to = memory.at(reduce.out);
  const int64_t cols = in.cols, rows = reduce.reduced, outer = reduce.outer;
  const bool padded = in.padded() && in.pitch % padUnit<T> == 0;
  const auto all = [&](int64_t row, int64_t count) {
    const T* at = from + row * in.pitch;
    return reduce.isMax ? kernels.maxAll(count, cols, at, in.pitch) : kernels.sumAll(count, cols, at, in.pitch, padded);
  };
  const auto results = [&](int64_t begin, int64_t end) {
    if (rows == 1 && !reduce.isMax)
      return kernels.sumOfEachRow(end - begin, cols, from + begin * in.pitch, in.pitch, padded, to + begin);
    for (int64_t o = begin; o < end; ++o) to[o] = all(o * rows, rows);
  };
  if (outer * rows * cols < parallelElements) {
    results(0, outer);
  } else if (outer > 1) {
    const int64_t each = std::max<int64_t>(16, chunkElements / (rows * cols) / 16 * 16);
    forChunks((outer + each - 1) / each,
              [&](int64_t chunk) { results(chunk * each, std::min(outer, (chunk + 1) * each)); });
  } else {
    T parts[partialSums];
    const int64_t each =
        std::max<int64_t>(std::max<int64_t>(1, chunkElements / cols), (rows + partialSums - 1) / partialSums);
    const int64_t chunks = (rows + each - 1) / each;
    forChunks(chunks, [&](int64_t chunk) { parts[chunk] = all(chunk * each, std::min(each, rows - chunk * each)); });
    to[0] = reduce.isMax ? kernels.maxAll(1, chunks, parts, chunks) : kernels.sumAll(1, chunks, parts, chunks, false);
  }
}

}  // namespace

template <typename T>
void runInstruction(const RunMemory<T>& memory, const Instruction& instruction) {
  switch (instruction.kind) {
    case InstructionKind::elementwise:
      return runChain(memory, instruction);
    case InstructionKind::lanes:
    case InstructionKind::dots:
    case InstructionKind::panels:
      return runProduct(memory, instruction);
    case InstructionKind::reduceRows:
      return runReduceRows(memory, instruction);
    case InstructionKind::reduceColumns:
      return runReduceColumns(memory, instruction);
    case InstructionKind::op:
      return cpuOp<T>(instruction.record.kind)->run(memory, instruction);
    case InstructionKind::update:
      return;  // the executor's
  }
}

template void runInstruction<float>(const RunMemory<float>&, const Instruction&);
template void runInstruction<double>(const RunMemory<double>&, const Instruction&);

}  // namespace gradus
