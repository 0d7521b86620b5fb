#include "core/compute/cpu/lowering.h"

#include <algorithm>
#include <bit>
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
  const auto [known, isNew] =
      constants_.emplace(std::bit_cast<uint64_t>(number), static_cast<int64_t>(body_.constants.size()));
  if (isNew) body_.constants.push_back(static_cast<T>(number));
  return {constantBase, -1, known->second};
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
  findLastUses(outputs, assigns);
  std::map<size_t, int> slotUsedUntil;
  for (const UpdateNode& update : updates) placeGradients(update, slotUsedUntil);
  auto nextUpdate = updates.begin();
  for (int id = 0; id < graph_.size(); ++id) {
    const size_t before = body_.instructions.size();
    if (nextUpdate != updates.end() && nextUpdate->node == id) {
      emitUpdate(*nextUpdate++);
    } else if (graph_.alive[static_cast<size_t>(id)] && !fusion_.inside[static_cast<size_t>(id)]) {
      emit(id);
    }
    for (size_t i = before; i < body_.instructions.size(); ++i) {
      std::string& layer = body_.instructions[i].layer;
      if (layer.empty()) layer = graph_[id].layer;  // a product before its chain has its own
    }
  }
  flushRowSums();
  emitAssigns(assigns);
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
void Lowering<T>::emit(int id) {
  const Op& op = graph_[id];
  if (op.kind == OpKind::part) {  // made with its op; several nodes may name the same result
    placeOf_[static_cast<size_t>(id)] =
        placeOf_[static_cast<size_t>(partsOf_.at(op.inputs[0])[static_cast<size_t>(op.axis)])];
    return;
  }
  if (op.kind <= OpKind::updated || op.kind >= OpKind::update) return;
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
