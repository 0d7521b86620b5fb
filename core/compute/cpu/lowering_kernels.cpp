// Lowering of everything that is not an elementwise chain: products, reductions, views, rows of the op table.
#include <algorithm>
#include <cassert>

#include "core/compute/cpu/lowering.h"
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
void Lowering<T>::emitProduct(int id, const DenseMatch& match) {
  const Op& op = graph_[match.product];
  const Place a = memoryOf(op.inputs[0]), b = memoryOf(op.inputs[1]);
  Instruction product{.kind = InstructionKind::panels};
  product.in = {{a}, {b}};
  product.transposeA = op.transposeA;
  product.transposeB = op.transposeB;
  if (match.bias >= 0) {
    product.hasBias = true;
    product.in.push_back({memoryOf(match.bias)});
    product.activation = match.activation;
  }
  product.out = outputOf(id);
  const int64_t inner = op.transposeA ? a.rows : a.cols;
  const auto wide = [](const Place& place) { return place.padded() && place.cols > 1; };
  if (optimise_ && smallProduct(op.shape[0], op.shape[1], inner)) {
    if (!op.transposeB && wide(b) && wide(product.out)) {
      product.kind = InstructionKind::lanes;
    } else if (!op.transposeA && op.transposeB && wide(a) && wide(b) &&
               op.shape[1] < 16) {  // wider: panels fill their lanes
      product.kind = InstructionKind::dots;
    }
  }
  // An activation works on whole vectors of padded rows; elsewhere it follows as a chain of its own.
  const Micro activation = product.activation;
  const bool apart = activation != Micro::copy && !wide(product.out);
  if (apart) product.activation = Micro::copy;
  const Place out = product.out;
  body_.instructions.push_back(std::move(product));
  if (apart) {
    Instruction after{.kind = InstructionKind::elementwise, .out = out};
    after.in.push_back({out, Pattern::full});
    after.steps.push_back({.op = activation});
    finishChain(after, graph_[id].shape);
    body_.instructions.push_back(std::move(after));
  }
}

// The bias gradient sums the rows of the matrix whose product with the activations is the weight gradient: one kernel
// can do both, if nothing else uses the sums.
template <typename T>
bool Lowering<T>::isRowSum(int id) const {
  const Op& op = graph_[id];
  const Shape& from = graph_[op.inputs[0]].shape;
  const bool eachRow =
      op.kind == OpKind::sumTo && op.shape.cols() == 1 && op.shape.rows() == from.rows() && from.cols() > 1;
  if (!optimise_ || !eachRow || !gradientSlot_.count(id)) return false;
  for (int user = id + 1; user < graph_.size(); ++user) {
    const auto& inputs = graph_[user].inputs;
    if (graph_[user].kind == OpKind::update) continue;
    if (graph_.alive[static_cast<size_t>(user)] && std::find(inputs.begin(), inputs.end(), id) != inputs.end())
      return false;
  }
  return true;
}

template <typename T>
bool Lowering<T>::attachRowSums(int id) {
  const Place rows = memoryOf(graph_[id].inputs[0]);
  for (Instruction& instruction : body_.instructions) {
    if (instruction.kind != InstructionKind::dots || instruction.rowSums) continue;
    const Place& left = instruction.in[0].place;
    if (left.base != rows.base || left.buffer != rows.buffer || left.offset != rows.offset) continue;
    instruction.rowSums = outputOf(id);
    return true;
  }
  return false;
}

template <typename T>
void Lowering<T>::emitReduction(int id) {
  const Op& op = graph_[id];
  const Shape& from = graph_[op.inputs[0]].shape;
  const bool isSum = op.kind == OpKind::sumTo;
  Instruction reduce;
  reduce.in.push_back({memoryOf(op.inputs[0]), Pattern::full});
  reduce.from = from;
  reduce.to = op.shape;
  if (op.shape.count() == 1) {
    reduce.kind = isSum ? InstructionKind::sumAll : InstructionKind::maxAll;
  } else if (op.shape.rows() == 1 && op.shape.cols() == from.cols()) {
    reduce.kind = isSum ? InstructionKind::sumRow : InstructionKind::maxRow;
  } else if (op.shape.cols() == 1 && op.shape.rows() == from.rows()) {
    reduce.kind = isSum ? InstructionKind::sumColumn : InstructionKind::maxColumn;
  } else {
    reduce.kind = isSum ? InstructionKind::sumAny : InstructionKind::maxAny;
  }
  reduce.out = outputOf(id);
  body_.instructions.push_back(std::move(reduce));
}

// Reshapes and slices that are only another way to read memory that is there.
template <typename T>
bool Lowering<T>::viewOf(int id, Place& place) {
  const Op& op = graph_[id];
  if (!optimise_ || (op.kind != OpKind::reshape && op.kind != OpKind::slice)) return false;
  const Place from = memoryOf(op.inputs[0]);
  const int64_t rows = op.shape.rows(), cols = op.shape.cols();
  place = from;
  if (op.kind == OpKind::reshape) {
    const bool whole = from.pitch == from.cols || from.rows == 1;
    if (!whole && !(rows == from.rows && cols == from.cols)) return false;
    place.rows = rows;
    place.cols = cols;
    if (whole) place.pitch = cols;
    return true;
  }
  const Shape& shape = graph_[op.inputs[0]].shape;
  place.rows = rows;
  place.cols = cols;
  if (op.axis + 1 == shape.rank()) {
    place.offset += op.begin;
    return cols > 1 || shape.cols() == 1;  // a single column is always contiguous
  }
  int64_t outer = 1, inner = 1;
  for (int axis = 0; axis < op.axis; ++axis) outer *= shape[axis];
  for (int axis = op.axis + 1; axis + 1 < shape.rank(); ++axis) inner *= shape[axis];
  place.offset += op.begin * inner * from.pitch;
  return outer == 1;
}

template <typename T>
void Lowering<T>::emitOther(int id) {
  const Op& op = graph_[id];
  if (Place view; viewOf(id, view)) {
    placeOf_[static_cast<size_t>(id)] = view;
    return;
  }
  const CpuOp<T>* row = cpuOp<T>(op.kind);
  assert(row);
  Instruction instruction{.kind = InstructionKind::op};
  for (const int input : op.inputs) {
    instruction.in.push_back({memoryOf(input), Pattern::full});
    instruction.shapes.push_back(graph_[input].shape);
  }
  instruction.record = op;
  if (op.outputs.empty()) {
    instruction.out = row->exact ? outputOf(id) : scratchOutputOf(id);
  } else {
    for (const int part : partsOf_[id]) instruction.outs.push_back(part < 0 ? Place() : scratchOutputOf(part));
  }
  if (row->workspace) {
    if (const int64_t elements = row->workspace(instruction); elements > 0)
      instruction.workspace = newBuffer({elements});
  }
  body_.instructions.push_back(std::move(instruction));
}

template void Lowering<float>::emitProduct(int, const DenseMatch&);
template void Lowering<double>::emitProduct(int, const DenseMatch&);
template bool Lowering<float>::isRowSum(int) const;
template bool Lowering<double>::isRowSum(int) const;
template bool Lowering<float>::attachRowSums(int);
template bool Lowering<double>::attachRowSums(int);
template void Lowering<float>::emitReduction(int);
template void Lowering<double>::emitReduction(int);
template bool Lowering<float>::viewOf(int, Place&);
template bool Lowering<double>::viewOf(int, Place&);
template void Lowering<float>::emitOther(int);
template void Lowering<double>::emitOther(int);

}  // namespace gradus
