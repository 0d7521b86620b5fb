// Lowering of what changes the state: gradients into their segment, updates, assignments; and the old values that later
// readers still want.
#include <algorithm>
#include <climits>

#include "core/compute/cpu/lowering.h"
#include "core/compute/cpu/ops/cpu_op.h"

namespace gradus {

// A node computed by an instruction of its own may write straight into the gradient segment, unless it is read after
// the update (penalties change the segment) or made before an earlier update that uses the same place.
template <typename T>
void Lowering<T>::placeGradients(const UpdateNode& update, std::map<size_t, int>& slotUsedUntil) {
  for (size_t i = 0; i < update.parameters.size(); ++i) {
    const int gradient = graph_[update.node].inputs[i];
    const OpKind kind = graph_[gradient].kind;
    const bool computed = kind > OpKind::updated && kind != OpKind::broadcast && kind != OpKind::reshape &&
                          kind != OpKind::slice && kind != OpKind::part;
    const CpuOp<T>* row = cpuOp<T>(kind);
    const size_t slot = parameterSlot_.at(update.parameters[i]);
    const auto used = slotUsedUntil.find(slot);
    if (computed && (!row || row->exact) && lastUse_[static_cast<size_t>(gradient)] <= update.node &&
        (used == slotUsedUntil.end() || gradient > used->second))
      gradientSlot_.emplace(gradient, slot);
    slotUsedUntil[slot] = update.node;
  }
}

// Ops inside another instruction run where its last op stands.
template <typename T>
void Lowering<T>::findLastUses(const std::vector<int>& outputs, const std::vector<int>& assigns) {
  std::vector<int> runsAt(graph_.ops.size());
  lastUse_.assign(graph_.ops.size(), -1);
  read_.assign(graph_.ops.size(), 0);
  for (const int output : outputs) lastUse_[static_cast<size_t>(output)] = INT_MAX;
  for (const int assign : assigns) lastUse_[static_cast<size_t>(graph_[assign].inputs[0])] = INT_MAX;
  for (int id = graph_.size() - 1; id >= 0; --id) {
    if (!graph_.alive[static_cast<size_t>(id)]) continue;
    const auto at = static_cast<size_t>(id);
    const int group = fusion_.groupOf[at];
    int& when = runsAt[at];
    when = id;
    if (group >= 0 && group != id) {
      when = runsAt[static_cast<size_t>(group)];
    } else if (fusion_.inside[at] || graph_[id].kind == OpKind::broadcast) {
      when = lastUse_[at];  // with its only reader; broadcasts are read through
    }
    if (graph_[id].kind == OpKind::updated) continue;  // reads no memory
    for (const int input : graph_[id].inputs) {
      int& last = lastUse_[static_cast<size_t>(input)];
      last = std::max(last, when);
      if (graph_[id].kind != OpKind::update) read_[static_cast<size_t>(input)] = 1;
    }
  }
}

// Before elements [first, last) of the parameters change: what is read after node `after` under its old name moves to
// scratch memory.
template <typename T>
void Lowering<T>::saveOldValues(size_t first, size_t last, int after) {
  for (int id = 0; id < std::min(after, graph_.size()); ++id) {
    Place& place = placeOf_[static_cast<size_t>(id)];
    if (place.base != parameterBase || lastUse_[static_cast<size_t>(id)] <= after) continue;
    const auto begin = static_cast<size_t>(place.offset), end = begin + static_cast<size_t>(place.rows * place.pitch);
    if (begin >= last || end <= first) continue;
    const Place copy = newBuffer(graph_[id].shape);
    emitCopy(id, graph_[id].shape, copy);
    place = copy;
  }
}

// All values are read before the first buffer changes.
template <typename T>
void Lowering<T>::emitAssigns(const std::vector<int>& assigns) {
  for (const int id : assigns) {
    const ParameterInfo& info = body_.parameters[parameterSlot_.at(graph_[id].inputs[1])];
    saveOldValues(info.offset, info.offset + info.count, INT_MAX - 1);
  }
  for (const int id : assigns) {
    const ParameterInfo& info = body_.parameters[parameterSlot_.at(graph_[id].inputs[1])];
    const int64_t cols = info.shape.cols();
    emitCopy(graph_[id].inputs[0], graph_[id].shape,
             {parameterBase, -1, static_cast<int64_t>(info.offset), info.shape.rows(), cols, cols});
  }
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
  for (const auto& [offset, count] : spec.ranges) saveOldValues(offset, offset + count, update.node);
  Instruction instruction{.kind = InstructionKind::update, .group = static_cast<int>(body_.updates.size())};
  if (spec.loss) instruction.in.push_back({spec.loss, Pattern::single});  // keeps it alive until here
  body_.updates.push_back(std::move(spec));
  body_.instructions.push_back(std::move(instruction));
}

template void Lowering<float>::placeGradients(const UpdateNode&, std::map<size_t, int>&);
template void Lowering<float>::findLastUses(const std::vector<int>&, const std::vector<int>&);
template void Lowering<float>::emitAssigns(const std::vector<int>&);
template void Lowering<float>::emitUpdate(const UpdateNode&);
template void Lowering<double>::placeGradients(const UpdateNode&, std::map<size_t, int>&);
template void Lowering<double>::findLastUses(const std::vector<int>&, const std::vector<int>&);
template void Lowering<double>::emitAssigns(const std::vector<int>&);
template void Lowering<double>::emitUpdate(const UpdateNode&);

}  // namespace gradus
