// Ops that move elements: concat, slice, pad, reshape, transpose, permute; one-hot.
#include <algorithm>
#include <cstring>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

template <typename T>
void copyRows(const T* from, int64_t pitchFrom, T* to, int64_t pitchTo, int64_t rows, int64_t cols) {
  for (int64_t r = 0; r < rows; ++r)
    std::memcpy(to + r * pitchTo, from + r * pitchFrom, static_cast<size_t>(cols) * sizeof(T));
}

// A tensor around `axis`: rows before it, its size, rows inside one of its entries. The last axis is columns.
struct Around {
  int64_t outer = 1, size = 1, inner = 1;
  bool columns = false;

  Around(const Shape& shape, int axis) : size(shape[axis]), columns(axis + 1 == shape.rank()) {
    for (int k = 0; k < axis; ++k) outer *= shape[k];
    for (int k = axis + 1; k + 1 < shape.rank(); ++k) inner *= shape[k];
  }
};

// The block [begin, begin + count) along the axis of the larger tensor, to or from the smaller one.
template <typename T>
void copyBlock(const Around& whole, int64_t begin, int64_t count, T* large, int64_t pitchLarge, T* small,
               int64_t pitchSmall, int64_t cols, bool toLarge) {
  const int64_t rows = whole.columns ? whole.outer : count * whole.inner;
  for (int64_t o = 0; o < (whole.columns ? 1 : whole.outer); ++o) {
    T* a = whole.columns ? large + begin : large + (o * whole.size + begin) * whole.inner * pitchLarge;
    T* b = small + o * rows * pitchSmall;
    if (toLarge) {
      copyRows<T>(b, pitchSmall, a, pitchLarge, rows, cols);
    } else {
      copyRows<T>(a, pitchLarge, b, pitchSmall, rows, cols);
    }
  }
}

template <typename T>
void runConcat(const RunMemory<T>& memory, const Instruction& i) {
  const Around whole(i.record.shape, i.record.axis);
  int64_t begin = 0;
  for (size_t k = 0; k < i.in.size(); ++k) {
    const Place& part = i.in[k].place;
    const int64_t count = i.shapes[k][i.record.axis];
    copyBlock<T>(whole, begin, count, memory.at(i.out), i.out.pitch, memory.at(part), part.pitch, part.cols, true);
    begin += count;
  }
}

template <typename T>
void runSlice(const RunMemory<T>& memory, const Instruction& i) {
  const Place& in = i.in[0].place;
  copyBlock<T>(Around(i.shapes[0], i.record.axis), i.record.begin, i.record.shape[i.record.axis], memory.at(in),
               in.pitch, memory.at(i.out), i.out.pitch, i.out.cols, false);
}

template <typename T>
void runPad(const RunMemory<T>& memory, const Instruction& i) {
  const Place& in = i.in[0].place;
  T* to = memory.at(i.out);
  for (int64_t r = 0; r < i.out.rows; ++r) std::fill_n(to + r * i.out.pitch, i.out.cols, T(0));
  copyBlock<T>(Around(i.record.shape, i.record.axis), i.record.begin, i.shapes[0][i.record.axis], to, i.out.pitch,
               memory.at(in), in.pitch, in.cols, true);
}

template <typename T>
void runReshape(const RunMemory<T>& memory, const Instruction& i) {
  const Place &in = i.in[0].place, &out = i.out;
  const T* from = memory.at(in);
  T* to = memory.at(out);
  if (in.cols == out.cols) return copyRows(from, in.pitch, to, out.pitch, in.rows, in.cols);
  for (int64_t k = 0, r = 0, c = 0, s = 0, d = 0; k < in.rows * in.cols; ++k) {
    to[s * out.pitch + d] = from[r * in.pitch + c];
    if (++c == in.cols) c = 0, ++r;
    if (++d == out.cols) d = 0, ++s;
  }
}

template <typename T>
void runTranspose(const RunMemory<T>& memory, const Instruction& i) {
  const Place& in = i.in[0].place;
  memory.kernels->transpose(in.rows, in.cols, memory.at(in), in.pitch, memory.at(i.out), i.out.pitch);
}

// out[j0, j1, ...] = in[...] with axis a of the result being axis numbers[a] of the input.
template <typename T>
void runPermute(const RunMemory<T>& memory, const Instruction& i) {
  const Shape &from = i.shapes[0], &to = i.record.shape;
  const Place& in = i.in[0].place;
  const int rank = to.rank();
  int64_t stride[Shape::maxRank] = {}, strideOfInput[Shape::maxRank] = {};
  int64_t step = in.pitch;
  for (int axis = rank - 1; axis >= 0; --axis) {
    strideOfInput[axis] = axis == rank - 1 ? 1 : step;
    if (axis < rank - 1) step *= from[axis];
  }
  for (int axis = 0; axis < rank; ++axis) stride[axis] = strideOfInput[i.record.numbers[static_cast<size_t>(axis)]];
  int64_t at[Shape::maxRank] = {};
  const T* source = memory.at(in);
  T* target = memory.at(i.out);
  const int64_t cols = to.cols(), colStride = stride[rank - 1];
  for (int64_t r = 0; r < to.rows(); ++r) {
    int64_t offset = 0;
    for (int axis = 0; axis + 1 < rank; ++axis) offset += at[axis] * stride[axis];
    if (colStride == 1) {
      std::memcpy(target + r * i.out.pitch, source + offset, static_cast<size_t>(cols) * sizeof(T));
    } else {
      for (int64_t c = 0; c < cols; ++c) target[r * i.out.pitch + c] = source[offset + c * colStride];
    }
    for (int axis = rank - 2; axis >= 0 && ++at[axis] == to[axis]; --axis) at[axis] = 0;
  }
}

// out[k, n] = [index of n is k]
template <typename T>
void runOneHot(const RunMemory<T>& memory, const Instruction& i) {
  const T* indices = memory.at(i.in[0].place);
  T* to = memory.at(i.out);
  for (int64_t k = 0; k < i.out.rows; ++k) {
    for (int64_t n = 0; n < i.out.cols; ++n) to[k * i.out.pitch + n] = static_cast<T>(indices[n] == static_cast<T>(k));
  }
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> movementCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::concat, runConcat<T>, nullptr, true},
      {OpKind::slice, runSlice<T>, nullptr, true},
      {OpKind::pad, runPad<T>, nullptr, true},
      {OpKind::reshape, runReshape<T>, nullptr, true},
      {OpKind::transpose, runTranspose<T>, nullptr, true},
      {OpKind::permute, runPermute<T>, nullptr, true},
      {OpKind::oneHot, runOneHot<T>, nullptr, true},
  };
  return rows;
}
template std::span<const CpuOp<float>> movementCpuOps();
template std::span<const CpuOp<double>> movementCpuOps();

}  // namespace gradus
