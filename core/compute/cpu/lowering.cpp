#include "core/compute/cpu/lowering.h"

#include <algorithm>
#include <cassert>

#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

template <typename T>
Lowering<T>::Lowering(const WorkGraph& graph, const Fusion& fusion, bool optimise, ProgramBody<T>& body)
    : graph_(graph), fusion_(fusion), optimise_(optimise), body_(body), placeOf_(graph.ops.size()) {}

template <typename T>
Place Lowering<T>::newBuffer(const Shape& shape) {
  const int64_t cols = shape.cols();
  return {scratchBase, buffers_++, 0, shape.rows(), cols, cols == 1 ? 1 : padded<T>(cols)};
}

template <typename T>
Place Lowering<T>::constantPlace(double number) {
  const auto value = static_cast<T>(number);
  auto& pool = body_.constants;
  auto it = std::find(pool.begin(), pool.end(), value);
  if (it == pool.end()) it = pool.insert(pool.end(), value);
  return {constantBase, -1, it - pool.begin()};
}

template <typename T>
void Lowering<T>::placeLeaves() {
  for (int id = 0; id < graph_.size(); ++id) {
    const Op& op = graph_[id];
    Place& place = placeOf_[static_cast<size_t>(id)];
    const int64_t rows = op.shape.rows(), cols = op.shape.cols();
    if (op.kind == OpKind::input) {
      place = {firstInput + static_cast<int>(body_.inputNames.size()), -1, 0, rows, cols, cols};
      body_.inputNames.push_back(op.name);
    } else if (op.kind == OpKind::scalar) {
      place = {scalarBase, -1, static_cast<int64_t>(body_.scalarNames.size())};
      body_.scalarNames.push_back(op.name);
      body_.scalarDefaults.push_back(op.number);
    } else if (op.kind == OpKind::parameter) {
      const auto count = static_cast<size_t>(op.shape.count());
      place = {parameterBase, -1, static_cast<int64_t>(body_.parameterCount), rows, cols, cols};
      parameterSlot_[id] = body_.parameters.size();
      body_.parameters.push_back(
          {op.name, op.shape, body_.parameterCount, count, op.penalised, op.trainable, op.start});
      body_.parameterCount += count;
    } else if (op.kind == OpKind::updated) {
      parameterSlot_[id] = parameterSlot_.at(op.inputs[1]);
      place = placeOf_[static_cast<size_t>(op.inputs[1])];
    } else if (op.kind == OpKind::constant && !op.data.empty()) {
      place = {constantBase, -1, static_cast<int64_t>(body_.constants.size()), rows, cols, cols};
      for (const double number : op.data) body_.constants.push_back(static_cast<T>(number));
    }
  }
}

// A node computed by an instruction of its own may write straight into the gradient segment.
template <typename T>
void Lowering<T>::placeGradients(const UpdateNode& update) {
  for (size_t i = 0; i < update.parameters.size(); ++i) {
    const int gradient = graph_[update.node].inputs[i];
    const OpKind kind = graph_[gradient].kind;
    const bool computed = kind > OpKind::updated && kind != OpKind::broadcast && kind != OpKind::reshape &&
                          kind != OpKind::slice && kind != OpKind::part;
    const CpuOp<T>* row = cpuOp<T>(kind);
    if (computed && (!row || row->exact)) gradientSlot_.emplace(gradient, parameterSlot_.at(update.parameters[i]));
  }
}

template <typename T>
Place Lowering<T>::scratchOutputOf(int id) {
  return placeOf_[static_cast<size_t>(id)] = newBuffer(graph_[id].shape);
}

template <typename T>
Place Lowering<T>::outputOf(int id) {
  const auto slot = gradientSlot_.find(id);
  if (slot == gradientSlot_.end()) return scratchOutputOf(id);
  const Op& op = graph_[id];
  const auto offset = static_cast<int64_t>(body_.parameters[slot->second].offset);
  return placeOf_[static_cast<size_t>(id)] = {gradientBase,   -1, offset, op.shape.rows(), op.shape.cols(),
                                              op.shape.cols()};
}

template <typename T>
void Lowering<T>::findParts() {
  for (int id = 0; id < graph_.size(); ++id) {
    const Op& op = graph_[id];
    if (op.kind != OpKind::part || !graph_.alive[static_cast<size_t>(id)]) continue;
    std::vector<int>& parts = partsOf_[op.inputs[0]];
    parts.resize(graph_[op.inputs[0]].outputs.size(), -1);
    parts[static_cast<size_t>(op.axis)] = id;
  }
}

