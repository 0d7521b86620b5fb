// Lowering of everything that is not an elementwise chain: products, reductions, views, rows of the op table.
#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/compute/cpu/lowering.h"
#include "core/compute/cpu/ops/cpu_op.h"
#include "core/compute/cpu/run.h"

namespace gradus {

template <typename T>
void Lowering<T>::emitProduct(int id, const DenseMatch& match) {
  const Op& op = graph_[match.product];
  const Shape &left = graph_[op.inputs[0]].shape, &right = graph_[op.inputs[1]].shape, &shape = op.shape;
  const Place a = memoryOf(op.inputs[0]), b = memoryOf(op.inputs[1]);
  Instruction product{.kind = InstructionKind::panels, .layer = op.layer};
  product.in = {{a}, {b}};
  product.transposeA = op.transposeA;
  product.transposeB = op.transposeB;
  const int64_t rowsA = left[left.rank() - 2], rowsB = right[right.rank() - 2];
  product.k = op.transposeA ? rowsA : left.cols();
  product.n = shape.cols();
  if (right.rank() == 2 && !op.transposeA) {  // the rows of all leading axes meet the same matrix
    product.m = shape.rows();
  } else {
    product.m = shape[shape.rank() - 2];
    for (int axis = 0; axis + 2 < shape.rank(); ++axis) product.batch *= shape[axis];
    product.batchA = matrixIndex(left, shape, rowsA, a.pitch);
    product.batchB = matrixIndex(right, shape, rowsB, b.pitch);
  }
  if (match.bias >= 0) {
    product.hasBias = true;
    product.in.push_back({memoryOf(match.bias)});
    product.activation = match.activation;
  }
  product.out = outputOf(id);
  const auto wide = [](const Place& place) { return place.padded() && place.cols > 1; };
  const auto wholeVectors = [&](const Place& place) {
    return wide(place) || (place.cols > 1 && place.cols % padUnit<T> == 0);
  };
  if (optimise_ && smallProduct(product.m, product.n, product.k)) {
    if (!op.transposeB && wide(b) && wide(product.out)) {
      product.kind = InstructionKind::lanes;
    } else if (!op.transposeA && op.transposeB && wholeVectors(a) && wholeVectors(b) &&
               product.n < 16) {  // wider: panels fill their lanes
      product.kind = InstructionKind::dots;
    }
  } else if (optimise_ && !op.transposeA && op.transposeB && product.n <= 4 && product.k <= 1024 && wholeVectors(a) &&
             wholeVectors(b)) {
    product.kind = InstructionKind::dots;
  }
  if (product.kind == InstructionKind::panels) product.workspace = newBuffer({packedElements<T>(product)});
  // An activation works on whole vectors of padded rows; elsewhere it follows as a chain of its own.
  const Micro activation = product.activation;
  const bool apart = activation != Micro::copy && !wide(product.out);
  if (apart) product.activation = Micro::copy;
  const Place out = product.out;
  body_.instructions.push_back(std::move(product));
  if (apart) {
    const Domain domain(shape, {shape});
    Instruction after{.kind = InstructionKind::elementwise, .out = domain.view(out)};
    after.in.push_back(domain.cover(shape, out));
    after.steps.push_back({.op = activation});
    finishChain(after, domain);
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
  return optimise_ && eachRow && gradientSlot_.count(id) && !read_[static_cast<size_t>(id)];
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

// Neighbouring axes of one fate (reduced or kept) are one; every run of reduced axes is an instruction, the innermost
// first because it leaves the least.
template <typename T>
void Lowering<T>::emitReduction(int id) {
  const Op& op = graph_[id];
  const Shape& from = graph_[op.inputs[0]].shape;
  Place place = memoryOf(op.inputs[0]);
  struct Run {
    int64_t size = 1;
    bool reduced = false;
  };
  std::vector<Run> runs;  // of the rows, outermost first; `columns` apart
  Run columns{from.cols(), false};
  const auto isReduced = [&](int axis) {
    const int own = axis - (from.rank() - op.shape.rank());
    return own < 0 || op.shape[own] != from[axis];
  };
  if (from.rank() > 0) columns.reduced = isReduced(from.rank() - 1);
  for (int axis = 0; axis + 1 < from.rank(); ++axis) {
    if (from[axis] == 1) continue;
    if (runs.empty() || runs.back().reduced != isReduced(axis)) runs.push_back({1, isReduced(axis)});
    runs.back().size *= from[axis];
  }
  const bool isMax = op.kind == OpKind::maxTo;
  if (from.count() == 0 || op.shape.count() == 0) {
    const Place out = outputOf(id);
    return op.shape.count() == 0 ? void() : emitNumber(isMax ? -INFINITY : 0, op.shape, out);
  }
  if (from.count() == op.shape.count()) return emitCopy(op.inputs[0], from, outputOf(id));
  for (;;) {
    if (columns.size == 1 && !runs.empty()) {  // a single column has no gaps: the innermost run becomes the columns
      columns = runs.back();
      runs.pop_back();
      place.cols = place.pitch = columns.size;
      place.rows = 1;
      for (const Run& run : runs) place.rows *= run.size;
    }
    Instruction reduce{.kind = InstructionKind::reduceColumns};
    reduce.isMax = isMax;
    reduce.in.push_back({place, Pattern::full});
    int64_t left = 1;  // rows of the result
    size_t group = runs.size();
    if (columns.reduced) {
      if (!runs.empty() && runs.back().reduced) {
        reduce.reduced = runs.back().size;
        runs.pop_back();
      }
      for (const Run& run : runs) reduce.outer *= run.size;
      left = reduce.outer;
      columns = {1, false};
      group = 0;
    } else {
      while (group > 0 && !runs[group - 1].reduced) reduce.inner *= runs[--group].size;
      assert(group > 0);
      reduce.kind = InstructionKind::reduceRows;
      reduce.reduced = runs[group - 1].size;
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(group) - 1);
      for (size_t i = 0; i + 1 < group; ++i) reduce.outer *= runs[i].size;
      left = reduce.outer * reduce.inner;
    }
    const bool done =
        !columns.reduced && std::none_of(runs.begin(), runs.end(), [](const Run& r) { return r.reduced; });
    reduce.out = done ? outputOf(id) : newBuffer({left, columns.size});
    if (done) {  // the same elements as rows and columns of this reduction
      const bool gapless = op.shape.cols() == 1;
      if (columns.size != op.shape.cols() || gapless) reduce.out.pitch = columns.size;
      reduce.out.rows = left;
      reduce.out.cols = columns.size;
    }
    place = reduce.out;
    body_.instructions.push_back(std::move(reduce));
    if (done) return;
  }
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
void Lowering<T>::emitOther(int id, int last) {
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
  if (last < 0) {
    last = id;
  } else {
    instruction.activation = static_cast<Micro>(static_cast<int>(graph_[last].kind) - static_cast<int>(OpKind::negate));
  }
  if (op.outputs.empty()) {
    instruction.out = row->exact ? outputOf(last) : scratchOutputOf(last);
  } else {
    for (const int part : partsOf_[id]) instruction.outs.push_back(part < 0 ? Place() : scratchOutputOf(part));
  }
  if (row->prepare) row->prepare(instruction);
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
template void Lowering<float>::emitOther(int, int);
template void Lowering<double>::emitOther(int, int);

}  // namespace gradus
