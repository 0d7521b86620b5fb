// Fused elementwise chains and parameter updates: the work that is split between threads when large.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/run.h"

namespace gradus {

namespace {

template <typename T>
struct Block {
  alignas(64) T registers[maxRegisters][blockElements];
  const T* at[maxOperands + maxRegisters];
};

// Rows [row, row + rows) of an operand as `width` elements each, in a register block.
template <typename T>
void expand(const T* from, const Operand& operand, int64_t row, int64_t rows, int64_t cols, int64_t width, T* to) {
  for (int64_t r = 0; r < rows; ++r, to += width) {
    if (operand.pattern == Pattern::column) {
      const T value = from[operand.rowOffset(row + r)];
      for (int64_t c = 0; c < width; ++c) to[c] = value;
    } else {
      const int64_t offset = operand.pattern == Pattern::row ? 0 : operand.rowOffset(row + r);
      std::memcpy(to, from + offset, static_cast<size_t>(cols) * sizeof(T));
    }
  }
}

// Runs the steps on n elements; `result` takes the last one's.
template <typename T>
void runSteps(const Kernels<T>& kernels, const Instruction& chain, Block<T>& block, T* result, int64_t n) {
  for (const MicroStep& step : chain.steps) {
    T* const to = step.result < 0 ? result : const_cast<T*>(block.at[step.result]);
    kernels.micro[static_cast<int>(step.op)][step.repeated](to, block.at[step.sources[0]], block.at[step.sources[1]],
                                                            block.at[step.sources[2]], n);
  }
}

// One row (of the chain, or all of a flat one), elements [begin, end), block by block: each step runs over a whole
// block, so that dispatch costs once per block and values stay in the first-level cache. Returns the sum if asked for.
template <typename T>
T runRow(const RunMemory<T>& memory, const Instruction& chain, Block<T>& block, int64_t row, int64_t begin,
         int64_t end) {
  const Kernels<T>& kernels = *memory.kernels;
  T sum = 0;
  for (int64_t col = begin; col < end; col += blockElements) {
    const int64_t n = std::min(blockElements, end - col);
    int staged = chain.registers;
    for (size_t i = 0; i < chain.in.size(); ++i) {
      const Operand& operand = chain.in[i];
      const T* from = memory.at(operand.place);
      if (operand.pattern == Pattern::full || operand.pattern == Pattern::column) from += operand.rowOffset(row);
      if (operand.pattern == Pattern::full || operand.pattern == Pattern::row) from += col;
      if (operand.stage) {
        T* copy = block.registers[--staged];
        std::memcpy(copy, from, static_cast<size_t>(n) * sizeof(T));
        from = copy;
      }
      block.at[i] = from;
    }
    T* const out = chain.sums ? nullptr : memory.at(chain.out) + row * chain.out.pitch + col;
    T* const result = chain.stageOut ? block.registers[--staged] : out;
    runSteps(kernels, chain, block, result, n);
    if (chain.sums) {
      sum += kernels.sumAll(1, n, result, n, true);
    } else if (chain.stageOut) {
      std::memcpy(out, result, static_cast<size_t>(n) * sizeof(T));
    }
  }
  return sum;
}

// Several narrow rows fill a block.
template <typename T>
T runNarrow(const RunMemory<T>& memory, const Instruction& chain, Block<T>& block, int64_t begin, int64_t end) {
  const Kernels<T>& kernels = *memory.kernels;
  const int64_t width = chain.width, cols = chain.cols;
  T sum = 0;
  for (int64_t row = begin; row < end; row += chain.rowsPerBlock) {
    const int64_t rows = std::min(chain.rowsPerBlock, end - row);
    int staged = chain.registers;
    for (size_t i = 0; i < chain.in.size(); ++i) {
      const Operand& operand = chain.in[i];
      const T* from = memory.at(operand.place);
      if (operand.stage) {
        T* copy = block.registers[--staged];
        if (operand.pattern != Pattern::row || row == begin)  // a row stays as it is
          expand(from, operand, row, std::min(chain.rowsPerBlock, end - row), cols, width, copy);
        from = copy;
      } else if (operand.pattern == Pattern::full) {
        from += row * operand.place.pitch;
      }
      block.at[i] = from;
    }
    T* const out = chain.sums ? nullptr : memory.at(chain.out) + row * chain.out.pitch;
    T* const result = chain.stageOut ? block.registers[--staged] : out;
    runSteps(kernels, chain, block, result, rows * width);
    if (chain.sums) {
      sum += kernels.sumAll(rows, cols, result, width, true);
    } else if (chain.stageOut) {
      for (int64_t r = 0; r < rows; ++r)
        std::memcpy(out + r * chain.out.pitch, result + r * width, static_cast<size_t>(cols) * sizeof(T));
    }
  }
  return sum;
}

// Elements of a flat chain or rows of another.
template <typename T>
T chainPart(const RunMemory<T>& memory, const Instruction& chain, int64_t begin, int64_t end) {
  Block<T> block;
  for (int r = 0; r < chain.registers; ++r) block.at[chain.in.size() + static_cast<size_t>(r)] = block.registers[r];
  if (chain.flat) return runRow(memory, chain, block, 0, begin, end);
  if (chain.rowsPerBlock > 1) return runNarrow(memory, chain, block, begin, end);
  T sum = 0;
  for (int64_t row = begin; row < end; ++row) sum += runRow(memory, chain, block, row, 0, chain.cols);
  return sum;
}

}  // namespace

template <typename T>
void runChainRows(const RunMemory<T>& memory, const Instruction& chain, int64_t begin, int64_t end) {
  if (chain.flat) {
    chainPart(memory, chain, begin * chain.width, end * chain.width);
  } else {
    chainPart(memory, chain, begin, end);
  }
}

template <typename T>
void runChain(const RunMemory<T>& memory, const Instruction& chain) {
  const int64_t all = chain.flat ? chain.rows * chain.width : chain.rows;
  if (chain.rows * chain.cols == 0) return;
  if (chain.chunks == 1) {
    const T sum = chainPart(memory, chain, 0, all);
    if (chain.sums) *memory.at(chain.out) = sum;
    return;
  }
  T* const sums = chain.sums ? memory.at(chain.workspace) : nullptr;
  forChunks(chain.chunks, [&](int64_t chunk) {
    const int64_t begin = chunk * chain.chunkSize;
    const T sum = chainPart(memory, chain, begin, std::min(all, begin + chain.chunkSize));
    if (sums) sums[chunk] = sum;
  });
  if (!sums) return;
  T total = 0;
  for (int64_t chunk = 0; chunk < chain.chunks; ++chunk) total += sums[chunk];
  *memory.at(chain.out) = total;
}

template <typename T>
void updateAll(const RunMemory<T>& memory, UpdateKind kind, const UpdateNumbers& numbers, int64_t n, T* w, T* g, T* m1,
               T* m2, T* m3) {
  const auto at = [kind](int moment, T* m, int64_t begin) { return momentsOf(kind) >= moment ? m + begin : nullptr; };
  if (n < parallelElements)
    return memory.kernels->update(kind, numbers, n, w, g, at(1, m1, 0), at(2, m2, 0), at(3, m3, 0));
  forChunks((n + chunkElements - 1) / chunkElements, [&](int64_t chunk) {
    const int64_t begin = chunk * chunkElements, count = std::min(chunkElements, n - begin);
    memory.kernels->update(kind, numbers, count, w + begin, g + begin, at(1, m1, begin), at(2, m2, begin),
                           at(3, m3, begin));
  });
}

#define GRADUS_INSTANTIATE(T)                                                               \
  template void runChain<T>(const RunMemory<T>&, const Instruction&);                       \
  template void runChainRows<T>(const RunMemory<T>&, const Instruction&, int64_t, int64_t); \
  template void updateAll<T>(const RunMemory<T>&, UpdateKind, const UpdateNumbers&, int64_t, T*, T*, T*, T*, T*);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