template <typename T>
void Lowering<T>::run(const std::vector<int>& outputs, const std::vector<UpdateNode>& updates,
                      const std::vector<int>& assigns) {
  placeLeaves();
  findParts();
  for (const UpdateNode& update : updates) placeGradients(update);
  auto nextUpdate = updates.begin();
  for (int id = 0; id < graph_.size(); ++id) {
    const size_t before = body_.instructions.size();
    if (nextUpdate != updates.end() && nextUpdate->node == id) {
      emitUpdate(*nextUpdate++);
    } else if (graph_.alive[static_cast<size_t>(id)] && !fusion_.inside[static_cast<size_t>(id)]) {
      emit(id);
    }
    for (size_t i = before; i < body_.instructions.size(); ++i) body_.instructions[i].layer = graph_[id].layer;
  }
  flushRowSums();
  for (const int id : assigns) {
    emitCopy(graph_[id].inputs[0], graph_[id].shape, placeOf_[static_cast<size_t>(graph_[id].inputs[1])]);
  }
  for (const int output : outputs) {
    body_.outputs.push_back(memoryOf(output));
    body_.outputShapes.push_back(graph_[output].shape);
  }
  if (optimise_) groupRows();
}

template <typename T>
void Lowering<T>::flushRowSums() {
  for (const int id : rowSums_) {
    if (!attachRowSums(id)) emitReduction(id);
  }
  rowSums_.clear();
}

template <typename T>
void Lowering<T>::copyToGradient(int id, size_t parameter) {
  const ParameterInfo& info = body_.parameters[parameter];
  const Place to{gradientBase,     -1, static_cast<int64_t>(info.offset), info.shape.rows(), info.shape.cols(),
                 info.shape.cols()};
  emitCopy(id, info.shape, to);
}

template <typename T>
void Lowering<T>::emitUpdate(const UpdateNode& update) {
  flushRowSums();
  UpdateSpec spec{.kind = update.kind, .firstScalar = static_cast<int>(body_.scalarNames.size())};
  std::vector<size_t> slots;
  for (size_t i = 0; i < update.parameters.size(); ++i) {
    const size_t parameter = parameterSlot_.at(update.parameters[i]);
    const int gradient = graph_[update.node].inputs[i];
    const auto slot = gradientSlot_.find(gradient);
    if (slot == gradientSlot_.end() || slot->second != parameter) copyToGradient(gradient, parameter);
    if (body_.parameters[parameter].penalised) spec.penalised.push_back(parameter);
    slots.push_back(parameter);
  }
  std::sort(slots.begin(), slots.end());
  for (const size_t slot : slots) {
    const ParameterInfo& info = body_.parameters[slot];
    if (!spec.ranges.empty() && spec.ranges.back().first + spec.ranges.back().second == info.offset) {
      spec.ranges.back().second += info.count;
    } else {
      spec.ranges.emplace_back(info.offset, info.count);
    }
  }
  if (update.loss >= 0) spec.loss = memoryOf(update.loss);
  for (const char* name : updateScalarNames) {
    body_.scalarNames.push_back(update.prefix + name);
    body_.scalarDefaults.push_back(0);
  }
  Instruction instruction{.kind = InstructionKind::update, .group = static_cast<int>(body_.updates.size())};
  if (spec.loss) instruction.in.push_back({spec.loss, Pattern::single});  // keeps it alive until here
  body_.updates.push_back(std::move(spec));
  body_.instructions.push_back(std::move(instruction));
}

template <typename T>
void Lowering<T>::emit(int id) {
  const Op& op = graph_[id];
  if (op.kind <= OpKind::updated || op.kind == OpKind::part || op.kind >= OpKind::update) return;
  if (op.kind == OpKind::broadcast) return;  // made when an instruction needs it as a whole
  if (const auto dense = fusion_.dense.find(id); dense != fusion_.dense.end()) {
    emitProduct(id, dense->second);
  } else if (const auto sum = fusion_.sums.find(id); sum != fusion_.sums.end()) {
    emitChain(sum->second, id);
  } else if (const auto epilogue = fusion_.epilogue.find(id); epilogue != fusion_.epilogue.end()) {
    emitOther(epilogue->second, id);
  } else if (isElementwise(op.kind)) {
    emitChain(id);
  } else if (op.kind == OpKind::matmul) {
    emitProduct(id, {id});
  } else if (op.kind == OpKind::sumTo || op.kind == OpKind::maxTo) {
    if (isRowSum(id)) {
      rowSums_.push_back(id);  // waits for the product that can do it on the way
    } else {
      emitReduction(id);
    }
  } else {
    emitOther(id);
  }
}

template class Lowering<float>;
template class Lowering<double>;

}  // namespace gradus
