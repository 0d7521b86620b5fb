#pragma once
// What a compiled program consists of: instructions over places in memory.
#include <memory>
#include <string>
#include <vector>

#include "core/compute/cpu/kernels/kernels.h"
#include "core/compute/graph.h"
#include "core/compute/program.h"

namespace gradus {

/// Index into the executor's table of base addresses; inputs follow from `firstInput` on.
enum Base : int { scratchBase, parameterBase, gradientBase, scalarBase, constantBase, firstInput };

/// A matrix in memory. Scratch is padded (see kernels.h), everything else exact. A view of another node's memory
/// (reshape, slice) is a place of its own in the same buffer; only readers use it.
struct Place {
  int base = -1;
  int64_t buffer = -1;  // scratch: which buffer until the memory plan adds its offset
  int64_t offset = 0;
  int64_t rows = 1, cols = 1, pitch = 1;
  bool padded() const { return base == scratchBase; }
  explicit operator bool() const { return base >= 0; }
};

/// How an operand covers the domain [rows, cols] of an elementwise instruction.
enum class Pattern : uint8_t { full, row, column, single };

/// Where row r lies in a value that has only some of the domain's leading axes: the sum over its axes of
/// (r / divisor % size) * stride elements.
struct RowIndex {
  int axes = 0;
  int64_t divisor[3] = {}, size[3] = {}, stride[3] = {};

  int64_t at(int64_t row) const {
    int64_t offset = 0;
    for (int axis = 0; axis < axes; ++axis) offset += row / divisor[axis] % size[axis] * stride[axis];
    return offset;
  }
};

struct Operand {
  Place place;
  Pattern pattern = Pattern::full;
  bool stage = false;  // copied to a register block first: exact and not a whole number of vectors, or repeated there
  RowIndex index;      // full, column: used if it has axes, else row r is row r

  int64_t rowOffset(int64_t row) const { return index.axes > 0 ? index.at(row) : row * place.pitch; }
};

/// One op of a fused chain. Sources below `operands` are operands, the rest registers; result likewise, -1 = the
/// output.
struct MicroStep {
  Micro op = Micro::copy;
  uint8_t repeated = 0;
  int16_t result = -1;
  int16_t sources[3] = {0, 0, 0};
};

// clang-format off
enum class InstructionKind : uint8_t {
  elementwise,    // fused chain
  lanes,          // small product, samples as lanes; with bias and activation
  dots,           // small product with the transpose of its right side; with row sums
  panels,         // large product; with bias and activation
  reduceRows,     // [outer, reduced, inner rows, columns] over `reduced`, by sum or maximum
  reduceColumns,  // [outer, reduced rows, columns] over both
  op,      // a row of the table in cpu/ops/cpu_op.h
  update,  // optimiser of one group
};
// clang-format on

struct Instruction {
  InstructionKind kind = InstructionKind::elementwise;
  Place out;
  std::vector<Operand> in;
  // elementwise
  std::vector<MicroStep> steps;
  int registers = 0;
  bool flat = false;      // everything lies as the output does: one row of rows * pitch elements
  bool stageOut = false;  // the output is exact and not a whole number of vectors
  bool sums = false;      // the sum of all elements is the result, nothing else is stored
  int64_t rows = 1, cols = 1;
  int64_t rowsPerBlock = 1;  // narrow rows: so many of them, `width` apart, fill a register block
  int64_t width = 0;
  int64_t chunks = 1, chunkSize = 0;  // how threads share it: elements (flat) or rows each
  // products
  bool transposeA = false, transposeB = false;
  bool hasBias = false;            // in[2]
  Micro activation = Micro::copy;  // copy: none
  Place rowSums;                   // dots: also the sums of the left side's rows
  int64_t batch = 1;               // so many products; where their operands begin
  RowIndex batchA, batchB;
  int64_t m = 0, n = 0, k = 0;  // of one product
  int follow = 0;               // panels: so many chains after it work on the same rows, block by block
  // reductions
  int64_t outer = 1, reduced = 1, inner = 1;
  bool isMax = false;
  // rows of the op table: `record` is the op (attributes, shape), `shapes` are those of its inputs
  Op record;
  std::vector<Shape> shapes;
  std::vector<Place> outs;  // ops with several results; no place: nobody reads it
  Place workspace;
  std::shared_ptr<const void> plan;  // what the row's prepare() worked out
  int group = 0;                     // update
  std::string layer;                 // that made its last op, for people
};

/// Parameters that one optimiser changes.
struct UpdateSpec {
  UpdateKind kind = UpdateKind::sgd;
  int firstScalar = 0;                            // of the updateScalarCount live numbers
  std::vector<std::pair<size_t, size_t>> ranges;  // offset and count, ascending, merged where they touch
  std::vector<size_t> penalised;                  // indices of parameters
  Place loss;                                     // no place: not watched
};

template <typename T>
struct ProgramBody {
  std::vector<Instruction> instructions;
  std::vector<ParameterInfo> parameters;
  size_t parameterCount = 0;
  std::vector<std::string> inputNames, scalarNames;
  std::vector<double> scalarDefaults;
  std::vector<T> constants;
  std::vector<Place> outputs;
  std::vector<Shape> outputShapes;
  size_t scratchElements = 0;  // gradients first, if there is an update
  std::vector<UpdateSpec> updates;
  bool hasUpdate() const { return !updates.empty(); }
  ProgramInfo info;
};

constexpr int maxOperands = 12, maxSteps = 32, maxRegisters = maxOperands + maxSteps + 1;
constexpr int64_t blockElements = 256;                              // of a register of a fused chain
constexpr int64_t chunkElements = 16384, parallelElements = 65536;  // share of a thread; least for several

/// Elements in 64 bytes: the unit of padding.
template <typename T>
constexpr int64_t padUnit = 64 / static_cast<int64_t>(sizeof(T));
template <typename T>
int64_t padded(int64_t n) {
  return (n + padUnit<T> - 1) / padUnit<T> * padUnit<T>;
}

}  // namespace gradus
