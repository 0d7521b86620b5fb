// Matrix products. Large ones pack the right side in panels of columns and multiply block of rows by block of rows;
// chains that follow work on the rows of a block while they are in the cache.
#include <algorithm>

#include "core/compute/cpu/run.h"

namespace gradus {

namespace {

constexpr int64_t packedRows = 48;  // of the left side, where it is packed
constexpr int64_t batchParts = 8;   // shares of a batch, each with its own packed operands

/// One product of a batch.
template <typename T>
struct Factors {
  const T *a = nullptr, *b = nullptr;
  T* c = nullptr;
  int64_t rowStride = 0, colStride = 0, pitchB = 0, pitchC = 0;
};

template <typename T>
Factors<T> factorsOf(const RunMemory<T>& memory, const Instruction& product, int64_t index) {
  const Place &a = product.in[0].place, &b = product.in[1].place, &c = product.out;
  return {memory.at(a) + product.batchA.at(index),
          memory.at(b) + product.batchB.at(index),
          memory.at(c) + index * product.m * c.pitch,
          product.transposeA ? 1 : a.pitch,
          product.transposeA ? a.pitch : 1,
          b.pitch,
          c.pitch};
}

int64_t panelsOf(const Instruction& product, int64_t panelCols) {
  return (product.n + panelCols - 1) / panelCols;
}

// Rows a power of two apart fall on few lines of the first-level cache: then the left side is packed too.
template <typename T>
bool packsLeft(const Instruction& product) {
  const int64_t stride = product.in[0].place.pitch * static_cast<int64_t>(sizeof(T));
  return !product.transposeA && product.batch == 1 && !product.hasBias && product.activation == Micro::copy &&
         stride % 2048 == 0 && product.m >= 192 && product.n >= 512 && product.k >= 512;
}

template <typename T>
void pack(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, int64_t panel, T* packed) {
  const int64_t col = panel * memory.kernels->panelCols;
  memory.kernels->packPanel(product.k, product.n, col, f.b, f.pitchB, product.transposeB, packed + col * product.k);
}

// Rows [begin, end) of one panel of columns, with bias and activation.
template <typename T>
void multiply(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, int64_t panel, int64_t begin,
              int64_t end, const T* packed) {
  const Kernels<T>& kernels = *memory.kernels;
  const int64_t col = panel * kernels.panelCols;
  const T* bias = product.hasBias ? memory.at(product.in[2].place) + begin : nullptr;
  kernels.multiplyPanel(end - begin, product.n, product.k, col, f.a + begin * f.rowStride, f.rowStride, f.colStride,
                        packed + col * product.k, bias, f.c + begin * f.pitchC, f.pitchC);
  if (product.activation == Micro::copy) return;
  const auto activation = kernels.micro[static_cast<int>(product.activation)][0];
  const int64_t width = std::min<int64_t>(kernels.panelCols, product.n - col);
  for (int64_t row = begin; row < end; ++row) {
    T* at = f.c + row * f.pitchC + col;
    activation(at, at, at, at, width);
  }
}

// A block of rows through all panels, then what follows on these rows.
template <typename T>
void runRows(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, int64_t begin, int64_t end,
             const T* packed) {
  const int64_t panels = panelsOf(product, memory.kernels->panelCols);
  for (int64_t panel = 0; panel < panels; ++panel) multiply(memory, product, f, panel, begin, end, packed);
  const Instruction* next = &product;
  for (int i = 0; i < product.follow; ++i) runChainRows(memory, *++next, begin, end);
}

// The same with rows of the left side packed 48 at a time.
template <typename T>
void runPackedRows(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, int64_t begin,
                   int64_t end, const T* packed, T* left) {
  const int64_t panels = panelsOf(product, memory.kernels->panelCols);
  memory.kernels->transpose(end - begin, product.k, f.a + begin * f.rowStride, f.rowStride, left, packedRows);
  for (int64_t panel = 0; panel < panels; ++panel) {
    const int64_t col = panel * memory.kernels->panelCols;
    memory.kernels->multiplyPanel(end - begin, product.n, product.k, col, left, 1, packedRows, packed + col * product.k,
                                  nullptr, f.c + begin * f.pitchC, f.pitchC);
  }
  const Instruction* next = &product;
  for (int i = 0; i < product.follow; ++i) runChainRows(memory, *++next, begin, end);
}

template <typename T>
void runOne(const RunMemory<T>& memory, const Instruction& product, int64_t index, T* packed) {
  const Factors<T> f = factorsOf(memory, product, index);
  const Kernels<T>& kernels = *memory.kernels;
  if (product.kind == InstructionKind::lanes) {
    kernels.matmulLanes(product.m, product.n, product.k, f.a, f.rowStride, f.colStride, f.b, f.pitchB,
                        product.hasBias ? memory.at(product.in[2].place) : nullptr, f.c, f.pitchC);
    if (product.activation != Micro::copy)
      kernels.micro[static_cast<int>(product.activation)][0](f.c, f.c, f.c, f.c, product.m * f.pitchC);
  } else if (product.kind == InstructionKind::dots) {
    kernels.matmulDots(product.m, product.n, product.k, f.a, f.rowStride, f.b, f.pitchB, f.c, f.pitchC,
                       product.rowSums ? memory.at(product.rowSums) : nullptr);
  } else {
    const int64_t panels = panelsOf(product, kernels.panelCols);
    for (int64_t panel = 0; panel < panels; ++panel) {
      pack(memory, product, f, panel, packed);
      multiply(memory, product, f, panel, 0, product.m, packed);
    }
  }
}

template <typename T>
int64_t packedPanels(const Instruction& product, const Kernels<T>& kernels) {
  return panelsOf(product, kernels.panelCols) * kernels.panelCols * product.k;
}

bool shared(const Instruction& product) {
  return product.m * product.n * product.k >= 500000;
}

// Blocks of rows: the same bits whatever their size, because a sum runs over k alone.
template <typename T>
void runBlocks(const RunMemory<T>& memory, const Instruction& product) {
  const Kernels<T>& kernels = *memory.kernels;
  const Factors<T> f = factorsOf(memory, product, 0);
  const int64_t m = product.m, panels = panelsOf(product, kernels.panelCols);
  const auto packOne = [&](int64_t panel) { pack(memory, product, f, panel, memory.packedBase); };
  forChunks(panels, packOne);
  if (packsLeft<T>(product)) {
    const int64_t blocks = (m + packedRows - 1) / packedRows, parts = std::min<int64_t>(batchParts, blocks);
    T* const left = memory.packedBase + packedPanels(product, kernels);
    forChunks(parts, [&](int64_t part) {
      for (int64_t block = part; block < blocks; block += parts) {
        runPackedRows(memory, product, f, block * packedRows, std::min(m, (block + 1) * packedRows), memory.packedBase,
                      left + part * packedRows * product.k);
      }
    });
    return;
  }
  const int64_t rows = poolThreads() > 1 ? std::clamp<int64_t>((m / 8 + 11) / 12 * 12, 24, 96) : 144;
  forChunks((m + rows - 1) / rows, [&](int64_t block) {
    runRows(memory, product, f, block * rows, std::min(m, (block + 1) * rows), memory.packedBase);
  });
}

}  // namespace

template <typename T>
size_t packedElements(const ProgramBody<T>& body, const Kernels<T>& kernels) {
  int64_t most = 0;
  for (const Instruction& product : body.instructions) {
    if (product.kind != InstructionKind::panels) continue;
    int64_t elements = packedPanels(product, kernels);
    if (product.batch > 1) elements *= std::min(batchParts, product.batch);
    if (packsLeft<T>(product))
      elements += std::min<int64_t>(batchParts, (product.m + packedRows - 1) / packedRows) * packedRows * product.k;
    most = std::max(most, elements);
  }
  return static_cast<size_t>(most);
}

template <typename T>
void runProduct(const RunMemory<T>& memory, const Instruction& product) {
  if (product.m == 0 || product.n == 0 || product.batch == 0) return;
  if (product.batch > 1) {
    const int64_t parts = std::min(batchParts, product.batch), stride = packedPanels(product, *memory.kernels);
    const auto part = [&](int64_t index) {
      const int64_t end = product.batch * (index + 1) / parts;
      for (int64_t i = product.batch * index / parts; i < end; ++i)
        runOne(memory, product, i, memory.packedBase + index * stride);
    };
    if (product.batch * product.m * product.n * product.k >= 500000) {
      forChunks(parts, part);
    } else {
      for (int64_t index = 0; index < parts; ++index) part(index);
    }
    return;
  }
  if (product.kind != InstructionKind::panels || (!shared(product) && product.follow == 0))
    return runOne(memory, product, 0, memory.packedBase);
  const int64_t panels = panelsOf(product, memory.kernels->panelCols);
  if (product.follow > 0 || packsLeft<T>(product) || (panels < 2 * poolThreads() && poolThreads() > 1))
    return runBlocks(memory, product);
  const Factors<T> f = factorsOf(memory, product, 0);
  forChunks(panels, [&](int64_t panel) {
    pack(memory, product, f, panel, memory.packedBase);
    multiply(memory, product, f, panel, 0, product.m, memory.packedBase);
  });
}

#define GRADUS_INSTANTIATE(T)                                           \
  template void runProduct<T>(const RunMemory<T>&, const Instruction&); \
  template size_t packedElements<T>(const ProgramBody<T>&, const Kernels<T>&);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
