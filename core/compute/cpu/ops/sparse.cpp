// Products with sparse matrices (CSR) and sums over segments. Here: how the CPU runs them.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

constexpr int64_t chunkElements = 16384;  // of results, one chunk of segments

// body(begin, end) over ranges of `count` rows of results.
template <typename Body>
void forRows(int64_t count, int64_t cols, const Body& body) {
  const int64_t rows = std::max<int64_t>(16, chunkElements / std::max<int64_t>(1, cols));
  forChunks((count + rows - 1) / rows, [&](int64_t chunk) { body(chunk * rows, std::min(count, (chunk + 1) * rows)); });
}

// Kernels read whole vectors of a group of features; an input without room behind its rows is copied once, and so is
// one that is read several times and may lie across the lines of the cache.
bool needsCopy(const Place& place, int64_t groups, int64_t reads) {
  return !place.padded() && (place.cols / groups % 16 != 0 || reads > 4 * place.rows);
}
int64_t copyPitch(const Place& place) {
  return (place.cols + 15) / 16 * 16;
}
int64_t copyElements(const Place& place, int64_t groups, int64_t reads) {
  return needsCopy(place, groups, reads) ? place.rows * copyPitch(place) + 16 : 0;
}

template <typename T>
struct Rows {
  const T* data = nullptr;
  int64_t pitch = 0;
};

// The rows of `place` with room for a vector after each, in `room` if a copy is needed.
template <typename T>
Rows<T> roomyRows(const RunMemory<T>& memory, const Place& place, int64_t groups, int64_t reads, T*& room) {
  const T* from = memory.at(place);
  if (!needsCopy(place, groups, reads)) return {from, place.pitch};
  const int64_t pitch = copyPitch(place);
  for (int64_t r = 0; r < place.rows; ++r)
    std::memcpy(room + r * pitch, from + r * place.pitch, static_cast<size_t>(place.cols) * sizeof(T));
  const Rows<T> rows{room, pitch};
  room += copyElements(place, groups, reads);
  return rows;
}

SparseSegments segmentsOf(const SparsePattern& pattern, bool byRow) {
  if (byRow) return {pattern.rowStart.data(), pattern.column.data(), nullptr};
  return {pattern.columnStart.data(), pattern.rowByColumn.data(), pattern.position.data()};
}

template <typename T>
void runProduct(const RunMemory<T>& memory, const Instruction& instruction) {
  const Place &v = instruction.in[0].place, &x = instruction.in[1].place, &out = instruction.out;
  const bool single = instruction.shapes[0].rank() == 1;  // [entries]: one contiguous row
  const int64_t groups = single ? 1 : v.cols;
  const SparseSegments segments = segmentsOf(*instruction.record.pattern, !instruction.record.transposeA);
  T* room = instruction.workspace ? memory.at(instruction.workspace) : nullptr;
  const Rows<T> from = roomyRows(memory, x, groups, instruction.record.pattern->entries(), room);
  forRows(out.rows, out.cols, [&](int64_t begin, int64_t end) {
    memory.kernels->sparse.product(begin, end, segments, memory.at(v), single ? 1 : v.pitch, groups, out.cols / groups,
                                   from.data, from.pitch, memory.at(out), out.pitch,
                                   out.padded() && groups == 1 && out.cols > 1);
  });
}
int64_t productRoom(const Instruction& instruction) {
  return copyElements(instruction.in[1].place, instruction.shapes[0].rank() == 1 ? 1 : instruction.in[0].place.cols,
                      instruction.record.pattern->entries());
}

template <typename T>
void runSampled(const RunMemory<T>& memory, const Instruction& instruction) {
  const Place& out = instruction.out;
  const SparsePattern& pattern = *instruction.record.pattern;
  T* room = instruction.workspace ? memory.at(instruction.workspace) : nullptr;
  const int64_t groups = instruction.record.shape[1], cols = instruction.in[0].place.cols;
  const Rows<T> a = roomyRows(memory, instruction.in[0].place, groups, 0, room);
  const Rows<T> b = roomyRows(memory, instruction.in[1].place, groups, 0, room);
  forRows(pattern.rows, cols, [&](int64_t begin, int64_t end) {
    memory.kernels->sparse.sampled(begin, end, segmentsOf(pattern, true), groups, cols / groups, a.data, a.pitch,
                                   b.data, b.pitch, memory.at(out), out.pitch);
  });
}
int64_t sampledRoom(const Instruction& instruction) {
  const int64_t groups = instruction.record.shape[1];
  return copyElements(instruction.in[0].place, groups, 0) + copyElements(instruction.in[1].place, groups, 0);
}

template <typename T>
void runGather(const RunMemory<T>& memory, const Instruction& instruction) {
  const Place &x = instruction.in[0].place, &out = instruction.out;
  const SparsePattern& pattern = *instruction.record.pattern;
  const int32_t* index = instruction.record.axis == 0 ? pattern.row.data() : pattern.column.data();
  forRows(out.rows, out.cols, [&](int64_t begin, int64_t end) {
    memory.kernels->sparse.gather(begin, end, index, out.cols, memory.at(x), x.pitch, memory.at(out), out.pitch);
  });
}

// Segments of a matrix that has one row per entry: by row they lie one after the other.
SparseSegments segmentsOfEntries(const Op& op) {
  if (op.axis == 0) return {op.pattern->rowStart.data(), nullptr, nullptr};
  return {op.pattern->columnStart.data(), op.pattern->position.data(), nullptr};
}

template <typename T>
void runSegmentSum(const RunMemory<T>& memory, const Instruction& instruction) {
  const Place& out = instruction.out;
  T* room = instruction.workspace ? memory.at(instruction.workspace) : nullptr;
  const Rows<T> x = roomyRows(memory, instruction.in[0].place, 1, 0, room);
  forRows(out.rows, out.cols, [&](int64_t begin, int64_t end) {
    memory.kernels->sparse.product(begin, end, segmentsOfEntries(instruction.record), nullptr, 0, 1, out.cols, x.data,
                                   x.pitch, memory.at(out), out.pitch, out.padded() && out.cols > 1);
  });
}

int64_t segmentRoom(const Instruction& instruction) {
  return copyElements(instruction.in[0].place, 1, 0);
}

template <typename T>
void runSegmentMax(const RunMemory<T>& memory, const Instruction& instruction) {
  const Place &x = instruction.in[0].place, &out = instruction.out;
  forRows(out.rows, out.cols, [&](int64_t begin, int64_t end) {
    memory.kernels->sparse.maximum(begin, end, segmentsOfEntries(instruction.record), out.cols, memory.at(x), x.pitch,
                                   memory.at(out), out.pitch);
  });
}

template <typename T>
constexpr CpuOp<T> rows[] = {
    {OpKind::sparseProduct, runProduct<T>, productRoom, true},
    {OpKind::sampledProduct, runSampled<T>, sampledRoom, true},
    {OpKind::gatherEntries, runGather<T>, nullptr, true},
    {OpKind::segmentSum, runSegmentSum<T>, segmentRoom, true},
    {OpKind::segmentMax, runSegmentMax<T>, nullptr, true},
};

}  // namespace

template <typename T>
std::span<const CpuOp<T>> sparseCpuOps() {
  return rows<T>;
}
template std::span<const CpuOp<float>> sparseCpuOps();
template std::span<const CpuOp<double>> sparseCpuOps();

}  // namespace gradus
