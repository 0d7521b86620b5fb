// Lowering of everything that is not an elementwise chain: products, reductions, movements, random numbers.
#include <algorithm>
#include <cassert>

#include "core/compute/cpu/lowering.h"

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
    if (left.base != rows.base || left.offset != rows.offset) continue;
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

template <typename T>
void Lowering<T>::emitOther(int id) {
  const Op& op = graph_[id];
  Instruction instruction;
  for (const int input : op.inputs) instruction.in.push_back({memoryOf(input), Pattern::full});
  instruction.axis = op.axis;
  instruction.begin = op.begin;
  instruction.stream = op.stream;
  switch (op.kind) {
    case OpKind::reshape:
      instruction.kind = InstructionKind::reshape;
      break;
    case OpKind::transpose:
      instruction.kind = InstructionKind::transpose;
      break;
    case OpKind::concat:
      instruction.kind = InstructionKind::concat;
      break;
    case OpKind::slice:
      instruction.kind = InstructionKind::slice;
      break;
    case OpKind::pad:
      instruction.kind = InstructionKind::pad;
      break;
    case OpKind::oneHot:
      instruction.kind = InstructionKind::oneHot;
      break;
    case OpKind::randomUniform:
      instruction.kind = InstructionKind::randomUniform;
      break;
    case OpKind::randomNormal:
      instruction.kind = InstructionKind::randomNormal;
      break;
    default:
      assert(!"every op kind is lowered");
  }
  body_.draws = body_.draws || op.kind == OpKind::randomUniform || op.kind == OpKind::randomNormal;
  instruction.out = outputOf(id);
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
template void Lowering<float>::emitOther(int);
template void Lowering<double>::emitOther(int);

}  // namespace gradus
