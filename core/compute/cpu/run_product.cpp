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
  memory.kernels->packPanel(product.k, product.n, col, f.b, f.pitchB, product.transposeB, packed);
}

// Rows [begin, end) of one panel of columns, with bias and activation.
template <typename T>
void multiply(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, int64_t panel, int64_t begin,
              int64_t end, const T* packed) {
  const Kernels<T>& kernels = *memory.kernels;
  const int64_t col = panel * kernels.panelCols;
  const T* bias = product.hasBias ? memory.at(product.in[2].place) + begin : nullptr;
  kernels.multiplyPanel(end - begin, product.n, product.k, col, f.a + begin * f.rowStride, f.rowStride, f.colStride,
                        packed, bias, f.c + begin * f.pitchC, f.pitchC);
  if (product.activation == Micro::copy) return;
  const auto activation = kernels.micro[static_cast<int>(product.activation)][0];
  const int64_t width = std::min<int64_t>(kernels.panelCols, product.n - col);
  for (int64_t row = begin; row < end; ++row) {
    T* at = f.c + row * f.pitchC + col;
    activation(at, at, at, at, width);
  }
}

template <typename T>
void runFollowing(const RunMemory<T>& memory, const Instruction& product, int64_t begin, int64_t end) {
  const Instruction* next = &product;
  for (int i = 0; i < product.follow; ++i) runChainRows(memory, *++next, begin, end);
}

/// Panels that lie packed side by side at one time.
struct Group {
  int64_t first = 0, count = 0, stride = 0;
};

// 48 rows of the left side, packed themselves, through a group of panels.
template <typename T>
void runPackedRows(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, const Group& group,
                   int64_t begin, int64_t end, const T* packed, T* left) {
  const Kernels<T>& kernels = *memory.kernels;
  kernels.transpose(end - begin, product.k, f.a + begin * f.rowStride, f.rowStride, left, packedRows);
  for (int64_t i = 0; i < group.count; ++i) {
    kernels.multiplyPanel(end - begin, product.n, product.k, (group.first + i) * kernels.panelCols, left, 1, packedRows,
                          packed + i * group.stride, nullptr, f.c + begin * f.pitchC, f.pitchC);
  }
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

// Large enough for several threads.
bool shared(const Instruction& product) {
  return product.m * product.n * product.k >= 500000;
}

// Panels of `panelCols` columns that are packed at one time: one after the other where one thread does all; all where
// the left side is packed too (it would be again for every group), else what leaves most of a second-level cache to the
// other operands.
template <typename T>
int64_t groupOf(const Instruction& product, int64_t panelCols) {
  const int64_t panels = panelsOf(product, panelCols);
  if (packsLeft<T>(product) || panels == 0) return panels;
  if (!shared(product)) return 1;
  constexpr int64_t widest = 2 * padUnit<T>, bytes = 131072;  // widest panel of any level
  const int64_t wide =
      std::max<int64_t>(4, bytes / std::max<int64_t>(1, widest * product.k * static_cast<int64_t>(sizeof(T))));
  return std::min(panels, wide * (widest / panelCols));
}

// Blocks of rows through one group of panels: the same bits whatever their size, because a sum runs over k alone.
template <typename T>
void runBlocks(const RunMemory<T>& memory, const Instruction& product, const Factors<T>& f, const Group& group) {
  T* const packed = memory.at(product.workspace);
  const int64_t m = product.m;
  const bool last = (group.first + group.count) * memory.kernels->panelCols >= product.n;  // then rows are complete
  forChunks(group.count, [&](int64_t i) { pack(memory, product, f, group.first + i, packed + i * group.stride); });
  if (packsLeft<T>(product)) {
    const int64_t blocks = (m + packedRows - 1) / packedRows, parts = std::min<int64_t>(batchParts, blocks);
    T* const left = packed + group.count * group.stride;
    forChunks(parts, [&](int64_t part) {
      for (int64_t block = part; block < blocks; block += parts) {
        const int64_t begin = block * packedRows, end = std::min(m, begin + packedRows);
        runPackedRows(memory, product, f, group, begin, end, packed, left + part * packedRows * product.k);
        if (last) runFollowing(memory, product, begin, end);
      }
    });
    return;
  }
  const int64_t rows = poolThreads() > 1 ? std::clamp<int64_t>((m / 8 + 11) / 12 * 12, 24, 96) : 144;
  forChunks((m + rows - 1) / rows, [&](int64_t block) {
    const int64_t begin = block * rows, end = std::min(m, begin + rows);
    for (int64_t i = 0; i < group.count; ++i)
      multiply(memory, product, f, group.first + i, begin, end, packed + i * group.stride);
    if (last) runFollowing(memory, product, begin, end);
  });
}

}  // namespace

template <typename T>
int64_t packedElements(const Instruction& product) {
  constexpr int64_t widest = 2 * padUnit<T>;  // panel of any level; narrower ones are shares of it
  const int64_t panel = widest * product.k;
  if (product.batch > 1) return std::min(batchParts, product.batch) * panel;
  int64_t elements = groupOf<T>(product, widest) * panel;
  if (packsLeft<T>(product))
    elements += std::min<int64_t>(batchParts, (product.m + packedRows - 1) / packedRows) * packedRows * product.k;
  return elements;
}

template <typename T>
void runProduct(const RunMemory<T>& memory, const Instruction& product) {
  if (product.m == 0 || product.n == 0 || product.batch == 0) return;
  if (product.batch > 1) {
    const int64_t parts = std::min(batchParts, product.batch), stride = memory.kernels->panelCols * product.k;
    T* const packed = product.workspace ? memory.at(product.workspace) : nullptr;
    const auto part = [&](int64_t index) {
      const int64_t end = product.batch * (index + 1) / parts;
      for (int64_t i = product.batch * index / parts; i < end; ++i)
        runOne(memory, product, i, packed ? packed + index * stride : nullptr);
    };
    if (product.batch * product.m * product.n * product.k >= 500000) {
      forChunks(parts, part);
    } else {
      for (int64_t index = 0; index < parts; ++index) part(index);
    }
    return;
  }
  if (product.kind != InstructionKind::panels || !shared(product)) {
    runOne(memory, product, 0, product.workspace ? memory.at(product.workspace) : nullptr);
    return runFollowing(memory, product, 0, product.m);
  }
  const Factors<T> f = factorsOf(memory, product, 0);
  const int64_t panelCols = memory.kernels->panelCols, panels = panelsOf(product, panelCols),
                most = groupOf<T>(product, panelCols);
  const bool byRows = product.follow > 0 || packsLeft<T>(product) || (poolThreads() > 1 && most < 2 * poolThreads());
  for (Group group{0, 0, panelCols * product.k}; group.first < panels; group.first += group.count) {
    group.count = std::min(most, panels - group.first);
    if (byRows) {
      runBlocks(memory, product, f, group);
      continue;
    }
    forChunks(group.count, [&](int64_t i) {
      T* const packed = memory.at(product.workspace) + i * group.stride;
      pack(memory, product, f, group.first + i, packed);
      multiply(memory, product, f, group.first + i, 0, product.m, packed);
    });
  }
}

#define GRADUS_INSTANTIATE(T)                                           \
  template void runProduct<T>(const RunMemory<T>&, const Instruction&); \
  template int64_t packedElements<T>(const Instruction&);
GRADUS_INSTANTIATE(float)
GRADUS_INSTANTIATE(double)
#undef GRADUS_INSTANTIATE

}  // namespace gradus
