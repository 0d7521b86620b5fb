// Fused elementwise chains, products by panels, parameter updates: the work that is split between threads when large.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/run.h"

namespace gradus {

namespace {

constexpr int64_t chunkElements = 16384, parallelElements = 65536;

// Columns [begin, end) of rows [rowBegin, rowEnd), block by block: each step runs over a whole block, so that dispatch
// costs once per block and values stay in the first-level cache.
template <typename T>
void chainPart(const RunMemory<T>& memory, const Instruction& chain, int64_t rowBegin, int64_t rowEnd, int64_t begin,
               int64_t end) {
  alignas(64) T registers[maxRegisters][blockElements];
  const T* at[maxOperands + maxRegisters];
  const auto operands = static_cast<int>(chain.in.size());
  const Kernels<T>& kernels = *memory.kernels;
  for (int r = 0; r < chain.registers; ++r) at[operands + r] = registers[r];
  for (int64_t row = rowBegin; row < rowEnd; ++row) {
    for (int64_t col = begin; col < end; col += blockElements) {
      const int64_t n = std::min(blockElements, end - col);
      int staged = chain.registers;
      for (int i = 0; i < operands; ++i) {
        const Operand& operand = chain.in[static_cast<size_t>(i)];
        const T* from = memory.at(operand.place);
        if (operand.pattern == Pattern::full) from += row * operand.place.pitch + col;
        if (operand.pattern == Pattern::row) from += col;
        if (operand.pattern == Pattern::column) from += row;
        if (operand.stage) {
          T* copy = registers[--staged];
          std::memcpy(copy, from, static_cast<size_t>(n) * sizeof(T));
          from = copy;
        }
        at[i] = from;
      }
      T* const out = memory.at(chain.out) + row * chain.out.pitch + col;
      T* const result = chain.stageOut ? registers[--staged] : out;
      for (const MicroStep& step : chain.steps) {
        T* const to = step.result < 0 ? result : const_cast<T*>(at[step.result]);
        kernels.micro[static_cast<int>(step.op)][step.repeated](to, at[step.sources[0]], at[step.sources[1]],
                                                                at[step.sources[2]], n);
      }
      if (chain.stageOut) std::memcpy(out, result, static_cast<size_t>(n) * sizeof(T));
    }
  }
}

}  // namespace

template <typename T>
void runChain(const RunMemory<T>& memory, const Instruction& chain) {
  if (chain.rows * chain.cols < parallelElements) {
    chainPart(memory, chain, 0, chain.rows, 0, chain.cols);
  } else if (chain.rows == 1) {
    forChunks((chain.cols + chunkElements - 1) / chunkElements, [&](int64_t chunk) {
      chainPart(memory, chain, 0, 1, chunk * chunkElements, std::min(chain.cols, (chunk + 1) * chunkElements));
    });
  } else {
    const int64_t rows = std::max<int64_t>(1, chunkElements / chain.cols);
    forChunks((chain.rows + rows - 1) / rows, [&](int64_t chunk) {
      chainPart(memory, chain, chunk * rows, std::min(chain.rows, (chunk + 1) * rows), 0, chain.cols);
    });
  }
}

template <typename T>
size_t packedElements(const ProgramBody<T>& body, const Kernels<T>& kernels) {
  int64_t most = 0;
  for (const Instruction& product : body.instructions) {
    if (product.kind != InstructionKind::panels) continue;
    const Place& b = product.in[1].place;
    const int64_t n = product.transposeB ? b.rows : b.cols, k = product.transposeB ? b.cols : b.rows;
    most = std::max(most, (n + kernels.panelCols - 1) / kernels.panelCols * kernels.panelCols * k);
  }
  return static_cast<size_t>(most);
}

template <typename T>
void runPanels(const RunMemory<T>& memory, const Instruction& product) {
  const Kernels<T>& kernels = *memory.kernels;
  const Place &a = product.in[0].place, &b = product.in[1].place, &c = product.out;
  const int64_t m = c.rows, n = c.cols, k = product.transposeA ? a.rows : a.cols;
  const T *pa = memory.at(a), *pb = memory.at(b), *bias = product.hasBias ? memory.at(product.in[2].place) : nullptr;
  T* pc = memory.at(c);
  const int64_t rowStride = product.transposeA ? 1 : a.pitch, colStride = product.transposeA ? a.pitch : 1;
  const int64_t panels = (n + kernels.panelCols - 1) / kernels.panelCols;
  const auto panel = [&](int64_t index) {
    const int64_t col = index * kernels.panelCols;
    T* packed = memory.packedBase + col * k;
    kernels.packPanel(k, n, col, pb, b.pitch, product.transposeB, packed);
    kernels.multiplyPanel(m, n, k, col, pa, rowStride, colStride, packed, bias, pc, c.pitch);
    if (product.activation == Micro::copy) return;
    const auto activation = kernels.micro[static_cast<int>(product.activation)][0];
    const int64_t width = std::min<int64_t>(kernels.panelCols, n - col);
    for (int64_t row = 0; row < m; ++row) {
      T* at = pc + row * c.pitch + col;
      activation(at, at, at, at, width);
    }
  };
  if (m * n * k < 500000) {
    for (int64_t index = 0; index < panels; ++index) panel(index);
  } else {
    forChunks(panels, panel);
  }
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

#define GRADUS_INSTANTIATE(T)                                                  \
  template void runChain<T>(const RunMemory<T>&, const Instruction&);          \
  template void runPanels<T>(const RunMemory<T>&, const Instruction&);         \
  template size_t packedElements<T>(const ProgramBody<T>&, const Kernels<T>&); \
  template void updateAll<T>(const RunMemory<T>&, UpdateKind, const UpdateNumbers&, int64_t, T*, T*, T*, T*, T*);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
