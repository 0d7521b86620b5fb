// Rows by index and sums into rows by index on the CPU.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

// The row of an index among `count`, -1 if there is none.
template <typename T>
int64_t rowOf(T index, int64_t count) {
  return index >= T(0) && index < static_cast<T>(count) ? static_cast<int64_t>(index) : -1;
}

// Rows of the matrix that make one entry of the first axis.
int64_t rowsPerEntry(const Shape& shape) {
  return shape[0] == 0 ? 0 : shape.rows() / shape[0];
}

template <typename T>
void runGather(const RunMemory<T>& memory, const Instruction& i) {
  const Place &x = i.in[0].place, &out = i.out;
  const Shape& from = i.shapes[0];
  const T* indices = memory.at(i.in[1].place);
  const int64_t inner = out.rows == 0 ? 0 : rowsPerEntry(i.record.shape), entries = i.record.shape[0];
  const int64_t each = std::max<int64_t>(1, 16384 / std::max<int64_t>(1, inner * out.cols));
  forChunks((entries + each - 1) / each, [&](int64_t chunk) {
    for (int64_t e = chunk * each; e < std::min(entries, (chunk + 1) * each); ++e) {
      const int64_t row = rowOf(indices[e], from[0]);
      for (int64_t r = 0; r < inner; ++r) {
        T* to = memory.at(out) + (e * inner + r) * out.pitch;
        if (row < 0) {
          std::fill_n(to, out.cols, T(0));
        } else {
          std::memcpy(to, memory.at(x) + (row * inner + r) * x.pitch, static_cast<size_t>(out.cols) * sizeof(T));
        }
      }
    }
  });
}

// Chunks of columns: every sum is added up by one thread in the order of the indices.
template <typename T>
void runScatterAdd(const RunMemory<T>& memory, const Instruction& i) {
  constexpr int64_t each = 256;
  const Place &x = i.in[0].place, &out = i.out;
  const T* indices = memory.at(i.in[1].place);
  const int64_t entries = i.shapes[0][0], inner = entries == 0 ? 0 : rowsPerEntry(i.shapes[0]);
  forChunks((out.cols + each - 1) / each, [&](int64_t chunk) {
    const int64_t begin = chunk * each, count = std::min(each, out.cols - begin);
    for (int64_t r = 0; r < out.rows; ++r) std::fill_n(memory.at(out) + r * out.pitch + begin, count, T(0));
    for (int64_t e = 0; e < entries; ++e) {
      const int64_t row = rowOf(indices[e], i.record.shape[0]);
      for (int64_t r = 0; row >= 0 && r < inner; ++r) {
        memory.kernels->rows.accumulate(count, memory.at(x) + (e * inner + r) * x.pitch + begin,
                                        memory.at(out) + (row * inner + r) * out.pitch + begin);
      }
    }
  });
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> indexingCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::gatherRows, runGather<T>, nullptr, true},
      {OpKind::scatterAddRows, runScatterAdd<T>, nullptr, true},
  };
  return rows;
}
template std::span<const CpuOp<float>> indexingCpuOps();
template std::span<const CpuOp<double>> indexingCpuOps();

}  // namespace gradus
