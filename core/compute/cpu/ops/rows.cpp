// Softmax and cross-entropy over the last axis on the CPU.
#include <algorithm>
#include <numeric>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

namespace {

// Calls body(first row, rows) for chunks of about 16384 elements.
template <typename Body>
void forRows(int64_t rows, int64_t cols, Body body) {
  const int64_t each = std::max<int64_t>(1, 16384 / std::max<int64_t>(cols, 1));
  forChunks((rows + each - 1) / each, [&](int64_t chunk) { body(chunk * each, std::min(each, rows - chunk * each)); });
}

template <typename T>
RowsOf<T> rowsFrom(const RunMemory<T>& memory, const Place& place, int64_t row) {
  return {memory.at(place) + row * place.pitch, place.pitch, place.padded()};
}

template <typename T>
void runSoftmax(const RunMemory<T>& memory, const Instruction& i) {
  forRows(i.out.rows, i.out.cols, [&](int64_t row, int64_t count) {
    memory.kernels->rows.softmax(count, i.out.cols, rowsFrom(memory, i.in[0].place, row), i.record.numbers[0] != 0,
                                 memory.at(i.out) + row * i.out.pitch, i.out.pitch);
  });
}

template <typename T>
void runSoftmaxGradient(const RunMemory<T>& memory, const Instruction& i) {
  forRows(i.out.rows, i.out.cols, [&](int64_t row, int64_t count) {
    memory.kernels->rows.softmaxGradient(count, i.out.cols, rowsFrom(memory, i.in[0].place, row),
                                         rowsFrom(memory, i.in[1].place, row), i.record.numbers[0] != 0,
                                         memory.at(i.out) + row * i.out.pitch, i.out.pitch);
  });
}

// Workspace: the class weights, then three columns that stand in for results nobody reads.
template <typename T>
int64_t crossEntropyWorkspace(const Instruction& i) {
  return padded<T>(i.shapes[0].cols()) + 3 * padded<T>(i.shapes[0].rows());
}

template <typename T>
CrossEntropyRule<T> ruleOf(const RunMemory<T>& memory, const Instruction& i) {
  const Op& op = i.record;
  const int64_t classes = i.shapes[0].cols();
  CrossEntropyRule<T> rule{.sure = static_cast<T>(1 - op.number),
                           .even = static_cast<T>(op.number / static_cast<double>(classes)),
                           .weightSum = static_cast<T>(classes),
                           .ignored = op.numbers[0]};
  if (!op.data.empty()) {
    T* weights = memory.at(i.workspace);
    std::transform(op.data.begin(), op.data.end(), weights, [](double w) { return static_cast<T>(w); });
    rule.weights = weights;
    rule.weightSum = static_cast<T>(std::accumulate(op.data.begin(), op.data.end(), 0.0));
  }
  return rule;
}

template <typename T>
void runCrossEntropy(const RunMemory<T>& memory, const Instruction& i) {
  const CrossEntropyRule<T> rule = ruleOf(memory, i);
  const Place& x = i.in[0].place;
  T* to[3];
  for (size_t k = 0; k < 3; ++k) {
    to[k] = i.outs[k] ? memory.at(i.outs[k])
                      : memory.at(i.workspace) + padded<T>(x.cols) + static_cast<int64_t>(k) * padded<T>(x.rows);
  }
  const T* target = memory.at(i.in[1].place);
  forRows(x.rows, x.cols, [&](int64_t row, int64_t count) {
    memory.kernels->rows.crossEntropy(count, x.cols, rowsFrom(memory, x, row), target + row, rule, to[0] + row,
                                      to[1] + row, to[2] + row);
  });
}

template <typename T>
void runCrossEntropyGradient(const RunMemory<T>& memory, const Instruction& i) {
  const CrossEntropyRule<T> rule = ruleOf(memory, i);
  const T *target = memory.at(i.in[1].place), *lse = memory.at(i.in[2].place), *g = memory.at(i.in[3].place);
  forRows(i.out.rows, i.out.cols, [&](int64_t row, int64_t count) {
    memory.kernels->rows.crossEntropyGradient(count, i.out.cols, rowsFrom(memory, i.in[0].place, row), target + row,
                                              rule, lse + row, g + row, memory.at(i.out) + row * i.out.pitch,
                                              i.out.pitch);
  });
}

}  // namespace

template <typename T>
std::span<const CpuOp<T>> rowCpuOps() {
  static constexpr CpuOp<T> rows[] = {
      {OpKind::softmax, runSoftmax<T>},
      {OpKind::softmaxGradient, runSoftmaxGradient<T>},
      {OpKind::crossEntropy, runCrossEntropy<T>, crossEntropyWorkspace<T>},
      {OpKind::crossEntropyGradient, runCrossEntropyGradient<T>, crossEntropyWorkspace<T>},
  };
  return rows;
}
template std::span<const CpuOp<float>> rowCpuOps();
template std::span<const CpuOp<double>> rowCpuOps();

}  // namespace gradus
